// Strongly connected components, where both directions are in memory.
//
// The component of one well-linked node, which on a web is the giant one, is what two parallel searches from it share;
// Tarjan's algorithm (graph/components.h) finds the rest. Slota, Rajamanickam, Madduri, "BFS and coloring-based
// parallel algorithms for strongly connected components", IPDPS 2014, doi:10.1109/IPDPS.2014.64.
#pragma once

#include <vector>

#include "algos/detail/arcs.h"
#include "graph/control.h"

namespace orbweb::detail {

/// One representative per node, its component's smallest. O(n + m); 28 bytes per node.
std::vector<NodeId> strong_components(const Directions& arcs, const Control& control = {});

}  // namespace orbweb::detail
