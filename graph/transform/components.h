// The largest component of a web.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

/// The nodes of the largest set that arcs connect, whatever their direction, rising; of several, the one with the
/// lowest node. Union by least node with path halving (Tarjan and van Leeuwen, "Worst-case analysis of set union
/// algorithms", JACM 31 (1984), doi:10.1145/62.2160). One pass over the successors, nearly O(n + m); 8 bytes per node.
std::vector<NodeId> largest_weak_component(const Web& web, const Control& control = {});

/// The nodes of the largest set whose members all reach each other, rising; of several, the one with the lowest node.
/// Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1 (1972), doi:10.1137/0201010, without
/// recursion. O(n + m) on one thread, rows read at random; 24 bytes per node and, of rows on the current path, at most
/// `memory_limit` bytes (0: a quarter of the machine's memory) and one row: those further up are read again when the
/// search comes back to them.
std::vector<NodeId> largest_strong_component(const Web& web, std::uint64_t memory_limit = 0,
                                             const Control& control = {});

}  // namespace orbweb
