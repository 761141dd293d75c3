// TrustRank and Anti-TrustRank: PageRank whose surfer starts, and starts again, on seeds that people have judged.
//
// TrustRank: trust flows from good seeds along arcs (Gyöngyi, Garcia-Molina, Pedersen, "Combating web spam with
// TrustRank", VLDB 2004). Anti-TrustRank: distrust flows from spam seeds against the arcs, to those who link to them
// (Krishnan, Raj, "Web spam detection with Anti-TrustRank", AIRWeb 2006).
#pragma once

#include <concepts>
#include <type_traits>
#include <vector>

#include "algos/pagerank.h"
#include "algos/scores.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

struct TrustRankOptions {
  double alpha = 0.85;      ///< damping factor, 0 <= alpha < 1: how far trust reaches
  double tolerance = 1e-9;  ///< on the certified L1 error; scores sum to 1
  int max_iterations = 1000;
  std::vector<double> seeds = {};  ///< one value per node, >= 0: how much each is a seed; needed
  bool followed_only = false;      ///< only arcs with a followed link
  bool weighted = false;           ///< arcs count as many times as they have links
  Solver solver = Solver::automatic;
  StartScores start = {};  ///< where the iteration begins; empty = the teleport distribution
};

template <class Options, class Visitor>
requires std::same_as<std::remove_const_t<Options>, TrustRankOptions>
void describe(Options& options, Visitor&& visit) {
  visit("alpha", options.alpha, "damping factor, at least 0 and below 1: how far trust reaches");
  visit("tol", options.tolerance, "largest L1 error that the result may have, rounding included");
  visit("max-iterations", options.max_iterations, "stop after this many iterations, converged or not");
  visit("seeds", options.seeds, "the nodes that were judged, with a weight where they differ; needed");
  visit("followed", options.followed_only, "only arcs with a followed link");
  visit("weighted", options.weighted, "an arc counts as many times as it has links");
  visit("solver", options.solver, "how the scores are found, to the same certified error");
  visit("warm-start", options.start, "earlier scores to begin with; the result is proven as from any other start");
}

/// trustrank/1: PageRank with the seeds for preference; dangling mass goes back to the seeds. Throws ArgumentError
/// where there is no seed, and as pagerank().
Scores trustrank(const Web& web, const TrustRankOptions& options, const Control& control = {});

/// anti-trustrank/1: the same on the transposed web, from spam seeds.
Scores anti_trustrank(const Web& web, const TrustRankOptions& options, const Control& control = {});

}  // namespace orbweb
