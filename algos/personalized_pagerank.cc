#include "algos/personalized_pagerank.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "algos/detail/error_bound.h"
#include "algos/detail/many_iteration.h"
#include "algos/detail/rank_checks.h"
#include "algos/detail/rank_scores.h"
#include "algos/detail/solve.h"
#include "algos/engine/push.h"
#include "graph/error.h"

namespace orbweb {

namespace {

constexpr std::size_t kMostTopics = 60;  // a table has room for 64 columns

PageRankOptions solver_options(const PersonalizedPageRankOptions& options) {
  return {.alpha = options.alpha,
          .tolerance = options.tolerance,
          .max_iterations = options.max_iterations,
          .preference = options.seeds,
          .followed_only = options.followed_only,
          .solver = options.solver};
}

PageRankResult solve(const Web& web, const PageRankOptions& options, const Control& control) {
  return pagerank(select_arcs(web, {.followed_only = options.followed_only}, false), options, control);
}

/// Pushing over an arc costs as much as several of a sweep's arcs: it jumps about.
std::uint64_t most_pushed_arcs(const Web& web) { return 2 * (web.num_arcs() + web.num_nodes()); }

PageRankResult from_source(const Web& web, NodeId source, PageRankOptions options, const Control& control) {
  options.preference.assign(web.num_nodes(), 0.0);
  options.preference[source] = 1;
  detail::check_options(options);
  if (options.solver != Solver::automatic) return solve(web, options, control);
  engine::PushResult pushed = engine::push_from(
      web, source, {.followed_only = options.followed_only},
      {.alpha = options.alpha, .tolerance = options.tolerance, .most_arcs = most_pushed_arcs(web)}, control);
  if (pushed.error_bound_l1 > options.tolerance) {
    options.start.values = std::move(pushed.score);
    PageRankResult result = solve(web, options, control);
    result.solver.reason = "pushing did not stay local; " + result.solver.reason;
    result.solver.warm_nodes = 0;
    return result;
  }
  return {.score = std::move(pushed.score),
          .convergence = {.iterations = pushed.rounds,
                          .residual_l1 = pushed.residual_l1,
                          .error_bound_l1 = pushed.error_bound_l1,
                          .converged = true},
          .solver = {.solver = "push",
                     .reason = fmt::format("one source: pushed over {} arcs, to {} nodes", pushed.arcs, pushed.nodes)}};
}

NodeId source_of(const Web& web, const std::string& name) {
  const std::optional<NodeId> node = web.find(name);
  if (!node) throw ArgumentError(fmt::format("source: expected a node of this web, found {}", in_quotes(name)));
  return *node;
}

/// Steps a tile of preferences until each is done. Results keep the vector of the step that converged.
void solve_tile(const RankGraph& graph, std::span<const std::vector<double>> preferences,
                const PageRankOptions& options, const Control& control, std::vector<PageRankResult>& results) {
  const std::uint64_t n = graph.predecessors->num_nodes();
  std::vector<NodeDistribution> teleports;
  for (const auto& preference : preferences) teleports.emplace_back(preference, n);
  detail::ManyIteration iteration(graph, options, teleports);
  std::vector<detail::ErrorBound> bounds(preferences.size(), detail::ErrorBound(options.alpha, options.tolerance));
  std::vector<PageRankResult> tile(preferences.size());
  std::size_t left = tile.size();
  for (int step_number = 1; left > 0 && step_number <= options.max_iterations; ++step_number) {
    control.check();
    const detail::ManySteps steps = iteration.advance();
    double worst = 0;
    for (std::size_t i = 0; i < tile.size(); ++i) {
      Convergence& convergence = tile[i].convergence;
      if (convergence.converged) continue;
      convergence.iterations = step_number;
      convergence.residual_l1 = steps[i];
      convergence.error_bound_l1 = bounds[i].update(steps[i], iteration.rounding(i), iteration.facts(i));
      convergence.converged = convergence.error_bound_l1 <= options.tolerance;
      worst = std::max(worst, convergence.error_bound_l1);
      if (!convergence.converged) bounds[i].check_reachable();
      if (!convergence.converged && step_number < options.max_iterations) continue;
      tile[i].score = iteration.scores(i);
      tile[i].solver = {.solver = "pull", .reason = "many vectors at once"};
      --left;
    }
    control.progress({.phase = "many vectors",
                      .done = static_cast<std::uint64_t>(step_number),
                      .unit = "iterations",
                      .error_bound = worst});
  }
  std::move(tile.begin(), tile.end(), std::back_inserter(results));
}

/// One after the other, over one layout where there is one: eight at once would need no more additions, but eight times
/// the cache.
void solve_each(const RankGraph& graph, std::span<const std::vector<double>> preferences,
                const PageRankOptions& options, const Control& control, std::vector<PageRankResult>& results) {
  const auto layout = detail::shared_layout(graph, options.solver, control);
  PageRankOptions one = options;
  one.start = {};
  for (const std::vector<double>& preference : preferences) {
    one.preference = preference;
    results.push_back(detail::pagerank_over(layout, graph, one, control));
  }
}

void check_topics(const Scores& scores, std::span<const Topic> topics) {
  if (topics.size() > kMostTopics) {
    throw ArgumentError(fmt::format("topics: expected at most {}, found {}", kMostTopics, topics.size()));
  }
  std::set<std::string> names = {"name", "node", "score", "rank"};
  for (const Column& column : scores.columns) names.insert(column.name);
  for (const Topic& topic : topics) {
    if (!names.insert(topic.name).second) {
      throw ArgumentError(fmt::format("topics: expected names unlike other columns', found {}", in_quotes(topic.name)));
    }
  }
}

}  // namespace

Scores personalized_pagerank(const Web& web, const PersonalizedPageRankOptions& options, const Control& control) {
  if (options.source.text.empty() == options.seeds.empty()) {
    throw ArgumentError(std::string("personalized-pagerank: expected a source or seeds, found ") +
                        (options.seeds.empty() ? "neither" : "both"));
  }
  PageRankResult result = options.seeds.empty()
                              ? from_source(web, source_of(web, options.source.text), solver_options(options), control)
                              : solve(web, solver_options(options), control);
  return detail::rank_scores("personalized-pagerank", options, web, std::move(result));
}

std::vector<PageRankResult> pagerank_many(const RankGraph& graph, std::span<const std::vector<double>> preferences,
                                          const PageRankOptions& options, const Control& control) {
  detail::check_options(options);
  detail::check_graph(graph);
  std::vector<PageRankResult> results;
  if (plan_solver(graph, options.solver).solver != Solver::pull) {
    solve_each(graph, preferences, options, control, results);
    return results;
  }
  while (!preferences.empty()) {
    const std::size_t size = std::min(preferences.size(), kManyVectors);
    solve_tile(graph, preferences.first(size), options, control, results);
    preferences = preferences.subspan(size);
  }
  return results;
}

void add_topics(Scores& scores, const Web& web, const OptionValues& options, std::span<const Topic> topics,
                const Control& control) {
  check_topics(scores, topics);
  const auto rank = detail::options_from<PageRankOptions>(options, "pagerank");
  const RankGraph graph = select_arcs(web, {.followed_only = rank.followed_only}, rank.weighted);
  std::vector<std::vector<double>> preferences;
  for (const Topic& topic : topics) preferences.push_back(topic.preference);
  std::vector<PageRankResult> results = pagerank_many(graph, preferences, rank, control);
  for (std::size_t i = 0; i < topics.size(); ++i) {
    const Convergence& convergence = results[i].convergence;
    scores.convergence.error_bound_l1 = std::max(scores.convergence.error_bound_l1, convergence.error_bound_l1);
    scores.convergence.converged &= convergence.converged;
    scores.columns.push_back({topics[i].name, std::move(results[i].score)});
  }
}

}  // namespace orbweb
