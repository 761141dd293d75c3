#include "algos/truncated_pagerank.h"

#include <fmt/format.h>

#include "algos/detail/power_iteration.h"
#include "algos/detail/rank_scores.h"
#include "graph/error.h"

namespace orbweb {

Scores truncated_pagerank(const Web& web, const TruncatedPageRankOptions& options, const Control& control) {
  constexpr int kLongest = 1000;
  if (options.truncation < 0 || options.truncation > kLongest) {
    throw ArgumentError(fmt::format("truncation: expected 0 to {}, found {}", kLongest, options.truncation));
  }
  const RankGraph graph = select_arcs(web, {.followed_only = options.followed_only}, false);
  const PageRankOptions rank{.alpha = options.alpha,
                             .tolerance = options.tolerance,
                             .max_iterations = options.max_iterations,
                             .solver = options.solver,
                             .start = options.start};
  PageRankResult result = pagerank(graph, rank, control);

  PageRankOptions step = rank;
  step.alpha = 1;  // no teleport: what is left is the surfer's step alone
  const NodeDistribution uniform({}, web.num_nodes());
  detail::PowerIteration iteration(graph, step, uniform);
  iteration.start(std::move(result.score));
  for (int i = 0; i <= options.truncation; ++i) {
    control.check();
    iteration.advance();
    // The step loses no mass, so an error neither grows nor shrinks by it.
    result.convergence.error_bound_l1 += iteration.rounding().of(iteration.facts());
    ++result.convergence.iterations;
  }
  result.score = iteration.take_rank();
  return detail::rank_scores("truncated-pagerank", options, web, std::move(result));
}

}  // namespace orbweb
