// Weakly and strongly connected components of rows that may lie anywhere: in memory or on disk.
#pragma once

#include <vector>

#include "graph/adjacency.h"
#include "graph/control.h"

namespace orbweb {

/// Stands where a node's component is not known.
inline constexpr NodeId kNoComponent = 0xffffffff;

/// Sets that arcs connect, whatever their direction: for each node the smallest of its set. One pass over the rows, on
/// all threads (graph/union_find.h); O(n + m), nearly. 8 bytes per node, the result included, and a block of rows per
/// thread.
std::vector<NodeId> weak_components(const Adjacency& arcs, const Control& control = {});

/// Sets whose members all reach each other: for each node the smallest of its set. Tarjan, "Depth-first search and
/// linear graph algorithms", SIAM J. Comput. 1 (1972), doi:10.1137/0201010, without recursion. Nodes whose component is
/// `known` are passed over: whole components, or none. O(n + m) on one thread. Each row is read once, where the search
/// enters its node, and let go of: what is still to be visited waits in one list of nodes, in which a row's targets
/// move to the front. Hence at most 28 bytes per node, the result included, and one row, whatever the graph.
std::vector<NodeId> strong_components(const Adjacency& successors, std::vector<NodeId> known = {},
                                      const Control& control = {});

}  // namespace orbweb
