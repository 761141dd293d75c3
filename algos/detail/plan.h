// What an algorithm would do and need, known from the sizes of a web before any of the work.
#pragma once

#include "algos/distances.h"
#include "algos/domain_rating.h"
#include "algos/label_propagation.h"
#include "algos/leiden.h"
#include "algos/pagerank.h"
#include "algos/table.h"
#include "algos/url_rating.h"
#include "graph/arc_filter.h"

namespace orbweb::detail {

/// Of a PageRank over the arcs that pass.
RankPlan plan_pagerank(const Web& web, const ArcFilter& filter, bool weighted, Solver solver);
/// Of what holds counters.
RankPlan plan_distances(const Web& web, const DistanceOptions& options);
/// Of all else: both directions of the arcs in memory, and some numbers per node.
RankPlan plan_arcs(const Web& web);
/// Of what works on undirected edges, each of which takes this many bytes beside the arcs it comes from.
RankPlan plan_edges(const Web& web, std::uint64_t bytes_per_edge, std::uint64_t bytes_per_node);

template <class Options>
RankPlan plan_of(const Web& web, const Options& options) {
  if constexpr (std::is_same_v<Options, DomainRatingOptions>) {
    return plan_pagerank(web, domain_rating_arcs(), false, Solver::automatic);
  } else if constexpr (std::is_same_v<Options, UrlRatingOptions>) {
    return plan_pagerank(web, {.followed_only = true, .drop_self_loops = true, .nodes = {}}, true, Solver::automatic);
  } else if constexpr (std::is_same_v<Options, LeidenOptions>) {
    return plan_edges(web, 60, 120);
  } else if constexpr (std::is_same_v<Options, LabelPropagationOptions>) {
    return plan_edges(web, 8, 21);
  } else if constexpr (std::is_same_v<Options, DistanceOptions>) {
    return plan_distances(web, options);
  } else if constexpr (requires { options.solver; }) {
    bool weighted = false;
    if constexpr (requires { options.weighted; }) weighted = options.weighted;
    return plan_pagerank(web, {.followed_only = options.followed_only, .nodes = {}}, weighted, options.solver);
  } else {
    return plan_arcs(web);
  }
}

}  // namespace orbweb::detail
