#include "algos/detail/exact_balls.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

#include "algos/engine/checkpoint.h"
#include "graph/parallel.h"

namespace orbweb::detail {

namespace {

constexpr std::uint64_t kSearchesPerRound = 256;  // between two looks at the clock; many more than threads

/// What one thread's searches need.
struct Searcher {
  std::vector<std::uint32_t> seen_by;  ///< the last target + 1 whose search met the node
  std::vector<NodeId> queue;
  std::vector<std::uint64_t> at_distance;  ///< pairs that its searches met
};

/// Searches from one node after the other, a round of them at a time.
class Searches {
 public:
  Searches(const Graph& predecessors, std::span<const NodeId> targets, std::uint64_t within)
      : predecessors_(predecessors),
        targets_(targets),
        within_(within),
        at_distance_(1, targets.size()),
        searchers_(static_cast<std::size_t>(num_threads()),
                   Searcher{std::vector<std::uint32_t>(predecessors.num_nodes(), 0), {}, {}}) {
    for (auto* values : {&sums_.harmonic, &sums_.distances, &sums_.reach}) values->assign(targets.size(), 0);
    if (within > 0) sums_.within.assign(targets.size(), 0);
  }

  bool done() const { return num_done_ == targets_.size(); }
  std::uint64_t num_done() const { return num_done_; }

  /// The next round. Where it throws Cancelled, it is as if it had not begun.
  void advance(const Control& control) {
    const std::uint64_t end = std::min<std::uint64_t>(targets_.size(), num_done_ + kSearchesPerRound);
    std::atomic<std::uint64_t> next = num_done_;
    parallel_for(searchers_.size(), 1, [&](std::uint64_t first, std::uint64_t last) {
      for (std::uint64_t number = first; number < last; ++number) {
        searchers_[number].at_distance.assign(1, 0);
        for (std::uint64_t place = 0; (place = next++) < end;) {
          control.check();
          search(place, searchers_[number]);
        }
      }
    });
    for (const Searcher& searcher : searchers_) {
      at_distance_.resize(std::max(at_distance_.size(), searcher.at_distance.size()), 0);
      for (std::size_t d = 1; d < searcher.at_distance.size(); ++d) at_distance_[d] += searcher.at_distance[d];
    }
    num_done_ = end;
  }

  /// Names the state, for algos/engine/checkpoint.h.
  template <class Archive>
  void persist(Archive& archive) {
    archive(num_done_);
    archive(at_distance_);
    archive.require(num_done_ <= targets_.size() && !at_distance_.empty());
    for (auto* values : {&sums_.harmonic, &sums_.distances, &sums_.reach}) {
      archive(*values);
      archive.require(values->size() == targets_.size());
    }
    archive(sums_.within);
    archive.require(sums_.within.size() == (within_ > 0 ? targets_.size() : 0));
  }

  BallSums take() {
    std::uint64_t within = 0;
    for (const std::uint64_t pairs : at_distance_) {
      sums_.neighbourhood.push_back(static_cast<double>(within += pairs));
    }
    return std::move(sums_);
  }

 private:
  void search(std::uint64_t place, Searcher& searcher) {
    const NodeId target = targets_[place];
    std::vector<NodeId>& queue = searcher.queue;
    queue.assign(1, target);
    searcher.seen_by[target] = target + 1;
    double harmonic = 0, distances = 0;
    std::uint64_t within = 1;
    std::size_t begin = 0;
    for (std::uint64_t distance = 1; begin < queue.size(); ++distance) {
      const std::size_t end = queue.size();
      for (; begin < end; ++begin) enqueue_predecessors(queue[begin], target, searcher);
      const std::uint64_t gained = queue.size() - end;
      if (gained == 0) break;
      if (distance <= within_) within += gained;
      harmonic += static_cast<double>(gained) / static_cast<double>(distance);
      distances += static_cast<double>(gained * distance);
      if (searcher.at_distance.size() <= distance) searcher.at_distance.resize(distance + 1, 0);
      searcher.at_distance[distance] += gained;
    }
    sums_.harmonic[place] = harmonic;
    sums_.distances[place] = distances;
    sums_.reach[place] = static_cast<double>(queue.size());
    if (within_ > 0) sums_.within[place] = static_cast<double>(within);
  }

  void enqueue_predecessors(NodeId node, NodeId target, Searcher& searcher) const {
    for (const NodeId u : predecessors_[node]) {
      if (searcher.seen_by[u] == target + 1) continue;
      searcher.seen_by[u] = target + 1;
      searcher.queue.push_back(u);
    }
  }

  const Graph& predecessors_;
  std::span<const NodeId> targets_;  ///< each once
  std::uint64_t within_;
  std::uint64_t num_done_ = 0;
  std::vector<std::uint64_t> at_distance_;
  std::vector<Searcher> searchers_;
  BallSums sums_;
};

}  // namespace

std::uint64_t exact_ball_memory(std::uint64_t num_nodes, std::uint64_t num_targets) {
  constexpr std::uint64_t kSumsPerTarget = 4 * sizeof(double);
  constexpr std::uint64_t kQueue = 2 * sizeof(NodeId);  // of a node: while it grows, both old and new
  return static_cast<std::uint64_t>(num_threads()) * num_nodes * (sizeof(std::uint32_t) + kQueue) +
         num_targets * (kSumsPerTarget + sizeof(NodeId));
}

BallSums exact_balls(const Directions& arcs, std::span<const NodeId> targets, std::uint64_t within,
                     const Control& control) {
  const std::string part = "exact balls";
  Searches searches(*arcs.predecessors, targets, within);
  const auto persist = [&](auto& archive) { searches.persist(archive); };
  engine::resume_state(control, part, persist);
  while (!searches.done()) {
    engine::keep_state(control, part, persist);
    control.progress({"searches", searches.num_done(), targets.size(), "nodes"});
    try {
      searches.advance(control);
    } catch (const Cancelled&) {
      engine::keep_state(control, part, persist, true);
      throw;
    }
  }
  return searches.take();
}

}  // namespace orbweb::detail
