// Eigenvector centrality: a node is as central as those who link to it, in sum.
//
//   A^T x = radius x,  A = the arcs
//
// Power iteration on A^T + I, which turns no sign and has no second eigenvalue of the same size, from the uniform
// vector. Stops when |A^T x - s x|_2 <= tolerance * s, s the Rayleigh quotient. Where a web is not strongly connected
// only nodes that the component of the largest radius reaches have a centrality. Where two components of that radius
// reach one another (algos/detail/spectral_radius.h), the iteration creeps and the residual misleads: the result says
// that it did not converge, and why. No L1 bound is claimed (NaN). O(m) per iteration; 48 bytes per node beside
// both directions of the arcs and, of larger webs, a layout of one (algos/engine/row_sums.h).
//
// Bonacich, "Power and centrality: a family of measures", Am. J. Sociol. 92 (1987), doi:10.1086/228631.
#pragma once

#include <concepts>
#include <type_traits>

#include "algos/detail/norm.h"
#include "algos/scores.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

struct EigenvectorOptions {
  double tolerance = 1e-9;  ///< on the relative residual of the eigenvector
  int max_iterations = 10000;
  Norm norm = Norm::l2;
  bool followed_only = false;
};

template <class Options, class Visitor>
requires std::same_as<std::remove_const_t<Options>, EigenvectorOptions>
void describe(Options& options, Visitor&& visit) {
  visit("tol", options.tolerance, "largest relative residual of the eigenvector");
  visit("max-iterations", options.max_iterations, "stop after this many iterations, converged or not");
  visit("norm", options.norm, "what is scaled to 1: the sum of squares, the sum, the largest value");
  visit("followed", options.followed_only, "only arcs with a followed link");
}

/// eigenvector/1. Facts: `eigenvalue`, `eigenvector_residual`. Throws ArgumentError for options out of range and a web
/// without cycles, which has no such vector; Cancelled.
Scores eigenvector(const Web& web, const EigenvectorOptions& options, const Control& control = {});

}  // namespace orbweb
