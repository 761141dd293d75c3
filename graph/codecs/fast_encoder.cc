#include "graph/codecs/fast_encoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "graph/checksum.h"
#include "graph/codecs/fast_format.h"
#include "graph/codecs/fast_row_code.h"
#include "graph/codecs/fast_similar_rows.h"
#include "graph/error.h"

namespace orbweb {

namespace fast {
namespace {

/// References behind a row at most: a row is read alone through so many others.
constexpr unsigned kLongestChain = 1;
/// A reference much longer than the row makes it slow to read alone.
constexpr std::size_t kMostTimesLonger = 4, kAnywayAllowed = 64;
/// A reference that has this share of a row's ids makes it shorter: the row is not tried without.
constexpr double kSurelyShared = 0.75;

struct BlockSize {
  std::uint64_t bytes;
  std::uint64_t arcs;
};

struct Encoded : EncodedRows {
  std::uint64_t first_row = 0;
  std::uint64_t num_rows = 0;
  std::vector<char> bytes;
  std::vector<BlockSize> blocks;
};

void append_bytes(std::vector<char>& to, std::span<const std::uint8_t> bytes) {
  to.insert(to.end(), bytes.begin(), bytes.end());
}

void append_counts(std::vector<char>& to, std::span<const std::uint64_t> counts) {
  const std::span<const char> bytes = bytes_of(counts);
  to.insert(to.end(), bytes.begin(), bytes.end());
}

/// Encodes block after block of `rows`.
class BlockEncoder {
 public:
  explicit BlockEncoder(const RowBlock& rows) : rows_(rows) {}

  /// Rows [first, last) of the chunk to the end of `out`; returns their size.
  BlockSize encode(std::uint64_t first, std::uint64_t last, std::vector<char>& out) {
    headers_.clear();
    degrees_.clear();
    many_operations_.clear();
    many_ids_.clear();
    tokens_.clear();
    operands_.clear();
    for (std::uint64_t row = first; row < last; ++row) encode_row(first, row);
    const std::uint64_t arcs = rows_.offsets[last] - rows_.offsets[first];
    if (arcs == 0) return {0, 0};
    const std::size_t before = out.size();
    append_bytes(out, headers_);
    append_bytes(out, degrees_);
    append_counts(out, many_operations_);
    append_counts(out, many_ids_);
    append_bytes(out, tokens_);
    append_bytes(out, operands_);
    return {out.size() - before, arcs};
  }

 private:
  /// The row before this one that is most worth a try as its reference; a distance of 0 where none is.
  struct Candidate {
    std::uint64_t distance = 0;
    std::uint64_t shared = 0;  ///< ids that both have, of a long row's beginning
  };
  Candidate candidate(std::uint64_t first, std::uint64_t row) {
    const auto shared = similar_.count_and_remember(rows_[row]);
    Candidate best;
    std::uint64_t best_score = 0;
    if (shared == decltype(shared){}) return best;
    for (std::uint64_t distance = 1; distance <= std::min(kMostDistance, row - first); ++distance) {
      const std::uint64_t count = shared[distance - 1];
      if (count == 0 || !may_refer(row, row - distance, first)) continue;
      // Of two that share as much, the one with the shorter chain, so that later rows may refer to this one.
      const std::uint64_t score = (kLongestChain + 1) * count - chains_[row - distance - first];
      if (score <= best_score) continue;
      best = {distance, count};
      best_score = score;
    }
    return best;
  }

  bool may_refer(std::uint64_t row, std::uint64_t reference, std::uint64_t first) const {
    return chains_[reference - first] < kLongestChain &&
           rows_[reference].size() <= kMostTimesLonger * rows_[row].size() + kAnywayAllowed;
  }

  void encode_row(std::uint64_t first, std::uint64_t row) {
    const std::uint64_t distance = choose_code(first, row);
    chains_[row - first] = distance == 0 ? 0 : chains_[row - distance - first] + 1;
    write_row(distance, rows_[row].size());
  }

  /// Leaves the row's cheaper code in `best_`. Returns the distance to its reference, 0 where it has none.
  std::uint64_t choose_code(std::uint64_t first, std::uint64_t row) {
    const std::uint64_t node = rows_.first + row;
    const std::span<const NodeId> ids = rows_[row];
    const auto [distance, shared] = candidate(first, row);
    best_.encode(node, ids, distance == 0 ? std::span<const NodeId>() : rows_[row - distance]);
    if (distance == 0 || static_cast<double>(shared) >= kSurelyShared * static_cast<double>(ids.size()))
      return distance;
    without_.encode(node, ids, {}, best_.cost() + 1);
    if (without_.cost() > best_.cost()) return distance;
    std::swap(best_, without_);
    return 0;
  }

  void write_row(std::uint64_t distance, std::uint64_t degree) {
    const std::uint64_t operations = best_.tokens().size();
    headers_.push_back(static_cast<std::uint8_t>(std::min(operations, kManyOperations) | distance << 5));
    degrees_.push_back(static_cast<std::uint8_t>(std::min(degree, kManyIds)));
    if (operations >= kManyOperations) many_operations_.push_back(operations);
    if (degree >= kManyIds) many_ids_.push_back(degree);
    tokens_.insert(tokens_.end(), best_.tokens().begin(), best_.tokens().end());
    operands_.insert(operands_.end(), best_.operands().begin(), best_.operands().end());
  }

  const RowBlock& rows_;
  SimilarRows similar_;
  RowCode best_, without_;
  std::array<unsigned, kBlockRows> chains_{};  ///< references behind each row of the block
  std::vector<std::uint8_t> headers_, degrees_, tokens_, operands_;
  std::vector<std::uint64_t> many_operations_, many_ids_;
};

}  // namespace
}  // namespace fast

FastEncoder::FastEncoder(OutputFile& data, OutputFile& index, std::uint64_t num_nodes)
    : data_(data), index_(index), num_nodes_(num_nodes) {}

std::uint64_t FastEncoder::rows_per_block() const { return fast::kBlockRows; }

std::unique_ptr<EncodedRows> FastEncoder::encode(const RowBlock& rows) const {
  auto encoded = std::make_unique<fast::Encoded>();
  encoded->first_row = rows.first;
  encoded->num_rows = rows.num_rows();
  fast::BlockEncoder encoder(rows);
  for (std::uint64_t first = 0; first < rows.num_rows(); first += fast::kBlockRows) {
    const std::uint64_t last = std::min(first + fast::kBlockRows, rows.num_rows());
    encoded->blocks.push_back(encoder.encode(first, last, encoded->bytes));
  }
  return encoded;
}

void FastEncoder::append(std::unique_ptr<EncodedRows> rows) {
  const auto& encoded = dynamic_cast<const fast::Encoded&>(*rows);
  if (encoded.first_row != next_row_ || next_row_ % fast::kBlockRows != 0) {
    throw ArgumentError(fmt::format("fast encoder: expected rows from {} on, in whole blocks, found row {}", next_row_,
                                    encoded.first_row));
  }
  data_.write(encoded.bytes);
  for (const fast::BlockSize& block : encoded.blocks) {
    write_index_entry();
    position_ += block.bytes;
    next_arc_ += block.arcs;
  }
  next_row_ += encoded.num_rows;
}

void FastEncoder::finish() {
  if (next_row_ != num_nodes_) {
    throw ArgumentError(fmt::format("fast encoder: expected {} rows, found {}", num_nodes_, next_row_));
  }
  write_index_entry();
}

void FastEncoder::write_index_entry() {
  const std::array<std::uint64_t, 2> entry{position_, next_arc_};
  index_.write(bytes_of(std::span<const std::uint64_t>(entry)));
}

}  // namespace orbweb
