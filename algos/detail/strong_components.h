// Strongly connected components.
//
// The component of one well-linked node, which on a web is the giant one, is what two parallel searches from it share;
// Tarjan's algorithm, with its stack on the heap, finds the rest. Slota, Rajamanickam, Madduri, "BFS and coloring-based
// parallel algorithms for strongly connected components", IPDPS 2014, doi:10.1109/IPDPS.2014.64; Tarjan, "Depth-first
// search and linear graph algorithms", SIAM J. Comput. 1 (1972), doi:10.1137/0201010.
#pragma once

#include <vector>

#include "algos/detail/arcs.h"
#include "graph/control.h"

namespace orbweb::detail {

/// One representative per node, its component's smallest. O(n + m); 24 bytes per node.
std::vector<NodeId> strong_components(const Directions& arcs, const Control& control = {});

}  // namespace orbweb::detail
