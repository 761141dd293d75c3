#include "algos/detail/strong_components.h"

#include <utility>

#include "algos/detail/search.h"
#include "graph/components.h"

namespace orbweb::detail {

namespace {

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
  NodeId smallest = kNoComponent;
  for (std::uint64_t v = 0; v < reached.size(); ++v) {
    if (reached[v] == kUnreached || reaching[v] == kUnreached) continue;
    if (smallest == kNoComponent) smallest = static_cast<NodeId>(v);
    representatives[v] = smallest;
  }
}

}  // namespace

std::vector<NodeId> strong_components(const Directions& arcs, const Control& control) {
  std::vector<NodeId> representatives(arcs.successors->num_nodes(), kNoComponent);
  if (representatives.empty()) return representatives;
  mark_component_of(well_linked_node(arcs), arcs, representatives, control);
  return orbweb::strong_components(*arcs.successors, std::move(representatives), control);
}

}  // namespace orbweb::detail
