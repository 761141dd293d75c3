// Who links to a node, and whom it links to, with what the links say.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/control.h"
#include "graph/index_set.h"
#include "graph/web.h"

namespace orbweb {

struct Neighbour {
  NodeId node;
  std::uint32_t links;  ///< as Web::link_counts() has them
  bool followed;
};

/// The labels of single arcs, which lie where the arc has its place among the source's. Reuses its memory: one for each
/// thread.
class ArcLabels {
 public:
  explicit ArcLabels(const Web& web) : web_(web) {}

  /// Of the arc from `source` to `target`, which must exist, as seen from one of its ends: `node` is `seen`. Reads the
  /// source's row: O(its outdegree).
  Neighbour of(NodeId source, NodeId target, NodeId seen);
  Neighbour at(ArcIndex arc, NodeId seen) const;

 private:
  const Web& web_;
  std::vector<NodeId> row_;
};

enum class Side {
  referrers,  ///< who links to the node
  linked,     ///< whom it links to
};

/// Replaces `row` by the node's neighbours on one side, rising, itself left out. O(degree).
void read_neighbours(const Web& web, NodeId node, Side side, std::vector<NodeId>& row);
IndexSet neighbour_set(const Web& web, NodeId node, Side side);

/// The node's neighbours on one side with their labels, rising, itself left out. O(degree) for `linked`, O(sum of the
/// referrers' outdegrees) for `referrers`.
std::vector<Neighbour> neighbours_of(const Web& web, NodeId node, Side side, const Control& control = {});

/// What a side adds up to.
struct SideTotals {
  std::uint64_t nodes = 0;
  std::uint64_t followed = 0;  ///< of them, joined by a followed link
  std::uint64_t links = 0;
};
SideTotals totals_of(const std::vector<Neighbour>& neighbours);

}  // namespace orbweb
