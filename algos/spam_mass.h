// Spam mass: what share of a node's PageRank does not come from nodes known to be good.
//
//   m = 1 - p' / p,   p = PageRank, p' = PageRank with the preference on the good core alone, worth `good_fraction`
//
// Both without giving dangling mass back, so that p' is the part of p that starts on the core.
// Gyöngyi, Berkhin, Garcia-Molina, Pedersen, "Link spam detection based on mass estimation", VLDB 2006.
#pragma once

#include <concepts>
#include <type_traits>
#include <vector>

#include "algos/pagerank.h"
#include "algos/scores.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

struct SpamMassOptions {
  double alpha = 0.85;      ///< damping factor, 0 <= alpha < 1
  double tolerance = 1e-9;  ///< on the certified L1 error of p and of p', each
  int max_iterations = 1000;
  std::vector<double> seeds = {};  ///< the good core: one value per node, >= 0; needed
  double good_fraction = 0.85;     ///< estimated share of good nodes in the web, above 0 and at most 1
  bool followed_only = false;      ///< only arcs with a followed link
  Solver solver = Solver::automatic;
};

template <class Options, class Visitor>
requires std::same_as<std::remove_const_t<Options>, SpamMassOptions>
void describe(Options& options, Visitor&& visit) {
  visit("alpha", options.alpha, "damping factor, at least 0 and below 1");
  visit("tol", options.tolerance, "largest L1 error of either PageRank, rounding included");
  visit("max-iterations", options.max_iterations, "stop after this many iterations, converged or not");
  visit("seeds", options.seeds, "the good core: nodes known to be good; needed");
  visit("good-fraction", options.good_fraction, "estimated share of good nodes in the web");
  visit("followed", options.followed_only, "only arcs with a followed link");
  visit("solver", options.solver, "how the scores are found, to the same certified error");
}

/// spam-mass/1: score = relative mass m, at most 1, negative for nodes that the core favours. Columns: pagerank (p,
/// which sums to at most 1), core_pagerank (p'), absolute_mass (p - p'). The error bound is that of absolute_mass.
/// Throws ArgumentError without seeds, for a fraction out of range, and as pagerank().
Scores spam_mass(const Web& web, const SpamMassOptions& options, const Control& control = {});

}  // namespace orbweb
