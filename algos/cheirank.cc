#include "algos/cheirank.h"

#include "algos/detail/rank_scores.h"

namespace orbweb {

Scores cheirank(const Web& web, const PageRankOptions& options, const Control& control) {
  const RankGraph graph =
      select_arcs(web, {.followed_only = options.followed_only, .reversed = true}, options.weighted);
  return detail::rank_scores("cheirank", options, web, pagerank(graph, options, control));
}

}  // namespace orbweb
