// The two steps of a level of the Leiden algorithm: nodes move to better communities, communities are refined.
//
// Both see a node's gain from joining a community C in units of edges, against being alone:
//
//   w(v, C) - resolution strength(v) strength(C) / total
//
// Traag, Waltman, van Eck, "From Louvain to Leiden: guaranteeing well-connected communities", Scientific Reports 9
// (2019), doi:10.1038/s41598-019-41695-z, supplementary algorithm A.2.
#pragma once

#include <vector>

#include "algos/detail/weighted_graph.h"
#include "graph/control.h"
#include "graph/split_mix.h"

namespace orbweb::detail {

/// MoveNodesFast: visits all nodes in a drawn order, then those around whom something changed, and moves each to the
/// community where it gains most. `community_of` holds numbers below the number of nodes. O(m) per visit of all. One
/// thread.
void move_nodes(const WeightedGraph& graph, double resolution, SplitMix64& random, std::vector<NodeId>& community_of,
                const Control& control);

/// RefinePartition: parts of communities that stay one node on the next level, each named by one of its nodes. Begins
/// with single nodes, of which each, in a drawn order, joins a part of its community that it loses nothing by, drawn
/// with probability in proportion to e^(gain / randomness); nodes and parts that are not well connected with their
/// community take no part. So parts are connected. O(m). One thread.
std::vector<NodeId> refine(const WeightedGraph& graph, const std::vector<NodeId>& community_of, double resolution,
                           double randomness, SplitMix64& random, const Control& control);

}  // namespace orbweb::detail
