#include "graph/transform/node_order.h"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "graph/parallel.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kGrain = 1 << 14;  // nodes per task

std::vector<std::uint64_t> degrees_of(const Web& web, DegreeKind kind, const Control& control) {
  std::vector<std::uint64_t> degrees(web.num_nodes());
  parallel_for(degrees.size(), kGrain, [&](std::uint64_t begin, std::uint64_t end) {
    control.check();
    for (std::uint64_t i = begin; i < end; ++i) {
      const auto node = static_cast<NodeId>(i);
      if (kind != DegreeKind::in) degrees[i] += web.successors().degree(node);
      if (kind != DegreeKind::out) degrees[i] += web.predecessors().degree(node);
    }
  });
  return degrees;
}

class BreadthFirst {
 public:
  BreadthFirst(const Web& web, const Control& control) : web_(web), control_(control), seen_(web.num_nodes()) {}

  std::vector<NodeId> run() {
    order_.reserve(web_.num_nodes());
    for (const NodeId start : degree_order(web_, DegreeKind::total, control_)) {
      meet(start);
      for (; next_ < order_.size(); ++next_) expand(order_[next_]);
    }
    return std::move(order_);
  }

 private:
  void meet(NodeId node) {
    if (seen_[node] != 0) return;
    seen_[node] = 1;
    order_.push_back(node);
  }

  void expand(NodeId node) {
    if (next_ % kNodesPerReport == 0) {
      control_.check();
      control_.progress({.phase = "breadth-first search", .done = next_, .total = web_.num_nodes(), .unit = "nodes"});
    }
    web_.successors().read_row(node, successors_);
    web_.predecessors().read_row(node, predecessors_);
    neighbours_.clear();
    std::set_union(successors_.begin(), successors_.end(), predecessors_.begin(), predecessors_.end(),
                   std::back_inserter(neighbours_));
    for (const NodeId neighbour : neighbours_) meet(neighbour);
  }

  static constexpr std::uint64_t kNodesPerReport = 1 << 12;

  const Web& web_;
  const Control& control_;
  std::vector<std::uint8_t> seen_;
  std::vector<NodeId> order_;  ///< also the queue: nodes from next_ on were met but not expanded
  std::uint64_t next_ = 0;
  std::vector<NodeId> successors_, predecessors_, neighbours_;
};

}  // namespace

std::vector<NodeId> degree_order(const Web& web, DegreeKind kind, const Control& control) {
  const std::vector<std::uint64_t> degrees = degrees_of(web, kind, control);
  control.check();
  std::vector<NodeId> order(web.num_nodes());
  std::iota(order.begin(), order.end(), NodeId{0});
  parallel_sort(order.begin(), order.end(),
                [&](NodeId a, NodeId b) { return degrees[a] != degrees[b] ? degrees[a] > degrees[b] : a < b; });
  return order;
}

std::vector<NodeId> breadth_first_order(const Web& web, const Control& control) {
  return BreadthFirst(web, control).run();
}

}  // namespace orbweb
