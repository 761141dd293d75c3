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

/// x becomes A^T x + x, scaled.
void shift_and_scale(const std::vector<double>& image, std::vector<double>& x) {
  parallel_for(x.size(), kReductionBlock, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t i = begin; i < end; ++i) x[i] += image[i];
  });
  detail::normalise(x, Norm::l2);
}

}  // namespace

Scores eigenvector(const Web& web, const EigenvectorOptions& options, const Control& control) {
  detail::check_iteration(options.tolerance, options.max_iterations);
  const detail::Directions arcs = detail::directions_of(web, options.followed_only);
  const detail::Partition strong = detail::partition_of(detail::strong_components(arcs, control));
  if (!has_cycle(*arcs.successors, strong)) throw ArgumentError("eigenvector: expected a web with a cycle, found none");
  std::vector<double> x(web.num_nodes(), 1.0), image(web.num_nodes());
  detail::normalise(x, Norm::l2);
  Convergence convergence{.error_bound_l1 = detail::kNoBound};
  if (detail::has_chained_radii(arcs, strong, kSameRadius, options.max_iterations, control)) {
    convergence.obstacle =
        "two strong components have the same largest eigenvalue and one reaches the other: the iteration creeps";
  }
  Quality quality{};
  for (bool done = false; !done;) {
    control.check();
    detail::row_sums(*arcs.predecessors, x, image);
    quality = quality_of(image, x);
    ++convergence.iterations;
    control.progress({"eigenvector", static_cast<std::uint64_t>(convergence.iterations), 0, "iterations",
                      quality.relative_residual});
    const bool is_near = quality.relative_residual <= options.tolerance;
    convergence.converged = is_near && convergence.obstacle.empty();
    done = is_near || convergence.iterations == options.max_iterations;
    if (!done) shift_and_scale(image, x);
  }
  detail::normalise(x, options.norm);
  Scores scores = detail::measure_scores("eigenvector", options, web, std::move(x), convergence);
  scores.facts = {{"eigenvalue", quality.eigenvalue}, {"eigenvector_residual", quality.relative_residual}};
  return scores;
}

}  // namespace orbweb
