#include "algos/trustrank.h"

#include "algos/detail/rank_scores.h"
#include "graph/error.h"

namespace orbweb {

namespace {

Scores rank_from_seeds(const char* name, bool reversed, const Web& web, const TrustRankOptions& options,
                       const Control& control) {
  if (options.seeds.empty()) throw ArgumentError(std::string(name) + ": expected seeds, found none");
  const RankGraph graph =
      select_arcs(web, {.followed_only = options.followed_only, .reversed = reversed}, options.weighted);
  const PageRankOptions rank{.alpha = options.alpha,
                             .tolerance = options.tolerance,
                             .max_iterations = options.max_iterations,
                             .preference = options.seeds,
                             .solver = options.solver,
                             .start = options.start};
  return detail::rank_scores(name, options, web, pagerank(graph, rank, control));
}

}  // namespace

Scores trustrank(const Web& web, const TrustRankOptions& options, const Control& control) {
  return rank_from_seeds("trustrank", false, web, options, control);
}

Scores anti_trustrank(const Web& web, const TrustRankOptions& options, const Control& control) {
  return rank_from_seeds("anti-trustrank", true, web, options, control);
}

}  // namespace orbweb
