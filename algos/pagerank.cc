#include "algos/pagerank.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "algos/detail/options.h"
#include "graph/error.h"
#include "graph/kernels/reduce.h"
#include "graph/parallel.h"

namespace orbweb {

namespace {

constexpr double kUnitRoundoff = 0x1p-53;
constexpr double kLeastWeight = 0x1p-64, kLargestWeight = 0x1p64;

std::span<const double> part(const std::vector<double>& values, std::uint64_t begin, std::uint64_t end) {
  return std::span<const double>(values).subspan(begin, end - begin);
}

double parallel_total(const std::vector<double>& values) {
  return parallel_sum(values.size(),
                      [&](std::uint64_t begin, std::uint64_t end) { return sum(part(values, begin, end)); });
}

void check_options(const PageRankOptions& options) {
  if (!(options.alpha >= 0 && options.alpha < 1)) {
    throw ArgumentError(fmt::format("alpha: expected at least 0 and below 1, found {}", options.alpha));
  }
  if (!(options.tolerance > 0) || std::isinf(options.tolerance)) {
    throw ArgumentError(fmt::format("tolerance: expected a positive number, found {}", options.tolerance));
  }
  if (options.max_iterations < 1) {
    throw ArgumentError(fmt::format("max-iterations: expected at least 1, found {}", options.max_iterations));
  }
}

/// Every arc must be able to carry its share: contributions are then finite, and never more than their source has.
void check_arcs(const RankGraph& graph) {
  parallel_for(graph.predecessors.num_arcs(), 1 << 16, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t arc = begin; arc < end; ++arc) {
      const double weight = graph.weights.empty() ? 1.0 : graph.weights[arc];
      const double total = graph.out_weights[graph.predecessors.targets()[arc]];
      if (!(weight >= kLeastWeight && weight <= total && total <= kLargestWeight)) {
        throw ArgumentError(
            fmt::format("arc weight: expected from 2^-64 to its source's total of at most 2^64, found "
                        "{} of {}",
                        weight, total));
      }
    }
  });
}

void check_graph(const RankGraph& graph) {
  const std::uint64_t n = graph.predecessors.num_nodes(), m = graph.predecessors.num_arcs();
  if (n == 0) throw ArgumentError("the web has no nodes");
  if (graph.out_weights.size() != n) {
    throw ArgumentError(fmt::format("out_weights: expected {} values, found {}", n, graph.out_weights.size()));
  }
  if (!graph.weights.empty() && graph.weights.size() != m) {
    throw ArgumentError(fmt::format("weights: expected {} values, found {}", m, graph.weights.size()));
  }
  const bool valid = std::all_of(graph.out_weights.begin(), graph.out_weights.end(),
                                 [](double w) { return w == 0 || (w >= kLeastWeight && w <= kLargestWeight); });
  if (!valid) throw ArgumentError("out_weights: expected 0 or from 2^-64 to 2^64");
  check_arcs(graph);
}

/// Roundings on the longest way through sum() over parallel_sum's blocks: additions in one lane, the tree of lanes, the
/// tree of blocks.
double reduction_depth(std::uint64_t n) {
  const std::uint64_t in_lane = (std::min(n, kReductionBlock) + kVirtualLanes - 1) / kVirtualLanes;
  const std::uint64_t num_blocks = (n + kReductionBlock - 1) / kReductionBlock;
  return static_cast<double>(in_lane + 3 + static_cast<std::uint64_t>(std::bit_width(num_blocks)));
}

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
  RoundingBound(const Graph& predecessors, bool has_preference)
      : predecessors_(predecessors),
        base_roundings_(reduction_depth(predecessors.num_nodes()) * (has_preference ? 2 : 1) + 6) {
    std::uint64_t largest = 0;
    for (std::uint64_t v = 0; v < predecessors.num_nodes(); ++v) largest = std::max(largest, row_degree(v));
    largest_ = static_cast<double>(largest) + 4 + base_roundings_;
  }

  double of(const std::vector<double>& next, double base_mass) const {
    const double rows = parallel_sum(next.size(), [&](std::uint64_t begin, std::uint64_t end) {
      double total = 0;
      for (std::uint64_t v = begin; v < end; ++v) total += static_cast<double>(row_degree(v) + 4) * next[v];
      return total;
    });
    return (kUnitRoundoff * (rows + base_roundings_ * base_mass) + 1e-290) * kSlack;
  }

  /// Two vectors at L1 distance d have bounds that differ by at most d times this.
  double sensitivity() const { return kUnitRoundoff * largest_ * kSlack; }

  static constexpr double kSlack = 1 + 2e-6;

 private:
  std::uint64_t row_degree(std::uint64_t v) const { return predecessors_.degree(static_cast<NodeId>(v)); }

  const Graph& predecessors_;
  double base_roundings_;
  double largest_ = 0;
};

/// The power iteration's state.
class PowerIteration {
 public:
  PowerIteration(const RankGraph& graph, const PageRankOptions& options)
      : graph_(graph),
        options_(options),
        n_(graph.predecessors.num_nodes()),
        teleport_(options.preference, n_),
        rounding_(graph.predecessors, !teleport_.is_uniform()),
        rank_(n_),
        next_(n_),
        contribution_(n_) {
    for (std::uint64_t v = 0; v < n_; ++v) rank_[v] = teleport_[v];
  }

  /// rank = T(rank). Returns the L1 norm of the step.
  double advance() {
    const BaseShares base(options_, scatter(), n_);
    const double step = gather(base);
    base_mass_ = base.preferred + base.uniform * static_cast<double>(n_);
    std::swap(rank_, next_);
    return step;
  }

  /// Of the last step, in L1.
  double rounding() const { return rounding_.of(rank_, base_mass_); }
  double rounding_sensitivity() const { return rounding_.sensitivity(); }
  std::vector<double> take_rank() { return std::move(rank_); }

 private:
  /// Fills contribution_: what each node passes per unit of arc weight. Returns the dangling nodes' mass.
  double scatter() {
    return parallel_sum(n_, [&](std::uint64_t begin, std::uint64_t end) {
      for (std::uint64_t u = begin; u < end; ++u) contribution_[u] = is_dangling(u) ? rank_[u] : 0;
      const double dangling_mass = sum(part(contribution_, begin, end));
      for (std::uint64_t u = begin; u < end; ++u) {
        contribution_[u] = is_dangling(u) ? 0 : rank_[u] / graph_.out_weights[u];
      }
      return dangling_mass;
    });
  }

  /// Fills next_ by pulling over predecessors. Returns |next - rank|_1.
  double gather(const BaseShares& base) {
    return parallel_sum(n_, [&](std::uint64_t begin, std::uint64_t end) {
      for (std::uint64_t v = begin; v < end; ++v) {
        next_[v] = (base.preferred * teleport_[v] + base.uniform) + options_.alpha * row_sum(static_cast<NodeId>(v));
      }
      return l1_distance(part(next_, begin, end), part(rank_, begin, end));
    });
  }

  double row_sum(NodeId v) const {
    const auto row = graph_.predecessors[v];
    double total = 0;
    if (graph_.weights.empty()) {
      for (const NodeId u : row) total += contribution_[u];
    } else {
      const double* weight = graph_.weights.data() + graph_.predecessors.first_arc(v);
      for (std::size_t i = 0; i < row.size(); ++i) total += contribution_[row[i]] * weight[i];
    }
    return total;
  }

  bool is_dangling(std::uint64_t u) const { return graph_.out_weights[u] == 0; }

  const RankGraph& graph_;
  const PageRankOptions& options_;
  std::uint64_t n_;
  NodeDistribution teleport_;
  RoundingBound rounding_;
  std::vector<double> rank_, next_, contribution_;
  double base_mass_ = 0;
};

/// The iteration's proof. T contracts by alpha, so x_t, computed from x_(t-1) with a rounding error r, has
///   |x_t - x*| <= r + alpha |x_(t-1) - x*| <= r + alpha |x_t - x_(t-1)| + alpha |x_t - x*|.
class ErrorBound {
 public:
  explicit ErrorBound(const PageRankOptions& options) : options_(options) {}

  double update(double step, const PowerIteration& iteration) {
    const double rounding = iteration.rounding();
    since_smallest_step_ = step < smallest_step_ ? 0 : since_smallest_step_ + 1;
    smallest_step_ = std::min(smallest_step_, step);
    bound_ = through(options_.alpha * step + rounding);
    least_ = through(rounding);
    drift_ = through(bound_ * iteration.rounding_sensitivity());
    return bound_;
  }

  /// Exact steps shrink by alpha each time. Where they have not shrunk over as many iterations as gain a factor of e,
  /// only rounding is left of them and no more will be gained. Before that, the bound's rounding part at the solution
  /// is known to within drift_.
  void check_reachable() const {
    const bool stalled = since_smallest_step_ >= 1 / (1 - options_.alpha);
    if (!stalled && least_ - drift_ <= options_.tolerance) return;
    throw ArgumentError(
        fmt::format("tolerance: {:g} is below what double precision can certify on this graph; {:.1e} can be reached",
                    options_.tolerance, stalled ? 2 * bound_ : 3 * least_));
  }

 private:
  double through(double error) const { return error * RoundingBound::kSlack / (1 - options_.alpha); }

  const PageRankOptions& options_;
  double smallest_step_ = std::numeric_limits<double>::infinity();
  double since_smallest_step_ = 0;
  double bound_ = 0, least_ = 0, drift_ = 0;
};

}  // namespace

NodeDistribution::NodeDistribution(std::span<const double> values, std::uint64_t num_nodes)
    : shares_(values.begin(), values.end()), uniform_(1 / static_cast<double>(num_nodes)) {
  if (values.empty()) return;
  if (values.size() != num_nodes) {
    throw ArgumentError(fmt::format("preference: expected {} values, found {}", num_nodes, values.size()));
  }
  const auto wrong = std::find_if(values.begin(), values.end(), [](double p) { return !(p >= 0) || std::isinf(p); });
  if (wrong != values.end()) {
    throw ArgumentError(fmt::format("preference: expected finite values of at least 0, found {} for node {}", *wrong,
                                    wrong - values.begin()));
  }
  const double total = parallel_total(shares_);
  if (!(total > 0) || std::isinf(total)) {
    throw ArgumentError(fmt::format("preference: expected a positive and finite sum, found {}", total));
  }
  for (double& share : shares_) share /= total;
}

BaseShares::BaseShares(const PageRankOptions& options, double dangling_mass, std::uint64_t num_nodes, double scale)
    : preferred((1 - options.alpha) * scale), uniform(0) {
  const double passed = options.alpha * dangling_mass;
  if (options.dangling == Dangling::strong) preferred += passed;
  if (options.dangling == Dangling::weak) uniform = passed / static_cast<double>(num_nodes);
}

PageRankResult pagerank(const RankGraph& graph, const PageRankOptions& options, const Control& control) {
  check_options(options);
  check_graph(graph);
  PowerIteration iteration(graph, options);
  ErrorBound error(options);
  PageRankResult result;
  Convergence& convergence = result.convergence;
  while (!convergence.converged && convergence.iterations < options.max_iterations) {
    control.check();
    convergence.residual_l1 = iteration.advance();
    convergence.error_bound_l1 = error.update(convergence.residual_l1, iteration);
    ++convergence.iterations;
    control.progress(
        {"pagerank", static_cast<std::uint64_t>(convergence.iterations), 0, "iterations", convergence.error_bound_l1});
    convergence.converged = convergence.error_bound_l1 <= options.tolerance;
    if (!convergence.converged) error.check_reachable();
  }
  result.score = iteration.take_rank();
  return result;
}

Scores pagerank(const Web& web, const PageRankOptions& options, const Control& control) {
  check_options(options);
  const RankGraph graph = select_arcs(web, {.followed_only = options.followed_only}, options.weighted);
  PageRankResult result = pagerank(graph, options, control);
  Scores scores;
  scores.algorithm = "pagerank";
  scores.definition = "pagerank/1";
  scores.parameters = detail::parameters_of(options);
  scores.web_fingerprint = web.fingerprint();
  scores.score = std::move(result.score);
  scores.convergence = result.convergence;
  fill_ranks(scores);
  return scores;
}

}  // namespace orbweb
