#include "query/neighbours.h"

#include <algorithm>

namespace orbweb {

Neighbour ArcLabels::at(ArcIndex arc, NodeId seen) const {
  return {seen, web_.link_counts()[arc], web_.followed().contains(arc)};
}

Neighbour ArcLabels::of(NodeId source, NodeId target, NodeId seen) {
  web_.successors().read_row(source, row_);
  const auto place = std::lower_bound(row_.begin(), row_.end(), target) - row_.begin();
  return at(web_.successors().first_arc(source) + static_cast<ArcIndex>(place), seen);
}

void read_neighbours(const Web& web, NodeId node, Side side, std::vector<NodeId>& row) {
  (side == Side::referrers ? web.predecessors() : web.successors()).read_row(node, row);
  const auto self = std::lower_bound(row.begin(), row.end(), node);
  if (self != row.end() && *self == node) row.erase(self);
}

IndexSet neighbour_set(const Web& web, NodeId node, Side side) {
  std::vector<NodeId> row;
  read_neighbours(web, node, side, row);
  return IndexSet::from_sorted(row);
}

std::vector<Neighbour> neighbours_of(const Web& web, NodeId node, Side side, const Control& control) {
  ArcLabels labels(web);
  std::vector<Neighbour> neighbours;
  if (side == Side::referrers) {
    for (const NodeId source : web.predecessors()[node]) {
      control.check();
      if (source != node) neighbours.push_back(labels.of(source, node, source));
    }
    return neighbours;
  }
  ArcIndex arc = web.successors().first_arc(node);
  for (const NodeId target : web.successors()[node]) {
    if (target != node) neighbours.push_back(labels.at(arc, target));
    ++arc;
  }
  return neighbours;
}

SideTotals totals_of(const std::vector<Neighbour>& neighbours) {
  SideTotals totals;
  for (const Neighbour& neighbour : neighbours) {
    ++totals.nodes;
    totals.followed += neighbour.followed ? 1 : 0;
    totals.links += neighbour.links;
  }
  return totals;
}

}  // namespace orbweb
