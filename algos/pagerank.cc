#include "algos/pagerank.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <utility>

#include "algos/detail/power_iteration.h"
#include "algos/detail/rank_checks.h"
#include "algos/detail/rank_scores.h"
#include "algos/detail/solve.h"
#include "algos/detail/total.h"
#include "algos/engine/approximate.h"
#include "algos/engine/gauss_seidel.h"
#include "algos/engine/sweep_loop.h"
#include "graph/checksum.h"
#include "graph/error.h"
#include "graph/parallel.h"
#include "graph/row_scan.h"

namespace orbweb {

namespace {

constexpr double kLeastWeight = 0x1p-64, kLargestWeight = 0x1p64;

}  // namespace

void detail::check_options(const PageRankOptions& options) {
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

namespace {

/// Every arc must be able to carry its share: contributions are then finite, and never more than their source has.
void check_weights(const RankGraph& graph) {
  scan_rows(*graph.predecessors, [&](const RowBlock& rows, ArcIndex first_arc) {
    for (std::uint64_t arc = 0; arc < rows.num_arcs(); ++arc) {
      const double weight = graph.weights[first_arc + arc];
      const double total = graph.out_weights[rows.targets[arc]];
      if (!(weight >= kLeastWeight && weight <= total && total <= kLargestWeight)) {
        throw ArgumentError(
            fmt::format("arc weight: expected from 2^-64 to its source's total of at most 2^64, found "
                        "{} of {}",
                        weight, total));
      }
    }
  });
}

/// Of unweighted arcs, whose totals are outdegrees, it is enough that these are whole numbers that add up.
void check_outdegrees(const RankGraph& graph) {
  const auto is_count = [](double degree) { return degree == std::floor(degree); };
  const auto broken = std::find_if_not(graph.out_weights.begin(), graph.out_weights.end(), is_count);
  if (broken != graph.out_weights.end()) {
    throw ArgumentError(fmt::format("out_weights: expected outdegrees of unweighted arcs, found {}", *broken));
  }
  const double total = parallel_sum(graph.out_weights.size(), [&](std::uint64_t begin, std::uint64_t end) {
    return std::accumulate(graph.out_weights.begin() + static_cast<std::ptrdiff_t>(begin),
                           graph.out_weights.begin() + static_cast<std::ptrdiff_t>(end), 0.0);
  });
  if (total != static_cast<double>(graph.predecessors->num_arcs())) {
    throw ArgumentError(fmt::format("out_weights: expected outdegrees that add up to {} arcs, found {}",
                                    graph.predecessors->num_arcs(), total));
  }
}

}  // namespace

void detail::check_graph(const RankGraph& graph) {
  const std::uint64_t n = graph.predecessors->num_nodes(), m = graph.predecessors->num_arcs();
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
  if (graph.weights.empty()) {
    check_outdegrees(graph);
  } else {
    check_weights(graph);
  }
}

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
  const double total = detail::total_of(shares_);
  if (!(total > 0) || std::isinf(total)) {
    throw ArgumentError(fmt::format("preference: expected a positive and finite sum, found {}", total));
  }
  for (double& share : shares_) share /= total;
}

namespace {

// Below these, laying out costs more than it saves (cnr-2000's first 2^k nodes, Zen 3, 2026-11-24).
constexpr std::uint64_t kLeastNodes = 1 << 13;
constexpr std::uint64_t kLeastArcs = 1 << 16;
constexpr std::uint64_t kTooManyNodes = std::uint64_t{1} << 31;  // kernels read outdegrees as signed

std::string why_not_scp(std::uint64_t n, std::uint64_t m, bool weighted) {
  if (weighted) return "arcs have weights, which runs of equal contributions cannot express";
  if (n >= kTooManyNodes) return "2^31 nodes or more";
  if (n < kLeastNodes || m < kLeastArcs) return fmt::format("{} nodes and {} arcs are few", n, m);
  return "";
}

}  // namespace

SolverPlan plan_solver(const RankGraph& graph, Solver wanted) {
  return plan_solver(graph.predecessors->num_nodes(), graph.predecessors->num_arcs(), !graph.weights.empty(), wanted);
}

SolverPlan plan_solver(std::uint64_t num_nodes, std::uint64_t num_arcs, bool weighted, Solver wanted) {
  const std::string obstacle = why_not_scp(num_nodes, num_arcs, weighted);
  if (wanted == Solver::scp || wanted == Solver::anderson) {
    const std::string_view name = value_names(wanted)[static_cast<std::size_t>(wanted)];
    if (weighted || num_nodes >= kTooManyNodes) {
      throw ArgumentError(fmt::format("solver {}: {}; take solver pull", name, obstacle));
    }
  }
  if (wanted != Solver::automatic) return {wanted, "asked for"};
  if (!obstacle.empty()) return {Solver::pull, obstacle};
  return {Solver::scp, "unweighted, and large enough to be worth a layout"};
}

namespace {

/// Scales what `start` has so that, together with the teleport shares of the nodes that it lacks, it sums to 1. Empty
/// for a cold start.
std::vector<double> warm_start(const StartScores& start, const NodeDistribution& teleport, std::uint64_t num_nodes,
                               SolverReport& report) {
  if (start.values.empty()) return {};
  if (start.values.size() != num_nodes) {
    throw ArgumentError(fmt::format("warm start: expected {} values, found {}", num_nodes, start.values.size()));
  }
  double missing = 0, known = 0;
  for (std::uint64_t v = 0; v < num_nodes; ++v) {
    const double value = start.values[v];
    if (std::isnan(value)) {
      missing += teleport[v];
      continue;
    }
    if (!(value >= 0) || std::isinf(value)) {
      throw ArgumentError(
          fmt::format("warm start: expected finite scores of at least 0, found {} for node {}", value, v));
    }
    known += value;
    ++report.warm_nodes;
  }
  if (!(known > 0) || std::isinf(known)) {
    throw ArgumentError(fmt::format("warm start: expected a positive and finite sum, found {}", known));
  }
  std::vector<double> scores(num_nodes);
  const double share = std::max(0.0, 1 - missing);
  for (std::uint64_t v = 0; v < num_nodes; ++v) {
    scores[v] = std::isnan(start.values[v]) ? teleport[v] : start.values[v] / known * share;
  }
  return scores;
}

}  // namespace

BaseShares::BaseShares(const PageRankOptions& options, double dangling_mass, std::uint64_t num_nodes, double scale)
    : preferred((1 - options.alpha) * scale), uniform(0) {
  const double passed = options.alpha * dangling_mass;
  if (options.dangling == Dangling::strong) preferred += passed;
  if (options.dangling == Dangling::weak) uniform = passed / static_cast<double>(num_nodes);
}

namespace {

/// The plain iteration and its proof, step by step.
struct Proof {
  detail::PowerIteration iteration;
  detail::ErrorBound error;
  Convergence convergence;

  template <class Archive>
  void persist(Archive& archive) {
    iteration.persist(archive);
    error.persist(archive);
    archive(convergence.iterations);
    archive(convergence.residual_l1);
    archive(convergence.error_bound_l1);
  }
};

/// From where the iteration stands to the tolerance. State is kept after its first step; not after a last one behind
/// sweeps that ended for want of iterations, whose own state is the one to go on from.
void iterate(Proof& proof, const PageRankOptions& options, const Control& control, const std::string& part) {
  Convergence& convergence = proof.convergence;
  const auto persist = [&](auto& archive) { proof.persist(archive); };
  const bool ends_sweeps = convergence.iterations > 0 && convergence.iterations + 1 >= options.max_iterations;
  bool stepped = false;
  while (!convergence.converged && convergence.iterations < options.max_iterations) {
    if (stepped) {
      engine::keep_state_or_stop(control, part, persist);
    } else {
      control.check();
    }
    convergence.residual_l1 = proof.iteration.advance();
    convergence.error_bound_l1 =
        proof.error.update(convergence.residual_l1, proof.iteration.rounding(), proof.iteration.facts());
    ++convergence.iterations;
    control.progress(
        {"pagerank", static_cast<std::uint64_t>(convergence.iterations), 0, "iterations", convergence.error_bound_l1});
    convergence.converged = convergence.error_bound_l1 <= options.tolerance;
    if (!convergence.converged) proof.error.check_reachable();
    stepped = true;
  }
  if (!convergence.converged && !ends_sweeps) engine::keep_state(control, part, persist, true);
}

/// Names this solve among those of one piece of work, such as spam mass's two.
std::string part_name(const RankGraph& graph, const PageRankOptions& options) {
  const auto hash = [](std::span<const double> values) { return values.empty() ? "-" : xxh3_64(bytes_of(values)); };
  return fmt::format("{} {} {} {} {} {} {} {} {} {}", static_cast<int>(options.solver),
                     static_cast<int>(options.contributions), options.alpha, options.tolerance,
                     static_cast<int>(options.dangling), graph.predecessors->num_arcs(), hash(graph.out_weights),
                     hash(graph.weights), hash(options.preference), hash(options.start.values));
}

/// Brings the iteration to where the solver, which the options name, leaves it to the proof.
void approach(const std::optional<engine::LaidOut>& shared, const RankGraph& graph, const PageRankOptions& options,
              const NodeDistribution& teleport, std::vector<double> start, const Control& control,
              const std::string& part, Proof& proof, SolverReport& report) {
  if (options.solver == Solver::scp || options.solver == Solver::anderson) {
    std::optional<engine::LaidOut> own;
    if (!shared) own = engine::lay_out(graph, control);
    const engine::LaidOut& laid_out = shared ? *shared : *own;
    const engine::Approximation approximation =
        engine::approximate(laid_out, graph, options, teleport, std::move(start), control, part);
    proof.iteration.start_lumped(laid_out.living.nodes(), approximation.scores);
    proof.convergence.iterations = approximation.iterations;
    report.layout_seconds = laid_out.seconds;
    report.layout_bytes = laid_out.layout.bytes();
    report.layout_was_kept = laid_out.was_kept;
  } else if (options.solver == Solver::gauss_seidel) {
    engine::GaussSeidel sweeps(graph, options, teleport, start);
    engine::sweep_until_close(sweeps, options, control, part);
    proof.iteration.start(sweeps.scores());
    proof.convergence.iterations = sweeps.iterations();
  } else if (!start.empty()) {
    proof.iteration.start(std::move(start));
  } else {
    proof.iteration.start();
  }
}

}  // namespace

std::optional<engine::LaidOut> detail::shared_layout(const RankGraph& graph, Solver wanted, const Control& control) {
  const Solver solver = plan_solver(graph, wanted).solver;
  if (solver != Solver::scp && solver != Solver::anderson) return std::nullopt;
  return engine::lay_out(graph, control);
}

PageRankResult pagerank(const RankGraph& graph, const PageRankOptions& options, const Control& control) {
  return detail::pagerank_over(std::nullopt, graph, options, control);
}

PageRankResult detail::pagerank_over(const std::optional<engine::LaidOut>& shared, const RankGraph& graph,
                                     const PageRankOptions& options, const Control& control) {
  detail::check_options(options);
  detail::check_graph(graph);
  const NodeDistribution teleport(options.preference, graph.predecessors->num_nodes());
  PageRankOptions chosen = options;
  SolverPlan plan = plan_solver(graph, options.solver);
  chosen.solver = plan.solver;
  PageRankResult result;
  result.solver = {.solver = std::string(value_names(plan.solver)[static_cast<std::size_t>(plan.solver)]),
                   .reason = std::move(plan.reason)};
  Proof proof{
      detail::PowerIteration(graph, chosen, teleport), detail::ErrorBound(options.alpha, options.tolerance), {}};
  std::vector<double> start = warm_start(options.start, teleport, graph.predecessors->num_nodes(), result.solver);
  const std::string part = control.checkpoint ? part_name(graph, chosen) : "";
  if (!engine::resume_state(control, part + " proof", [&](auto& archive) { proof.persist(archive); })) {
    approach(shared, graph, chosen, teleport, std::move(start), control, part, proof, result.solver);
  }
  iterate(proof, options, control, part + " proof");
  result.score = proof.iteration.take_rank();
  result.convergence = proof.convergence;
  return result;
}

Scores pagerank(const Web& web, const PageRankOptions& options, const Control& control) {
  detail::check_options(options);
  const RankGraph graph = select_arcs(web, {.followed_only = options.followed_only}, options.weighted);
  PageRankResult result = pagerank(graph, options, control);
  return detail::rank_scores("pagerank", options, web, std::move(result));
}

}  // namespace orbweb
