#include "graph/build/row_chunks.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace orbweb {

namespace {

constexpr std::uint64_t kArcsPerChunk = std::uint64_t{1} << 15;
constexpr std::uint64_t kMostRowsPerChunk = std::uint64_t{1} << 18;
constexpr int kMostRowsPerChunkBits = 18;
constexpr int kLeastRowBits = 6;  // 64 rows
constexpr int kMostChunkBits = 10;

class MemoryCutter {
 public:
  MemoryCutter(BlockPool& pool, std::uint64_t num_nodes, int tasks)
      : pool_(pool), num_nodes_(num_nodes), tasks_(tasks) {}

  std::vector<MemoryChunk> cut(ArcSet arcs) {
    // The smallest power of two of rows that holds all.
    const int width = std::max(kLeastRowBits, static_cast<int>(std::bit_width(num_nodes_ - 1)));
    cut_range(std::move(arcs), 0, width);
    return std::move(chunks_);
  }

 private:
  /// Rows [first, first + 2^width).
  void cut_range(ArcSet arcs, std::uint64_t first, int width) {
    if (first >= num_nodes_) return;
    const std::uint64_t size = arcs.size();
    const bool is_small = size <= 4 * kArcsPerChunk && width <= kMostRowsPerChunkBits;
    if (is_small || width <= kLeastRowBits) {
      chunks_.push_back({first, std::min(num_nodes_, first + (std::uint64_t{1} << width)), std::move(arcs)});
      return;
    }
    const int wanted =
        std::max({1, static_cast<int>(std::bit_width(size / kArcsPerChunk)), width - kMostRowsPerChunkBits});
    const int bits = std::min({wanted, kMostChunkBits, width - kLeastRowBits});
    const int rest = width - bits;
    std::vector<ArcSet> parts = partition(pool_, std::move(arcs), 32 + rest, bits, tasks_for(size, bits));
    for (std::uint64_t i = 0; i < parts.size(); ++i) cut_range(std::move(parts[i]), first + (i << rest), rest);
  }

  /// Every task leaves a block of each part partly empty: so few of them that this stays below an eighth.
  int tasks_for(std::uint64_t size, int bits) const {
    const std::uint64_t blocks = size / kItemsPerBlock<ArcKey>;
    return static_cast<int>(std::clamp<std::uint64_t>(blocks >> bits >> 2, 1, static_cast<std::uint64_t>(tasks_)));
  }

  BlockPool& pool_;
  std::uint64_t num_nodes_;
  int tasks_;
  std::vector<MemoryChunk> chunks_;
};

std::vector<ArcKey> sorted_first_keys(std::span<const ArcRun> runs) {
  std::vector<ArcKey> keys;
  for (const ArcRun& run : runs) {
    for (const ArcSegment& segment : run) keys.push_back(segment.first_key);
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

/// Walks over the first keys of all segments, each of which stands for a segment's arcs.
class MergeCutter {
 public:
  MergeCutter(std::uint64_t num_runs, std::uint64_t num_nodes)
      : num_nodes_(num_nodes),
        // A piece reads about one segment per run in vain: small next to what it needs.
        segments_per_piece_(std::max<std::uint64_t>(32, 4 * num_runs)) {}

  void pass(ArcKey key) {
    const std::uint64_t row = source_of(key) >> kLeastRowBits << kLeastRowBits;
    if (segments_in_chunk_ >= segments_per_piece_ && row > chunk_.first) end_chunk(row);
    if (segments_in_piece_ >= segments_per_piece_) {
      chunk_.cuts.push_back(key);
      segments_in_piece_ = 0;
    }
    ++segments_in_chunk_;
    ++segments_in_piece_;
  }

  std::vector<MergeChunk> finish() {
    end_chunk(num_nodes_);
    return std::move(chunks_);
  }

 private:
  void end_chunk(std::uint64_t row) {
    // Many rows with few arcs become chunks of their own.
    while (row - chunk_.first > kMostRowsPerChunk) end_chunk_at(chunk_.first + kMostRowsPerChunk);
    end_chunk_at(row);
  }

  void end_chunk_at(std::uint64_t row) {
    const auto past = std::lower_bound(chunk_.cuts.begin(), chunk_.cuts.end(), row << 32);
    MergeChunk next{row, row, {past, chunk_.cuts.end()}};
    chunk_.cuts.erase(past, chunk_.cuts.end());
    chunk_.cuts.insert(chunk_.cuts.begin(), chunk_.first << 32);
    chunk_.cuts.push_back(row << 32);
    chunk_.last = row;
    chunks_.push_back(std::exchange(chunk_, std::move(next)));
    segments_in_chunk_ = 0;
    segments_in_piece_ = 0;
  }

  std::uint64_t num_nodes_;
  std::uint64_t segments_per_piece_;
  std::uint64_t segments_in_chunk_ = 0;
  std::uint64_t segments_in_piece_ = 0;
  MergeChunk chunk_{0, 0, {}};
  std::vector<MergeChunk> chunks_;
};

}  // namespace

std::vector<MemoryChunk> cut_into_chunks(BlockPool& pool, ArcSet arcs, std::uint64_t num_nodes, int tasks) {
  if (num_nodes == 0) return {};
  return MemoryCutter(pool, num_nodes, tasks).cut(std::move(arcs));
}

std::vector<MergeChunk> cut_into_chunks(std::span<const ArcRun> runs, std::uint64_t num_nodes) {
  if (num_nodes == 0) return {};
  MergeCutter cutter(runs.size(), num_nodes);
  for (const ArcKey key : sorted_first_keys(runs)) cutter.pass(key);
  return cutter.finish();
}

}  // namespace orbweb
