// How large the largest eigenvalue of a graph's matrix is, with proof.
//
// The spectral radius is the largest over the strongly connected components, each irreducible, for which any positive
// vector x gives  min (A x)_i / x_i <= radius <= max (A x)_i / x_i  (Collatz and Wielandt; Horn, Johnson, "Matrix
// Analysis", theorem 8.3.6). Power iteration on A + I, whose components are primitive, brings the bounds together.
#pragma once

#include "algos/detail/arcs.h"
#include "graph/control.h"

namespace orbweb::detail {

struct SpectralRadius {
  double low = 0, high = 0;  ///< low <= radius <= high, rounding aside
};

/// Iterates until high - low <= tolerance * low, or max_iterations. 0 for acyclic graphs. O(m) per iteration; 32 bytes
/// per node.
SpectralRadius spectral_radius(const Directions& arcs, double tolerance, int max_iterations,
                               const Control& control = {});

}  // namespace orbweb::detail
