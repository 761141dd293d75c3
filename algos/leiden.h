// Communities by the Leiden algorithm: a partition of high modularity whose communities are connected.
//
// Undirected: the union of both directions, without self-loops. Each iteration moves nodes to better communities,
// refines these into parts, merges the parts into nodes of a smaller graph, and goes on with that graph until every
// community is one node (algos/detail/leiden_steps.h). The next iteration begins with the communities found. One
// thread, whose drawn order the seed decides, so that results depend on nothing else; O(m) per pass, 60 bytes per edge
// and 120 per node at most. Traag, Waltman, van Eck, "From Louvain to Leiden: guaranteeing well-connected communities",
// Scientific Reports 9 (2019), doi:10.1038/s41598-019-41695-z.
#pragma once

#include <concepts>
#include <type_traits>

#include "algos/scores.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

struct LeidenOptions {
  int seed = 0;              ///< of orders and draws, at least 0
  double resolution = 1;     ///< above 0: higher finds more and smaller communities
  double randomness = 0.01;  ///< above 0, of the refinement's draws: e times as likely for so much of an edge gained
  double tolerance = 1e-6;   ///< an iteration that raises the modularity by no more is the last
  int max_iterations = 100;
  bool followed_only = false;
};

template <class Options, class Visitor>
requires std::same_as<std::remove_const_t<Options>, LeidenOptions>
void describe(Options& options, Visitor&& visit) {
  visit("seed", options.seed, "another one finds other communities, about as good");
  visit("resolution", options.resolution, "above 1 for more and smaller communities, below for fewer");
  visit("randomness", options.randomness, "of joining parts within a community; near 0 the best is always taken");
  visit("tol", options.tolerance, "ends once an iteration raises the modularity by no more");
  visit("max-iterations", options.max_iterations, "ends after these at the latest");
  visit("followed", options.followed_only, "only arcs with a followed link");
}

/// leiden/1: score = nodes in the node's community; column `community`, numbered from 0 by falling size, equal ones by
/// their first node. Every community is connected. Facts: `communities`, `largest`, `modularity` at this resolution,
/// `arcs_inside` (algos/detail/communities.h). Converged where the last iteration gained no more than the tolerance,
/// which is no proof of a maximum. Throws ArgumentError for options out of range; Cancelled.
Scores leiden(const Web& web, const LeidenOptions& options, const Control& control = {});

}  // namespace orbweb
