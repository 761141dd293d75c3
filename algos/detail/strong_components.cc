#include "algos/detail/strong_components.h"

#include <algorithm>

#include "algos/detail/search.h"

namespace orbweb::detail {

namespace {

constexpr NodeId kNone = kUnreached;

/// The node whose product of degrees is largest: most likely of the giant component.
NodeId well_linked_node(const Directions& arcs) {
  NodeId best = 0;
  std::uint64_t most = 0;
  for (std::uint64_t v = 0; v < arcs.successors->num_nodes(); ++v) {
    const auto node = static_cast<NodeId>(v);
    const std::uint64_t product = arcs.successors->degree(node) * arcs.predecessors->degree(node);
    if (product <= most) continue;
    most = product;
    best = node;
  }
  return best;
}

/// Gives the whole component of `node` its smallest member for representative.
void mark_component_of(NodeId node, const Directions& arcs, std::vector<NodeId>& representatives,
                       const Control& control) {
  const std::vector<NodeId> source = {node};
  const auto reached = levels_from(*arcs.successors, *arcs.predecessors, source, control);
  const auto reaching = levels_from(*arcs.predecessors, *arcs.successors, source, control);
  NodeId smallest = kNone;
  for (std::uint64_t v = 0; v < reached.size(); ++v) {
    if (reached[v] == kUnreached || reaching[v] == kUnreached) continue;
    if (smallest == kNone) smallest = static_cast<NodeId>(v);
    representatives[v] = smallest;
  }
}

/// Tarjan's algorithm over the nodes that have no representative yet.
class Tarjan {
 public:
  Tarjan(const Graph& successors, std::vector<NodeId>& representatives)
      : successors_(successors), representatives_(representatives), low_(successors.num_nodes(), 0) {}

  void run() {
    for (std::uint64_t v = 0; v < low_.size(); ++v) {
      if (representatives_[v] == kNone) search_from(static_cast<NodeId>(v));
    }
  }

 private:
  struct Frame {
    NodeId node;
    std::uint32_t index;  ///< when it was first seen
    std::uint64_t next;   ///< place in its row
  };

  // low_: 0 = unseen; else the smallest index on the stack that is known to be reachable. Indices may be reused from
  // one search to the next, since nothing stays on the stack.
  void search_from(NodeId root) {
    index_ = 0;
    enter(root);
    while (!path_.empty()) {
      Frame& frame = path_.back();
      const auto row = successors_[frame.node];
      if (frame.next < row.size()) {
        look_at(frame, row[frame.next++]);
      } else {
        leave();
      }
    }
  }

  void enter(NodeId node) {
    low_[node] = ++index_;
    open_.push_back(node);
    path_.push_back({node, index_, 0});
  }

  void look_at(Frame& frame, NodeId target) {
    if (representatives_[target] != kNone) return;  // closed before, or of the giant component
    if (low_[target] == 0) {
      enter(target);  // `frame` is invalid now
    } else {
      low_[frame.node] = std::min(low_[frame.node], low_[target]);
    }
  }

  void leave() {
    const Frame done = path_.back();
    path_.pop_back();
    if (!path_.empty()) low_[path_.back().node] = std::min(low_[path_.back().node], low_[done.node]);
    if (low_[done.node] == done.index) close(done.node);
  }

  /// All above `root` on the stack are its component.
  void close(NodeId root) {
    const auto first = std::find(open_.rbegin(), open_.rend(), root).base() - 1;
    const NodeId smallest = *std::min_element(first, open_.end());
    for (auto node = first; node != open_.end(); ++node) representatives_[*node] = smallest;
    open_.erase(first, open_.end());
  }

  const Graph& successors_;
  std::vector<NodeId>& representatives_;
  std::vector<std::uint32_t> low_;
  std::vector<NodeId> open_;
  std::vector<Frame> path_;
  std::uint32_t index_ = 0;
};

}  // namespace

std::vector<NodeId> strong_components(const Directions& arcs, const Control& control) {
  std::vector<NodeId> representatives(arcs.successors->num_nodes(), kNone);
  if (representatives.empty()) return representatives;
  mark_component_of(well_linked_node(arcs), arcs, representatives, control);
  control.check();
  Tarjan(*arcs.successors, representatives).run();
  return representatives;
}

}  // namespace orbweb::detail
