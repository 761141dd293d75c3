#include "algos/eigenvector.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "algos/detail/arcs.h"
#include "algos/detail/measure_scores.h"
#include "algos/detail/partition.h"
#include "algos/detail/spectral_radius.h"
#include "algos/detail/strong_components.h"
#include "graph/parallel.h"

namespace orbweb {

namespace {

constexpr double kSameRadius = 1e-9;

bool has_cycle(const Graph& successors, const detail::Partition& components) {
  if (!components.sizes.empty() && components.sizes.front() > 1) return true;
  for (std::uint64_t v = 0; v < successors.num_nodes(); ++v) {
    const auto row = successors[static_cast<NodeId>(v)];
    if (std::binary_search(row.begin(), row.end(), static_cast<NodeId>(v))) return true;
  }
  return false;
}

/// What one pass over image = A^T x says of x, whose squares sum to 1.
struct Quality {
  double eigenvalue, relative_residual;
};

Quality quality_of(const std::vector<double>& image, const std::vector<double>& x) {
  const double eigenvalue = detail::dot(image, x);
  const double squares = parallel_sum(x.size(), [&](std::uint64_t begin, std::uint64_t end) {
    double sum_of_block = 0;
    for (std::uint64_t i = begin; i < end; ++i) {
      const double difference = image[i] - eigenvalue * x[i];
      sum_of_block += difference * difference;
    }
    return sum_of_block;
  });
  return {eigenvalue, std::sqrt(squares) / eigenvalue};
}

struct Iteration {
  std::vector<double> x, image;
  Quality quality{};
  Convergence convergence;
};

/// x becomes A^T x + x, scaled.
void shift_and_scale(const std::vector<double>& image, std::vector<double>& x) {
  parallel_for(x.size(), kReductionBlock, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t i = begin; i < end; ++i) x[i] += image[i];
  });
  detail::normalise(x, Norm::l2);
}

/// On to the tolerance or so many iterations in all. Returns whether it got there.
bool iterate(const detail::Sums& sums, double tolerance, int most_iterations, const Control& control,
             Iteration& iteration) {
  int& iterations = iteration.convergence.iterations;
  while (iterations < most_iterations) {
    control.check();
    sums(iteration.x, iteration.image);
    iteration.quality = quality_of(iteration.image, iteration.x);
    const double residual = iteration.quality.relative_residual;
    ++iterations;
    control.progress({"eigenvector", static_cast<std::uint64_t>(iterations), 0, "iterations", residual});
    if (residual <= tolerance) return true;
    if (iterations < most_iterations) shift_and_scale(iteration.image, iteration.x);
  }
  return false;
}

}  // namespace

Scores eigenvector(const Web& web, const EigenvectorOptions& options, const Control& control) {
  detail::check_iteration(options.tolerance, options.max_iterations);
  const detail::Directions arcs = detail::directions_of(web, options.followed_only);
  const detail::Partition strong = detail::partition_of(detail::strong_components(arcs, control));
  if (!has_cycle(*arcs.successors, strong)) throw ArgumentError("eigenvector: expected a web with a cycle, found none");
  Iteration iteration{.x = std::vector<double>(web.num_nodes(), 1.0),
                      .image = std::vector<double>(web.num_nodes()),
                      .convergence = {.error_bound_l1 = detail::kNoBound}};
  detail::normalise(iteration.x, Norm::l2);
  Convergence& convergence = iteration.convergence;
  if (detail::has_chained_radii(arcs, strong, kSameRadius, options.max_iterations, control)) {
    convergence.obstacle =
        "two strong components have the same largest eigenvalue and one reaches the other: the iteration creeps";
  }
  if (const detail::Sums fast = detail::fast_sums(*arcs.predecessors)) {
    const double tolerance = std::max(options.tolerance, detail::kLeastFastTolerance);
    iterate(fast, tolerance, options.max_iterations - 1, control, iteration);
  }
  const detail::Sums clear = detail::clear_sums(*arcs.predecessors);
  convergence.converged =
      iterate(clear, options.tolerance, options.max_iterations, control, iteration) && convergence.obstacle.empty();
  detail::normalise(iteration.x, options.norm);
  Scores scores = detail::measure_scores("eigenvector", options, web, std::move(iteration.x), convergence);
  scores.facts = {{"eigenvalue", iteration.quality.eigenvalue},
                  {"eigenvector_residual", iteration.quality.relative_residual}};
  return scores;
}

}  // namespace orbweb
