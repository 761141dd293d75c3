// How large the largest eigenvalue of a graph's matrix is, with proof.
//
// The spectral radius is the largest over the strongly connected components, each irreducible, for which any positive
// vector x gives  min (A x)_i / x_i <= radius <= max (A x)_i / x_i  (Collatz and Wielandt; Horn, Johnson, "Matrix
// Analysis", theorem 8.3.6). Power iteration on A + I, whose components are primitive, brings the bounds together.
#pragma once

#include "algos/detail/arcs.h"
#include "algos/detail/partition.h"
#include "graph/control.h"

namespace orbweb::detail {

struct SpectralRadius {
  double low = 0, high = 0;  ///< low <= radius <= high, rounding aside
};

/// Iterates until high - low <= tolerance * low, or it is known whether the radius is below 1 / alpha (0: not asked),
/// or max_iterations. 0 for acyclic graphs. O(m) per iteration; 36 bytes per node, and 4 per arc inside a component.
SpectralRadius spectral_radius(const Directions& arcs, double tolerance, int max_iterations, double alpha,
                               const Control& control = {});

/// Whether a strong component of the largest spectral radius reaches another one of the same radius. The eigenvalue is
/// then defective (Rothblum, "Algebraic eigenspaces of nonnegative matrices", Linear Algebra Appl. 12 (1975),
/// doi:10.1016/0024-3795(75)90050-6): power iteration goes on creeping, by 1 / iterations, and a small residual says
/// nothing. Radii count as the same where bounds of `tolerance` relative width overlap; iterates until they tell which
/// components have the largest. False where max_iterations were too few for that. O(m) per iteration; 32 bytes per
/// node.
bool has_chained_radii(const Directions& arcs, const Partition& strong, double tolerance, int max_iterations,
                       const Control& control = {});

}  // namespace orbweb::detail
