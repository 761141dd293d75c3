#include "graph/builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <mutex>
#include <string>
#include <utility>

#include "graph/checksum.h"
#include "graph/error.h"
#include "graph/memory.h"
#include "graph/memory_file.h"
#include "graph/name_key.h"
#include "graph/name_table.h"
#include "graph/names_encoder.h"
#include "graph/parallel.h"
#include "graph/transpose.h"

namespace orbweb {

namespace {

constexpr std::uint32_t kNumShards = 64;
constexpr std::uint32_t kMaxNamesPerShard = (std::numeric_limits<NodeId>::max() / kNumShards) - 1;
constexpr std::uint64_t kItemsPerTask = 1 << 14;

// What build() holds at its peak: each arc as it came and as it is placed; each node's offsets, cursors, order and
// names.
constexpr std::uint64_t kPeakBytesPerArc = sizeof(BuilderArc) + 12;

/// Names from many threads, spread over shards by hash. A temporary id is number-within-shard times 64 plus shard.
class Dictionary {
 public:
  NodeId intern(std::string_view name) {
    const std::string key = key_from_name(name);
    const std::uint64_t hash = hash_of(bytes_of(std::string_view(key)));
    const auto shard_index = static_cast<std::uint32_t>(hash % kNumShards);
    Shard& shard = shards_[shard_index];
    const std::lock_guard lock(shard.mutex);
    const std::uint64_t memory_before = shard.names.memory();
    const std::uint32_t size_before = shard.names.size();
    const std::uint32_t number = shard.names.insert(key, hash);
    memory_.fetch_add(shard.names.memory() - memory_before, std::memory_order_relaxed);
    size_.fetch_add(shard.names.size() - size_before, std::memory_order_relaxed);
    if (number > kMaxNamesPerShard) throw LimitError("more than about 4 billion names: this build has 32-bit node ids");
    return number * kNumShards + shard_index;
  }

  // Asked while other threads intern.
  std::uint64_t memory() const { return memory_.load(std::memory_order_relaxed); }
  std::uint64_t size() const { return size_.load(std::memory_order_relaxed); }

  /// All temporary ids in key order.
  std::vector<NodeId> sorted_ids() const {
    std::vector<NodeId> ids;
    ids.reserve(size());
    for (std::uint32_t shard = 0; shard < kNumShards; ++shard) {
      for (std::uint32_t i = 0; i < shards_[shard].names.size(); ++i) ids.push_back(i * kNumShards + shard);
    }
    parallel_sort(ids.begin(), ids.end(), [&](NodeId a, NodeId b) { return key(a) < key(b); });
    return ids;
  }

  std::string_view key(NodeId id) const { return shards_[id % kNumShards].names[id / kNumShards]; }

  /// The bound of temporary ids.
  std::uint64_t id_limit() const {
    std::uint64_t most = 0;
    for (const Shard& shard : shards_) most = std::max<std::uint64_t>(most, shard.names.size());
    return most * kNumShards;
  }

 private:
  struct Shard {
    std::mutex mutex;
    NameTable names;
  };
  std::array<Shard, kNumShards> shards_;
  std::atomic<std::uint64_t> memory_{0};
  std::atomic<std::uint64_t> size_{0};
};

Names make_names(const Dictionary& dictionary, const std::vector<NodeId>& sorted_ids) {
  MemoryFile blocks, index;
  NamesEncoder encoder(blocks, index);
  for (const NodeId id : sorted_ids) encoder.add(dictionary.key(id));
  encoder.finish();
  return {blocks.take(), index.take(), sorted_ids.size()};
}

using Batches = std::vector<std::vector<BuilderArc>>;

void renumber(Batches& batches, const std::vector<NodeId>& sorted_ids, std::uint64_t id_limit) {
  std::vector<NodeId> node_of(id_limit);
  for (std::uint64_t node = 0; node < sorted_ids.size(); ++node) node_of[sorted_ids[node]] = static_cast<NodeId>(node);
  parallel_for(batches.size(), 1, [&](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t i = first; i < last; ++i) {
      for (BuilderArc& arc : batches[i]) {
        arc.source = node_of[arc.source];
        arc.target = node_of[arc.target];
      }
    }
  });
}

/// What a row holds of an arc while rows are made.
struct Entry {
  NodeId target;
  std::uint32_t count;
  bool followed;
};

struct Rows {
  std::vector<ArcIndex> offsets;
  std::vector<Entry> entries;
};

/// Count, prefix-sum, place: the arcs of each source together, in any order. Frees the batches as they are placed.
Rows group_by_source(Batches& batches, std::uint64_t num_nodes) {
  std::vector<std::atomic<ArcIndex>> cursors(num_nodes);
  parallel_for(batches.size(), 1, [&](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t i = first; i < last; ++i) {
      for (const BuilderArc& arc : batches[i]) cursors[arc.source].fetch_add(1, std::memory_order_relaxed);
    }
  });
  Rows rows{std::vector<ArcIndex>(num_nodes + 1, 0), {}};
  for (std::uint64_t node = 0; node < num_nodes; ++node) {
    rows.offsets[node + 1] = rows.offsets[node] + cursors[node].exchange(rows.offsets[node], std::memory_order_relaxed);
  }
  rows.entries.resize(rows.offsets[num_nodes]);
  parallel_for(batches.size(), 1, [&](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t i = first; i < last; ++i) {
      for (const BuilderArc& arc : batches[i]) {
        const ArcIndex position = cursors[arc.source].fetch_add(1, std::memory_order_relaxed);
        rows.entries[position] = {arc.target, arc.count, arc.followed};
      }
      std::vector<BuilderArc>().swap(batches[i]);
    }
  });
  return rows;
}

void merge_into(Entry& entry, const Entry& other) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
  entry.count = static_cast<std::uint32_t>(std::min(kMost, std::uint64_t{entry.count} + other.count));
  entry.followed = entry.followed || other.followed;
}

/// Sorts one row by target and merges equal targets at its front. Returns how many are left.
std::uint64_t sort_and_merge(std::span<Entry> row) {
  std::sort(row.begin(), row.end(), [](const Entry& a, const Entry& b) { return a.target < b.target; });
  std::uint64_t kept = 0;
  for (const Entry& entry : row) {
    if (kept > 0 && row[kept - 1].target == entry.target) {
      merge_into(row[kept - 1], entry);
    } else {
      row[kept++] = entry;
    }
  }
  return kept;
}

struct FoldedArcs {
  Graph successors;
  std::vector<std::uint32_t> link_counts;
  IndexSet followed;
};

FoldedArcs fold_arcs(Rows rows) {
  const std::uint64_t num_nodes = rows.offsets.size() - 1;
  const auto row = [&](std::uint64_t node) {
    return std::span<Entry>(rows.entries).subspan(rows.offsets[node], rows.offsets[node + 1] - rows.offsets[node]);
  };
  std::vector<ArcIndex> offsets(num_nodes + 1, 0);
  parallel_for(num_nodes, kItemsPerTask, [&](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t node = first; node < last; ++node) offsets[node + 1] = sort_and_merge(row(node));
  });
  for (std::uint64_t node = 0; node < num_nodes; ++node) offsets[node + 1] += offsets[node];

  std::vector<NodeId> targets(offsets[num_nodes]);
  std::vector<std::uint32_t> counts(offsets[num_nodes]);
  std::vector<std::uint8_t> followed(offsets[num_nodes]);
  parallel_for(num_nodes, kItemsPerTask, [&](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t node = first; node < last; ++node) {
      for (ArcIndex arc = offsets[node]; arc < offsets[node + 1]; ++arc) {
        const Entry& entry = row(node)[arc - offsets[node]];
        targets[arc] = entry.target;
        counts[arc] = entry.count;
        followed[arc] = entry.followed ? 1 : 0;
      }
    }
  });
  rows = {};
  return {Graph(std::move(offsets), std::move(targets)), std::move(counts), IndexSet::from_members(followed)};
}

}  // namespace

struct WebBuilder::State {
  bool with_names = true;
  std::uint64_t memory_limit = 0;
  Dictionary dictionary;
  std::mutex mutex;  // guards all below
  Batches batches;
  std::uint64_t num_arcs = 0;
  std::uint64_t num_numbered_nodes = 0;  // without names: largest number plus one

  std::uint64_t num_nodes() const { return with_names ? dictionary.size() : num_numbered_nodes; }

  void check_memory() const {
    const std::uint64_t peak =
        num_arcs * kPeakBytesPerArc + num_nodes() * kBuilderBytesPerNode + 2 * dictionary.memory();
    if (peak <= memory_limit) return;
    throw LimitError(fmt::format(
        "building {} nodes and {} links so far would take {} MB, but {} MB are granted: grant more memory{}",
        num_nodes(), num_arcs, peak >> 20, memory_limit >> 20,
        with_names ? "" : " or number the nodes densely from 0"));
  }
};

WebBuilder::WebBuilder(const BuilderOptions& options) : state_(std::make_unique<State>()) {
  state_->with_names = options.with_names;
  state_->memory_limit = options.memory_limit > 0 ? options.memory_limit : machine_memory();
}

WebBuilder::~WebBuilder() = default;

NodeId WebBuilder::intern(std::string_view name) { return state_->dictionary.intern(name); }

void WebBuilder::add(std::vector<BuilderArc> arcs) {
  NodeId largest = 0;
  for (const BuilderArc& arc : arcs) largest = std::max({largest, arc.source, arc.target});
  const std::lock_guard lock(state_->mutex);
  state_->num_arcs += arcs.size();
  if (!arcs.empty()) state_->num_numbered_nodes = std::max(state_->num_numbered_nodes, std::uint64_t{largest} + 1);
  state_->batches.push_back(std::move(arcs));
  state_->check_memory();
}

Web WebBuilder::build(Provenance provenance, const Control& control) {
  State& state = *state_;
  const std::uint64_t num_nodes = state.num_nodes();
  const auto report_step = [&](std::uint64_t step) {
    control.check();
    control.progress({.phase = "building the graph", .done = step, .total = 4, .unit = "steps"});
  };
  std::optional<Names> names;
  report_step(0);
  if (state.with_names) {
    const std::vector<NodeId> sorted_ids = state.dictionary.sorted_ids();
    names = make_names(state.dictionary, sorted_ids);
    renumber(state.batches, sorted_ids, state.dictionary.id_limit());
  }
  report_step(1);
  Rows rows = group_by_source(state.batches, num_nodes);
  report_step(2);
  FoldedArcs arcs = fold_arcs(std::move(rows));
  report_step(3);
  Graph predecessors = transpose(arcs.successors);
  report_step(4);
  return Web(std::move(arcs.successors), std::move(predecessors), std::move(names), std::move(arcs.followed),
             arcs.link_counts, std::move(provenance));
}

}  // namespace orbweb
