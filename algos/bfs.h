// Distances from one node: arcs on a shortest path.
//
// Direction-optimising breadth-first search (algos/detail/search.h). O(n + m) at most; both directions of the arcs in
// memory and 13 bytes per node.
#pragma once

#include <concepts>
#include <type_traits>

#include "algos/scores.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

struct BfsOptions {
  NodeName source = {};   ///< needed
  bool reversed = false;  ///< distances to the source, against the arcs
  bool followed_only = false;
};

template <class Options, class Visitor>
requires std::same_as<std::remove_const_t<Options>, BfsOptions>
void describe(Options& options, Visitor&& visit) {
  visit("source", options.source, "the node that distances are counted from; needed");
  visit("reversed", options.reversed, "go against the arcs: distances to the source");
  visit("followed", options.followed_only, "only arcs with a followed link");
}

/// bfs/1: score = distance, 0 for the source, -1 for nodes that no path reaches. Facts: `reached` nodes, the source
/// included, and `eccentricity`, the largest distance. Throws ArgumentError for a source that is no node; Cancelled.
Scores bfs(const Web& web, const BfsOptions& options, const Control& control = {});

}  // namespace orbweb
