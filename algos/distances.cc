#include "algos/distances.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <utility>

#include "algos/detail/exact_balls.h"
#include "algos/detail/hyper_ball.h"
#include "algos/detail/measure_scores.h"
#include "algos/detail/plan.h"

namespace orbweb {

namespace {

constexpr int kLeastLog2m = 4, kMostLog2m = 14;

/// Nodes to search from.
std::vector<NodeId> exact_nodes(const DistanceOptions& options, std::uint64_t num_nodes) {
  std::vector<NodeId> nodes;
  if (!options.exact && options.exact_for.empty()) return nodes;
  for (std::uint64_t v = 0; v < num_nodes; ++v) {
    if (options.exact || options.exact_for[v] > 0) nodes.push_back(static_cast<NodeId>(v));
  }
  return nodes;
}

/// Puts exact sums of some nodes in the place of estimates.
void replace(detail::BallSums& balls, std::span<const NodeId> nodes, const detail::BallSums& exact) {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    balls.harmonic[nodes[i]] = exact.harmonic[i];
    balls.distances[nodes[i]] = exact.distances[i];
    balls.reach[nodes[i]] = exact.reach[i];
    if (!balls.within.empty()) balls.within[nodes[i]] = exact.within[i];
  }
}

std::map<std::string, double> facts_of(const detail::BallSums& balls, const DistanceOptions& options,
                                       std::size_t exact_nodes) {
  constexpr std::size_t kLongest = 20;
  const std::vector<double>& pairs = balls.neighbourhood;
  const double others = pairs.back() - pairs.front();
  std::map<std::string, double> facts = {
      {"relative_standard_error", options.exact ? 0 : 1.04 / std::sqrt(std::ldexp(1.0, options.log2m))},
      {"effective_diameter", detail::effective_diameter(pairs, 0.9)},
      {"mean_distance", others > 0 ? detail::total(balls.distances) / others : 0},
      {"connected_pairs", others},
      {"exact_nodes", static_cast<double>(exact_nodes)}};
  for (std::size_t t = 0; t <= std::min(kLongest, pairs.size() - 1); ++t) {
    facts[fmt::format("within_{:02}_steps", t)] = pairs[t];
  }
  return facts;
}

/// Of values that are sums of one positive term per step, or a few operations on such sums: relative to each.
double rounding_of(int steps, double total) { return (steps + 4) * std::numeric_limits<double>::epsilon() * total; }

/// `value(balls, v)` is the measure.
template <class Value>
Scores distance_scores(const char* name, const Web& web, const DistanceOptions& options, const Control& control,
                       Value&& value) {
  const RankGrant granted{control.memory, control.checkpoint != nullptr};
  const RankPlan plan = detail::plan_of(web, options, granted);
  if (!options.exact || control.memory > 0) detail::check_memory(name, plan, granted);
  detail::Directions arcs = detail::directions_of(web, options.followed_only);
  if (options.reversed) std::swap(arcs.successors, arcs.predecessors);
  const auto within = static_cast<std::uint64_t>(options.within);
  const std::vector<NodeId> chosen = exact_nodes(options, web.num_nodes());
  detail::BallSums balls = options.exact ? detail::exact_balls(arcs, chosen, within, control)
                                         : detail::hyper_ball(arcs,
                                                              {.log2m = options.log2m,
                                                               .seed = static_cast<std::uint64_t>(options.seed),
                                                               .within = within,
                                                               .slices = plan.slices},
                                                              control);
  std::map<std::string, double> facts = facts_of(balls, options, chosen.size());
  if (!options.exact && !chosen.empty()) {
    // Without a checkpoint: the one file keeps HyperBall's state, which is the longer part.
    replace(balls, chosen, detail::exact_balls(arcs, chosen, within, {.report = control.report, .stop = control.stop}));
  }
  std::vector<double> score(web.num_nodes());
  for (std::size_t v = 0; v < score.size(); ++v) score[v] = value(balls, v);
  const auto steps = static_cast<int>(balls.neighbourhood.size());
  const double error = options.exact ? rounding_of(steps, detail::total(score)) : detail::kNoBound;
  const Convergence convergence{.iterations = steps, .error_bound_l1 = error, .converged = true};
  Scores scores = detail::measure_scores(name, options, web, std::move(score), convergence);
  scores.facts = std::move(facts);
  scores.solver.slices = plan.slices;
  scores.columns.push_back({"reach", std::move(balls.reach)});
  if (options.within > 0) scores.columns.push_back({"within", std::move(balls.within)});
  return scores;
}

}  // namespace

void check_distances(const DistanceOptions& options, std::uint64_t num_nodes) {
  if (options.log2m < kLeastLog2m || options.log2m > kMostLog2m) {
    throw ArgumentError(fmt::format("log2m: expected {} to {}, found {}", kLeastLog2m, kMostLog2m, options.log2m));
  }
  if (options.seed < 0) throw ArgumentError(fmt::format("seed: expected at least 0, found {}", options.seed));
  if (options.within < 0) throw ArgumentError(fmt::format("within: expected at least 0, found {}", options.within));
  if (!options.exact_for.empty() && options.exact_for.size() != num_nodes) {
    throw ArgumentError(
        fmt::format("exact-for: expected {} values, one per node, found {}", num_nodes, options.exact_for.size()));
  }
}

Scores harmonic(const Web& web, const DistanceOptions& options, const Control& control) {
  return distance_scores("harmonic", web, options, control,
                         [](const detail::BallSums& balls, std::size_t v) { return balls.harmonic[v]; });
}

Scores closeness(const Web& web, const DistanceOptions& options, const Control& control) {
  return distance_scores("closeness", web, options, control, [](const detail::BallSums& balls, std::size_t v) {
    return balls.distances[v] > 0 ? 1 / balls.distances[v] : 0;
  });
}

Scores lin(const Web& web, const DistanceOptions& options, const Control& control) {
  return distance_scores("lin", web, options, control, [](const detail::BallSums& balls, std::size_t v) {
    return balls.distances[v] > 0 ? balls.reach[v] * balls.reach[v] / balls.distances[v] : 1;
  });
}

}  // namespace orbweb
