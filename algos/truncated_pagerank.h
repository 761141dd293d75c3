// Truncated PageRank: what of a node's PageRank comes over paths longer than T arcs. Link farms, whose support is close
// by, lose more than others.
//
//   x_T = P'^(T+1) x,  x = PageRank, P' = the surfer's step without teleport, dangling mass to all nodes alike
//
// which is the sum over paths longer than T, normalised to 1. Becchetti, Castillo, Donato, Leonardi, Baeza-Yates,
// "Using rank propagation and probabilistic counting for link-based spam detection", WebKDD 2006.
#pragma once

#include <concepts>
#include <type_traits>

#include "algos/pagerank.h"
#include "algos/scores.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

struct TruncatedPageRankOptions {
  double alpha = 0.85;      ///< damping factor, 0 <= alpha < 1
  double tolerance = 1e-9;  ///< on the certified L1 error of the PageRank
  int max_iterations = 1000;
  int truncation = 1;  ///< T: paths of up to this many arcs count nothing; 0 to 1000
  bool followed_only = false;
  Solver solver = Solver::automatic;
  StartScores start = {};  ///< where the iteration begins; empty = the teleport distribution
};

template <class Options, class Visitor>
requires std::same_as<std::remove_const_t<Options>, TruncatedPageRankOptions>
void describe(Options& options, Visitor&& visit) {
  visit("alpha", options.alpha, "damping factor, at least 0 and below 1");
  visit("tol", options.tolerance, "largest L1 error of the PageRank, rounding included");
  visit("max-iterations", options.max_iterations, "stop after this many iterations, converged or not");
  visit("truncation", options.truncation, "paths of up to this many arcs count nothing");
  visit("followed", options.followed_only, "only arcs with a followed link");
  visit("solver", options.solver, "how the PageRank is found, to the same certified error");
  visit("warm-start", options.start, "earlier scores to begin with; the result is proven as from any other start");
}

/// truncated-pagerank/1. Sums to 1. T + 1 further steps of the clear form. Throws ArgumentError for options out of
/// range, and as pagerank().
Scores truncated_pagerank(const Web& web, const TruncatedPageRankOptions& options, const Control& control = {});

}  // namespace orbweb
