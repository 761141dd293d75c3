// Communities by label propagation: each node takes the label that most of its neighbours have, until all have it.
//
// Undirected: the union of both directions, without self-loops. A node keeps its label where it is among the most
// frequent, else draws one of these. In each round the nodes that may change are dealt to eight groups, drawn anew; a
// group changes at once, on all threads, then the next: neighbours that would swap labels for ever are soon parted, and
// the result depends on the seed alone. Communities that labels joined and edges do not are parted at the end, as the
// authors advise. O(m log of the largest degree) per round, mostly below ten of full length; 8 bytes per edge and 21
// per node. Raghavan, Albert, Kumara, "Near linear time algorithm to detect community structures in large-scale
// networks", Phys. Rev. E 76 (2007), doi:10.1103/PhysRevE.76.036106; groups as in Cordasco, Gargano, "Community
// detection via semi-synchronous label propagation algorithms" (2010), arXiv:1103.4550, but drawn, not coloured.
#pragma once

#include <concepts>
#include <type_traits>

#include "algos/scores.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

struct LabelPropagationOptions {
  int seed = 0;              ///< of groups and draws, at least 0
  int max_iterations = 100;  ///< rounds
  bool followed_only = false;
};

template <class Options, class Visitor>
requires std::same_as<std::remove_const_t<Options>, LabelPropagationOptions>
void describe(Options& options, Visitor&& visit) {
  visit("seed", options.seed, "another one finds other communities, about as good");
  visit("max-iterations", options.max_iterations, "rounds after which it ends as it is");
  visit("followed", options.followed_only, "only arcs with a followed link");
}

/// label-propagation/1: score = nodes in the node's community; column `community`, numbered from 0 by falling size,
/// equal ones by their first node. Facts: `communities`, `largest`, `modularity`, `arcs_inside`
/// (algos/detail/communities.h). Converged where every node has a label that is most frequent around it. Throws
/// ArgumentError for options out of range; Cancelled.
Scores label_propagation(const Web& web, const LabelPropagationOptions& options, const Control& control = {});

}  // namespace orbweb
