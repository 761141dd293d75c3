// The proof that comes with a PageRank: how far the computed vector may be from the exact one, rounding included.
#pragma once

#include <cstdint>
#include <limits>

namespace orbweb::detail {

/// Roundings on the longest way through total_of() (algos/detail/total.h): additions in one lane of a block, the tree
/// of lanes, the tree of blocks.
double reduction_depth(std::uint64_t n);

/// How far one application of T(x) = alpha P^T x + base, computed in f64, may lie from the exact T(x), in L1.
///
/// Nothing is negative, so no digit cancels: a value that k roundings lead to has a relative error of at most
/// k u / (1 - k u), u = 2^-53.
/// - The linked part of row v, alpha S_v. Its terms are products of a quotient: total weight (1 rounding, when it was
///   converted from an integer), quotient (1), product (1), d - 1 additions for indegree d, times alpha (1), plus base
///   (1): d + 4 roundings, on at most next[v]. The sum over rows is sum_v (d_v + 4) next[v].
/// - The base of row v, preferred t_v + uniform. The dangling mass goes through h = reduction_depth(n) roundings; so
///   does the sum that t was divided by. Times alpha or over n, plus (1 - alpha) which is rounded itself, quotient t,
///   product, two additions: at most h + 6 roundings in all, 2 h + 6 with a preference vector. Over all rows the base
///   adds up to preferred + n uniform.
/// Underflow adds at most 2^-1074 per operation, times a weight of at most 2^64: below 1e-290 even for 2^40 arcs.
/// The factor 1 + 2e-6 covers 1 / (1 - k u) for k to 2^32, the use of computed for exact values, and the roundings of
/// this very sum and of what the caller does with it.
class RoundingBound {
 public:
  RoundingBound(std::uint64_t num_nodes, bool has_preference);

  /// Of one application that gave next: `rows` is sum_v (d_v + 4) next[v], `base_mass` preferred + n uniform, and
  /// `largest_degree` the largest d_v.
  struct Facts {
    double rows;
    double base_mass;
    std::uint64_t largest_degree;
  };
  double of(const Facts& facts) const;

  /// Two vectors at L1 distance d have bounds that differ by at most d times this.
  double sensitivity(const Facts& facts) const;

  static constexpr double kSlack = 1 + 2e-6;

 private:
  double base_roundings_;
};

/// The iteration's proof. T contracts by alpha, so x_t, computed from x_(t-1) with a rounding error r, has
///   |x_t - x*| <= r + alpha |x_(t-1) - x*| <= r + alpha |x_t - x_(t-1)| + alpha |x_t - x*|.
class ErrorBound {
 public:
  ErrorBound(double alpha, double tolerance) : alpha_(alpha), tolerance_(tolerance) {}

  /// After one application whose step was |x_t - x_(t-1)|_1. Returns the bound on |x_t - x*|_1.
  double update(double step, const RoundingBound& rounding, const RoundingBound::Facts& facts);

  /// Exact steps shrink by alpha each time. Where they have not shrunk over as many iterations as gain a factor of e,
  /// only rounding is left of them and no more will be gained. Before that, the bound's rounding part at the solution
  /// is known to within a drift. Throws ArgumentError where the tolerance lies below that.
  void check_reachable() const;

  /// Names what the next update depends on, for algos/engine/checkpoint.h.
  template <class Archive>
  void persist(Archive& archive) {
    archive(smallest_step_);
    archive(since_smallest_step_);
  }

 private:
  double through(double error) const { return error * RoundingBound::kSlack / (1 - alpha_); }

  double alpha_, tolerance_;
  double smallest_step_ = std::numeric_limits<double>::infinity();
  double since_smallest_step_ = 0;
  double bound_ = 0, least_ = 0, drift_ = 0;
};

}  // namespace orbweb::detail
