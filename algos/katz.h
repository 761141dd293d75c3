// Katz centrality: paths that end in a node, each step worth alpha of the one before.
//
//   x = 1 + alpha A^T x = sum over k of alpha^k (A^T)^k 1,  A = the arcs
//
// The sum converges where alpha < 1 / radius(A). Bounds on the radius (algos/detail/spectral_radius.h) choose alpha, or
// refuse the one given. The result carries its own proof: where  alpha A^T x <= t x  with t < 1, which x itself shows,
// and |r_i| <= e x_i for the residual r = 1 + alpha A^T x - x,
//
//   |x - exact|_1 <= e / (1 - t) |x|_1,  rounding of the residual included in e
//
// since (I - alpha A^T)^-1 is nonnegative and x (1 - t) <= x - alpha A^T x. Of an acyclic web the sum is finite: it is
// there when all paths have ended, whatever alpha, and only rounding is left. Time O(m) per iteration; 60 bytes per
// node beside both directions of the arcs and, of larger webs, a layout of one (algos/engine/row_sums.h).
//
// Katz, "A new status index derived from sociometric analysis", Psychometrika 18 (1953), doi:10.1007/BF02289026.
#pragma once

#include <concepts>
#include <type_traits>

#include "algos/scores.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

struct KatzOptions {
  double alpha = 0;         ///< worth of a step; 0 = half of what is known to converge
  double tolerance = 1e-9;  ///< on the certified L1 error, relative to the sum of the scores
  int max_iterations = 10000;
  bool followed_only = false;
};

template <class Options, class Visitor>
requires std::same_as<std::remove_const_t<Options>, KatzOptions>
void describe(Options& options, Visitor&& visit) {
  visit("alpha", options.alpha, "what a further step is worth, below 1 / spectral radius; 0 = half of that");
  visit("tol", options.tolerance, "largest L1 error relative to the sum of the scores, rounding included");
  visit("max-iterations", options.max_iterations, "stop after this many iterations, converged or not");
  visit("followed", options.followed_only, "only arcs with a followed link");
}

/// katz/1: 1 for a node that nobody links to. Facts: `alpha` as used, `spectral_radius_low`, `spectral_radius_high`.
/// Throws ArgumentError for options out of range, an alpha that cannot converge, naming the bound, and one for which
/// the sums exceed what a double holds; Cancelled.
Scores katz(const Web& web, const KatzOptions& options, const Control& control = {});

}  // namespace orbweb
