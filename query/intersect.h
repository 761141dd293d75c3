// Link intersect: who links to these nodes, but not to those.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/control.h"
#include "graph/index_set.h"
#include "graph/web.h"

namespace orbweb {

struct IntersectQuestion {
  std::vector<NodeId> linked;      ///< a node named twice counts once
  std::vector<NodeId> not_linked;  ///< one link to any of these is enough to be left out
  std::uint64_t min_matches = 0;   ///< of `linked`, at least so many; 0 for all of them
  bool followed_only = false;      ///< other arcs count as none, for `not_linked` too
};

struct IntersectMatch {
  NodeId node;
  std::vector<NodeId> matched;  ///< which of `linked` it links to, rising
  std::uint64_t links = 0;      ///< to these, in sum
};

/// Who links to at least `min_matches` of `linked` and none of `not_linked`, whatever followed_only says: the sets'
/// part of the answer. Where all must match, an intersection that begins with the smallest set; else one sort of all
/// members, O(d log d) over their number d. Nothing else of the web is read.
IndexSet intersecting_nodes(const Web& web, const IntersectQuestion& question, const Control& control = {});

/// The whole answer, rising by node. Reads one row for each of the nodes above, which holds all that is said of it.
/// Throws ArgumentError where `linked` is empty or has fewer nodes than min_matches.
std::vector<IntersectMatch> intersect(const Web& web, const IntersectQuestion& question, const Control& control = {});

}  // namespace orbweb
