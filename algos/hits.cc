#include "algos/hits.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "algos/detail/arcs.h"
#include "algos/detail/measure_scores.h"
#include "graph/kernels/reduce.h"
#include "graph/parallel.h"

namespace orbweb {

namespace {

using Vector = std::vector<double>;

/// |image - eigenvalue * vector|_2
double residual(const Vector& image, const Vector& vector, double eigenvalue) {
  const double squares = parallel_sum(image.size(), [&](std::uint64_t begin, std::uint64_t end) {
    double sum_of_block = 0;
    for (std::uint64_t i = begin; i < end; ++i) {
      const double difference = image[i] - eigenvalue * vector[i];
      sum_of_block += difference * difference;
    }
    return sum_of_block;
  });
  return std::sqrt(squares);
}

struct HitsResult {
  Vector authority, hub;
  Convergence convergence;
  double relative_residual = 0, eigenvalue = 0;
};

struct BothSums {
  detail::Sums of_successors, of_predecessors;
};

/// On from the result's authorities, to the tolerance or so many iterations in all.
void iterate(const BothSums& sums, double tolerance, int most_iterations, const Control& control, HitsResult& result) {
  const std::uint64_t n = result.authority.size();
  Convergence& convergence = result.convergence;
  convergence.converged = false;
  Vector image(n);
  while (!convergence.converged && convergence.iterations < most_iterations) {
    control.check();
    sums.of_successors(result.authority, result.hub);
    sums.of_predecessors(result.hub, image);
    result.eigenvalue = detail::dot(image, result.authority);
    result.relative_residual = residual(image, result.authority, result.eigenvalue) / result.eigenvalue;
    detail::normalise(image, Norm::l2);
    convergence.residual_l1 = parallel_sum(n, [&](std::uint64_t begin, std::uint64_t end) {
      const std::span<const double> now(image), before(result.authority);
      return l1_distance(now.subspan(begin, end - begin), before.subspan(begin, end - begin));
    });
    std::swap(result.authority, image);
    convergence.converged = result.relative_residual <= tolerance;
    ++convergence.iterations;
    control.progress(
        {"hits", static_cast<std::uint64_t>(convergence.iterations), 0, "iterations", result.relative_residual});
  }
}

HitsResult solve(const detail::Directions& arcs, const HitsOptions& options, const Control& control) {
  const std::uint64_t n = arcs.successors->num_nodes();
  HitsResult result;
  result.authority.assign(n, 1 / std::sqrt(static_cast<double>(n)));
  result.hub.resize(n);
  result.convergence.error_bound_l1 = detail::kNoBound;
  if (const BothSums fast{detail::fast_sums(*arcs.successors), detail::fast_sums(*arcs.predecessors)};
      fast.of_successors) {
    const double tolerance = std::max(options.tolerance, detail::kLeastFastTolerance);
    iterate(fast, tolerance, options.max_iterations - 1, control, result);
  }
  const BothSums clear{detail::clear_sums(*arcs.successors), detail::clear_sums(*arcs.predecessors)};
  iterate(clear, options.tolerance, options.max_iterations, control, result);
  detail::row_sums(*arcs.successors, result.authority, result.hub);
  return result;
}

/// Of a web without arcs: nobody is linked to.
HitsResult all_zero(std::uint64_t num_nodes) {
  return {Vector(num_nodes), Vector(num_nodes), {.converged = true}, 0, 0};
}

}  // namespace

Scores hits(const Web& web, const HitsOptions& options, const Control& control) {
  detail::check_iteration(options.tolerance, options.max_iterations);
  const detail::Directions arcs = detail::directions_of(web, options.followed_only);
  HitsResult result = arcs.successors->num_arcs() == 0 ? all_zero(web.num_nodes()) : solve(arcs, options, control);
  detail::normalise(result.authority, options.norm);
  detail::normalise(result.hub, options.norm);
  Scores scores = detail::measure_scores("hits", options, web, std::move(result.authority), result.convergence);
  scores.columns.push_back({"hub", std::move(result.hub)});
  scores.facts = {{"eigenvector_residual", result.relative_residual}, {"singular_value", std::sqrt(result.eigenvalue)}};
  return scores;
}

}  // namespace orbweb
