#include "algos/spam_mass.h"

#include <fmt/format.h>

#include <algorithm>

#include "algos/detail/rank_checks.h"
#include "algos/detail/rank_scores.h"
#include "algos/detail/solve.h"
#include "graph/error.h"

namespace orbweb {

namespace {

void check(const SpamMassOptions& options) {
  if (options.seeds.empty()) throw ArgumentError("spam-mass: expected seeds, found none");
  if (!(options.good_fraction > 0 && options.good_fraction <= 1)) {
    throw ArgumentError(fmt::format("good-fraction: expected above 0 and at most 1, found {}", options.good_fraction));
  }
}

}  // namespace

Scores spam_mass(const Web& web, const SpamMassOptions& options, const Control& control) {
  check(options);
  const RankGraph graph = select_arcs(web, {.followed_only = options.followed_only}, false);
  PageRankOptions rank{.alpha = options.alpha,
                       .tolerance = options.tolerance,
                       .max_iterations = options.max_iterations,
                       .dangling = Dangling::none,
                       .solver = options.solver};
  detail::check_options(rank);
  const auto layout = detail::shared_layout(graph, options.solver, control);
  PageRankResult all = detail::pagerank_over(layout, graph, rank, control);
  rank.preference = options.seeds;
  PageRankResult core = detail::pagerank_over(layout, graph, rank, control);

  const std::vector<double> p = all.score;
  std::vector<double> from_core = std::move(core.score);
  std::vector<double> absolute(p.size());
  for (std::size_t v = 0; v < p.size(); ++v) {
    from_core[v] *= options.good_fraction;
    absolute[v] = p[v] - from_core[v];
    all.score[v] = absolute[v] / p[v];  // p is at least (1 - alpha) / n
  }
  Convergence convergence = all.convergence;
  convergence.iterations += core.convergence.iterations;
  convergence.error_bound_l1 += options.good_fraction * core.convergence.error_bound_l1;
  convergence.converged = convergence.converged && core.convergence.converged;
  Scores scores = detail::rank_scores("spam-mass", options, web, std::move(all));
  scores.convergence = convergence;
  scores.certified_top = 0;  // the bound is not one of the relative mass
  scores.columns.push_back({"pagerank", p});
  scores.columns.push_back({"core_pagerank", std::move(from_core)});
  scores.columns.push_back({"absolute_mass", std::move(absolute)});
  return scores;
}

}  // namespace orbweb
