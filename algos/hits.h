// HITS: good authorities are linked to by good hubs, good hubs link to good authorities.
//
//   a = L^T h / |L^T h|,  h = L a / |L a|,  L = the arcs
//
// a is the dominant eigenvector of L^T L. Power iteration from the uniform vector: where the largest eigenvalue is
// multiple, the result is that vector's share of its space. Stops when |L^T L a - s a|_2 <= tolerance * s, with s the
// Rayleigh quotient: some eigenvalue is then within tolerance * s of s (L^T L is symmetric). How far the vector is from
// the exact one depends on the gap to the next eigenvalue, which nobody knows: no L1 bound is claimed (NaN). Time
// O(n + m) per iteration; memory 32 bytes per node beside both directions of the arcs and, of larger webs, a layout of
// each (algos/engine/row_sums.h).
//
// Kleinberg, "Authoritative sources in a hyperlinked environment", J. ACM 46 (1999), doi:10.1145/324133.324140.
#pragma once

#include <concepts>
#include <type_traits>

#include "algos/detail/norm.h"
#include "algos/scores.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

struct HitsOptions {
  double tolerance = 1e-9;  ///< on the relative residual of the eigenvector
  int max_iterations = 10000;
  Norm norm = Norm::l2;
  bool followed_only = false;
};

template <class Options, class Visitor>
requires std::same_as<std::remove_const_t<Options>, HitsOptions>
void describe(Options& options, Visitor&& visit) {
  visit("tol", options.tolerance, "largest relative residual of the eigenvector");
  visit("max-iterations", options.max_iterations, "stop after this many iterations, converged or not");
  visit("norm", options.norm, "what is scaled to 1: the sum of squares, the sum, the largest value");
  visit("followed", options.followed_only, "only arcs with a followed link");
}

/// hits/1: score = authority; column `hub`. Facts: `eigenvector_residual`, `singular_value`. Zeros where the web has no
/// arcs. Throws ArgumentError for options out of range; Cancelled.
Scores hits(const Web& web, const HitsOptions& options, const Control& control = {});

}  // namespace orbweb
