// Triangles through each node, and how many of the possible ones that is.
//
// Undirected: the union of both directions, without self-loops. Edges point from lower to higher degree, so that rows
// have at most sqrt(2 m) entries; each triangle is found once, at its lowest node. O(m^1.5), all threads; 16 bytes per
// node and 12 per edge. Schank, Wagner, "Finding, counting and listing all triangles in large graphs", WEA 2005,
// doi:10.1007/11427186_54; Watts, Strogatz, "Collective dynamics of small-world networks", Nature 393 (1998),
// doi:10.1038/30918.
#pragma once

#include <concepts>
#include <type_traits>

#include "algos/scores.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

struct TrianglesOptions {
  bool followed_only = false;
};

template <class Options, class Visitor>
requires std::same_as<std::remove_const_t<Options>, TrianglesOptions>
void describe(Options& options, Visitor&& visit) {
  visit("followed", options.followed_only, "only arcs with a followed link");
}

/// triangles/1: score = triangles that the node is a corner of; column `clustering`, that number over the pairs of its
/// neighbours, 0 where it has fewer than two. Facts: `triangles`, `mean_clustering` over all nodes, `transitivity`
/// (three times the triangles over all pairs of neighbours).
Scores triangles(const Web& web, const TrianglesOptions& options, const Control& control = {});

}  // namespace orbweb
