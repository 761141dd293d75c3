#include "algos/detail/search.h"

#include <algorithm>
#include <atomic>

#include "graph/parallel.h"

namespace orbweb::detail {

namespace {

// Beamer's constants: backwards while the frontier's arcs are more than 1/kAlpha of the unexplored, and until it has
// fewer nodes than n/kBeta.
constexpr std::uint64_t kAlpha = 15;
constexpr std::uint64_t kBeta = 18;
constexpr std::uint64_t kChunk = 1 << 9;         // frontier nodes per task
constexpr std::uint64_t kWordsPerTask = 1 << 5;  // of 64 nodes each

class Search {
 public:
  Search(const Graph& forward, const Graph& backward)
      : forward_(forward), backward_(backward), levels_(forward.num_nodes(), kUnreached) {}

  std::vector<std::uint32_t> run(std::span<const NodeId> sources, const Control& control) {
    for (const NodeId source : sources) {
      if (levels_[source] == 0) continue;
      levels_[source] = 0;
      frontier_.push_back(source);
    }
    unexplored_arcs_ = forward_.num_arcs();
    for (std::uint32_t level = 1; !frontier_.empty(); ++level) {
      control.check();
      const std::uint64_t frontier_arcs = arcs_of_frontier();
      unexplored_arcs_ -= std::min(unexplored_arcs_, frontier_arcs);
      if (frontier_arcs > unexplored_arcs_ / kAlpha && frontier_.size() > forward_.num_nodes() / kBeta) {
        step_backwards(level);
      } else {
        step_forwards(level);
      }
    }
    return std::move(levels_);
  }

 private:
  std::uint64_t arcs_of_frontier() const {
    std::uint64_t arcs = 0;
    for (const NodeId node : frontier_) arcs += forward_.degree(node);
    return arcs;
  }

  /// Each chunk of the frontier collects what it is the first to reach.
  void step_forwards(std::uint32_t level) {
    const std::uint64_t num_chunks = (frontier_.size() + kChunk - 1) / kChunk;
    std::vector<std::vector<NodeId>> found(num_chunks);
    parallel_for(num_chunks, 1, [&](std::uint64_t begin, std::uint64_t end) {
      for (std::uint64_t chunk = begin; chunk < end; ++chunk) {
        const std::uint64_t last = std::min<std::uint64_t>((chunk + 1) * kChunk, frontier_.size());
        for (std::uint64_t i = chunk * kChunk; i < last; ++i) expand(frontier_[i], level, found[chunk]);
      }
    });
    gather(found);
  }

  void expand(NodeId node, std::uint32_t level, std::vector<NodeId>& found) {
    for (const NodeId target : forward_[node]) {
      std::atomic_ref<std::uint32_t> place(levels_[target]);
      std::uint32_t expected = kUnreached;
      if (place.load(std::memory_order_relaxed) != kUnreached) continue;
      if (place.compare_exchange_strong(expected, level, std::memory_order_relaxed)) found.push_back(target);
    }
  }

  /// Each unreached node looks for one predecessor in the frontier. Tasks own whole nodes: nothing is shared.
  void step_backwards(std::uint32_t level) {
    const std::uint64_t n = forward_.num_nodes();
    in_frontier_.assign((n + 63) / 64, 0);
    for (const NodeId node : frontier_) in_frontier_[node / 64] |= std::uint64_t{1} << (node % 64);
    const std::uint64_t nodes_per_task = 64 * kWordsPerTask;
    std::vector<std::vector<NodeId>> found((n + nodes_per_task - 1) / nodes_per_task);
    parallel_for(found.size(), 1, [&](std::uint64_t begin, std::uint64_t end) {
      for (std::uint64_t task = begin; task < end; ++task) {
        const std::uint64_t last = std::min(n, (task + 1) * nodes_per_task);
        for (std::uint64_t v = task * nodes_per_task; v < last; ++v) {
          if (levels_[v] != kUnreached || !has_predecessor_in_frontier(static_cast<NodeId>(v))) continue;
          levels_[v] = level;
          found[task].push_back(static_cast<NodeId>(v));
        }
      }
    });
    gather(found);
  }

  bool has_predecessor_in_frontier(NodeId node) const {
    const auto row = backward_[node];
    return std::any_of(row.begin(), row.end(), [&](NodeId u) { return (in_frontier_[u / 64] >> (u % 64) & 1) != 0; });
  }

  void gather(const std::vector<std::vector<NodeId>>& found) {
    frontier_.clear();
    for (const auto& nodes : found) frontier_.insert(frontier_.end(), nodes.begin(), nodes.end());
  }

  const Graph &forward_, &backward_;
  std::vector<std::uint32_t> levels_;
  std::vector<NodeId> frontier_;
  std::vector<std::uint64_t> in_frontier_;
  std::uint64_t unexplored_arcs_ = 0;
};

}  // namespace

std::vector<std::uint32_t> levels_from(const Graph& forward, const Graph& backward, std::span<const NodeId> sources,
                                       const Control& control) {
  return Search(forward, backward).run(sources, control);
}

}  // namespace orbweb::detail
