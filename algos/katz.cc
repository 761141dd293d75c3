#include "algos/katz.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "algos/detail/arcs.h"
#include "algos/detail/measure_scores.h"
#include "algos/detail/spectral_radius.h"
#include "graph/parallel.h"

namespace orbweb {

namespace {

constexpr double kRadiusTolerance = 1e-3;
constexpr int kRadiusIterations = 300;

double choose_alpha(double asked, const detail::SpectralRadius& radius) {
  if (!(asked >= 0) || std::isinf(asked)) {
    throw ArgumentError(fmt::format("alpha: expected 0 or a positive number, found {}", asked));
  }
  if (asked * radius.low >= 1) {
    throw ArgumentError(fmt::format(
        "alpha: expected below {:.6g}, 1 / the arcs' spectral radius of at least {:.6g}, for the sum to converge, "
        "found {}",
        1 / radius.low, radius.low, asked));
  }
  if (asked > 0) return asked;
  return 0.5 / std::max(radius.high, 1.0);  // of an acyclic graph any alpha converges
}

double largest_of(const std::vector<double>& values) { return *std::max_element(values.begin(), values.end()); }

constexpr double kUnit = std::numeric_limits<double>::epsilon() / 2;

[[noreturn]] void refuse_overflow(double alpha) {
  throw ArgumentError(fmt::format("alpha: expected one for which the sums stay below {:.2g}, found {}: lower it",
                                  std::numeric_limits<double>::max(), alpha));
}

class Katz {
 public:
  Katz(const Graph& predecessors, double alpha, bool is_acyclic)
      : rows_(predecessors),
        alpha_(alpha),
        is_acyclic_(is_acyclic),
        x_(rows_.num_nodes(), 1.0),
        next_(rows_.num_nodes()),
        roundings_(is_acyclic ? rows_.num_nodes() : 0) {}

  /// One step; returns the L1 error of its result divided by the sum, certified where the sums are clear; infinite
  /// where nothing is proven yet.
  double advance(const detail::Sums& sums) {
    sums(x_, next_);
    std::vector<double> growths((x_.size() + kReductionBlock - 1) / kReductionBlock);
    std::vector<double> residuals(growths.size()), values(growths.size());
    parallel_for(growths.size(), 1, [&](std::uint64_t begin, std::uint64_t end) {
      for (std::uint64_t block = begin; block < end; ++block) {
        pass(block, growths[block], residuals[block], values[block]);
      }
    });
    std::swap(x_, next_);
    if (std::isinf(largest_of(values))) refuse_overflow(alpha_);
    const double growth = largest_of(growths);
    // The residual of the new x is alpha A^T times the step's, so at most `growth` times as large, in units of x.
    const double error = growth < 1 ? largest_of(residuals) / (1 - growth) : std::numeric_limits<double>::infinity();
    return is_acyclic_ && !lengthen_paths() ? std::min(error, rounding_of_series()) : error;
  }

  std::vector<double> take() { return std::move(x_); }

 private:
  /// Of an acyclic web: makes `roundings_`, of the paths of so many arcs as there were steps, those of one arc more.
  /// Whether any changed: else all paths have ended, and x_ is the whole sum.
  bool lengthen_paths() {
    std::vector<std::uint64_t> longer(x_.size());
    std::atomic<bool> changed = false;
    parallel_for(x_.size(), kReductionBlock, [&](std::uint64_t begin, std::uint64_t end) {
      for (std::uint64_t v = begin; v < end; ++v) {
        const auto row = rows_[static_cast<NodeId>(v)];
        for (const NodeId u : row) longer[v] = std::max(longer[v], roundings_[u]);
        longer[v] += row.size() + 4;
        if (longer[v] != roundings_[v]) changed = true;
      }
    });
    roundings_ = std::move(longer);
    return changed;
  }

  /// All numbers are positive, so that roundings add up along a path, relative to the value at its end.
  double rounding_of_series() const {
    const auto most = static_cast<double>(*std::max_element(roundings_.begin(), roundings_.end()));
    return std::expm1(most * kUnit * (1 + 1e-9));
  }

  void pass(std::uint64_t block, double& growth, double& residual, double& largest) {
    for (std::uint64_t v = block * kReductionBlock;
         v < std::min<std::uint64_t>(x_.size(), (block + 1) * kReductionBlock); ++v) {
      const double rounding = static_cast<double>(rows_.degree(static_cast<NodeId>(v)) + 4) * kUnit;
      const double passed = alpha_ * next_[v];
      next_[v] = 1 + passed;
      growth = std::max(growth, passed / x_[v] * (1 + 2 * rounding));
      residual = std::max(residual, (std::abs(next_[v] - x_[v]) + 2 * rounding * next_[v]) / x_[v]);
      largest = std::max(largest, next_[v]);
    }
  }

  const Graph& rows_;
  double alpha_;
  bool is_acyclic_;
  std::vector<double> x_, next_;
  std::vector<std::uint64_t> roundings_;  ///< by node: on the longest path into it
};

/// On to the tolerance or so many iterations in all.
void iterate(Katz& katz, const detail::Sums& sums, double tolerance, int most_iterations, const Control& control,
             Convergence& convergence) {
  convergence.converged = false;
  while (!convergence.converged && convergence.iterations < most_iterations) {
    control.check();
    const double error = katz.advance(sums);
    convergence.error_bound_l1 = error;
    convergence.converged = error <= tolerance;
    ++convergence.iterations;
    control.progress({"katz", static_cast<std::uint64_t>(convergence.iterations), 0, "iterations", error});
  }
}

}  // namespace

Scores katz(const Web& web, const KatzOptions& options, const Control& control) {
  detail::check_iteration(options.tolerance, options.max_iterations);
  if (web.num_nodes() == 0) throw ArgumentError("the web has no nodes");
  const detail::Directions arcs = detail::directions_of(web, options.followed_only);
  const auto radius = detail::spectral_radius(arcs, kRadiusTolerance, kRadiusIterations, options.alpha, control);
  const double alpha = choose_alpha(options.alpha, radius);
  const bool is_acyclic = radius.high == 0;
  Katz iteration(*arcs.predecessors, alpha, is_acyclic);
  Convergence convergence;
  // The paths of an acyclic web end soon, and each step's are counted.
  if (const detail::Sums fast = is_acyclic ? detail::Sums() : detail::fast_sums(*arcs.predecessors)) {
    const double tolerance = std::max(options.tolerance, detail::kLeastFastTolerance);
    iterate(iteration, fast, tolerance, options.max_iterations - 1, control, convergence);
  }
  iterate(iteration, detail::clear_sums(*arcs.predecessors), options.tolerance, options.max_iterations, control,
          convergence);
  std::vector<double> score = iteration.take();
  const double sum = detail::total(score);
  if (std::isinf(sum)) refuse_overflow(alpha);
  convergence.residual_l1 = convergence.error_bound_l1;
  convergence.error_bound_l1 *= sum * (1 + 1e-9);  // the sum's own rounding is far below that
  Scores scores = detail::measure_scores("katz", options, web, std::move(score), convergence);
  scores.facts = {{"alpha", alpha}, {"spectral_radius_low", radius.low}, {"spectral_radius_high", radius.high}};
  return scores;
}

}  // namespace orbweb
