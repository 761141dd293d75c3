#include "graph/components.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

#include "graph/graph.h"
#include "graph/parallel.h"
#include "graph/row_scan.h"
#include "graph/union_find.h"

namespace orbweb {

namespace {

/// Nodes that wait to be visited, the one to come next in front; each at most once.
class WaitingNodes {
 public:
  explicit WaitingNodes(std::uint64_t num_nodes) : next_(num_nodes), before_(num_nodes) {
    std::iota(next_.begin(), next_.end(), NodeId{0});
  }

  bool is_empty() const { return front_ == kEnd; }
  NodeId front() const { return front_; }

  void move_to_front(NodeId node) {
    if (node == front_) return;
    if (next_[node] != node) unlink(node);
    next_[node] = front_;
    if (front_ != kEnd) before_[front_] = node;
    front_ = node;
  }

  void pop_front() { front_ = std::exchange(next_[front_], front_); }

 private:
  static constexpr NodeId kEnd = 0xffffffff;

  /// Of a node behind the front.
  void unlink(NodeId node) {
    next_[before_[node]] = next_[node];
    if (next_[node] != kEnd) before_[next_[node]] = before_[node];
  }

  NodeId front_ = kEnd;
  std::vector<NodeId> next_;  ///< of a node that does not wait: itself
  std::vector<NodeId> before_;
};

/// Tarjan's search. An entered node stays in the list until all that its row put in front of it has been visited, which
/// makes it the order of a recursive search: a node is visited from the last entered one that has an arc to it. No row
/// is needed twice: a target that was seen before says at once all it can say, and one that was not will be below the
/// node in the search's tree, where its own word is handed up.
class StrongComponents {
 public:
  StrongComponents(const Adjacency& successors, std::vector<NodeId> known, const Control& control)
      : successors_(successors),
        in_memory_(dynamic_cast<const Graph*>(&successors)),
        control_(control),
        representatives_(std::move(known)),
        waiting_(successors.num_nodes()),
        low_(successors.num_nodes(), kUnseen) {
    representatives_.resize(low_.size(), kNoComponent);
    open_.reserve(low_.size());  // at most that, and what is not touched takes no memory: doubling would
    path_.reserve(low_.size());
  }

  std::vector<NodeId> run() {
    for (std::uint64_t v = 0; v < low_.size(); ++v) {
      if (representatives_[v] == kNoComponent) search_from(static_cast<NodeId>(v));
    }
    return std::move(representatives_);
  }

 private:
  struct Step {
    NodeId node;
    std::uint32_t number;  ///< when it was first seen
  };
  static constexpr std::uint32_t kUnseen = 0;
  static constexpr std::uint64_t kNodesPerReport = 1 << 12;

  void search_from(NodeId root) {
    last_number_ = kUnseen;  // nothing is open: numbers may be used again
    waiting_.move_to_front(root);
    while (!waiting_.is_empty()) {
      const NodeId node = waiting_.front();
      if (low_[node] == kUnseen) {
        enter(node);
      } else {
        waiting_.pop_front();
        leave();
      }
    }
  }

  void enter(NodeId node) {
    if (num_seen_++ % kNodesPerReport == 0) report();
    low_[node] = ++last_number_;
    open_.push_back(node);
    path_.push_back({node, low_[node]});
    const std::span<const NodeId> row = row_of(node);
    for (auto target = row.rbegin(); target != row.rend(); ++target) look_at(node, *target);
  }

  void look_at(NodeId node, NodeId target) {
    if (representatives_[target] != kNoComponent) return;
    if (low_[target] == kUnseen) {
      waiting_.move_to_front(target);
    } else {
      low_[node] = std::min(low_[node], low_[target]);
    }
  }

  /// The last node of the path, whose part of the search is over.
  void leave() {
    const Step done = path_.back();
    path_.pop_back();
    if (!path_.empty()) low_[path_.back().node] = std::min(low_[path_.back().node], low_[done.node]);
    if (low_[done.node] == done.number) close(done.node);
  }

  /// All nodes that were opened since `root` are one component.
  void close(NodeId root) {
    const auto first = std::find(open_.rbegin(), open_.rend(), root).base() - 1;
    const NodeId smallest = *std::min_element(first, open_.end());
    for (auto node = first; node != open_.end(); ++node) representatives_[*node] = smallest;
    open_.erase(first, open_.end());
  }

  std::span<const NodeId> row_of(NodeId node) {
    if (in_memory_ != nullptr) return (*in_memory_)[node];
    successors_.read_row(node, row_);
    return row_;
  }

  void report() const {
    control_.check();
    control_.progress({.phase = "strong components", .done = num_seen_, .total = low_.size(), .unit = "nodes"});
  }

  const Adjacency& successors_;
  const Graph* in_memory_;
  const Control& control_;
  std::vector<NodeId> representatives_;
  WaitingNodes waiting_;
  std::vector<std::uint32_t> low_;  ///< least number among open nodes that the node is known to reach
  std::vector<NodeId> open_;        ///< seen, component not yet complete
  std::vector<Step> path_;
  std::vector<NodeId> row_;
  std::uint32_t last_number_ = kUnseen;
  std::uint64_t num_seen_ = 0;
};

}  // namespace

std::vector<NodeId> weak_components(const Adjacency& arcs, const Control& control) {
  UnionFind sets(arcs.num_nodes());
  scan_rows(arcs, [&](const RowBlock& rows, ArcIndex) {
    control.check();
    for (std::uint64_t i = 0; i < rows.num_rows(); ++i) {
      for (const NodeId target : rows[i]) sets.join(static_cast<NodeId>(rows.first + i), target);
    }
  });
  std::vector<NodeId> roots(arcs.num_nodes());
  parallel_for(roots.size(), 1 << 14, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t v = begin; v < end; ++v) roots[v] = sets.find(static_cast<NodeId>(v));
  });
  return roots;
}

std::vector<NodeId> strong_components(const Adjacency& successors, std::vector<NodeId> known, const Control& control) {
  return StrongComponents(successors, std::move(known), control).run();
}

}  // namespace orbweb
