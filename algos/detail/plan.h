// What an algorithm would do and need, known from the sizes of a web and the threads before any of the work.
#pragma once

#include <string>

#include "algos/distances.h"
#include "algos/domain_rating.h"
#include "algos/eigenvector.h"
#include "algos/hits.h"
#include "algos/katz.h"
#include "algos/label_propagation.h"
#include "algos/leiden.h"
#include "algos/pagerank.h"
#include "algos/table.h"
#include "algos/url_rating.h"
#include "graph/arc_filter.h"

namespace orbweb::detail {

/// Of a PageRank over the arcs that pass.
RankPlan plan_pagerank(const Web& web, const ArcFilter& filter, bool weighted, Solver solver);
/// Of what needs both directions of the arcs in memory, and some numbers per node: most measures.
RankPlan plan_arcs(const Web& web);

RankPlan plan_of(const Web& web, const DomainRatingOptions& options);
RankPlan plan_of(const Web& web, const UrlRatingOptions& options);
RankPlan plan_of(const Web& web, const HitsOptions& options);
RankPlan plan_of(const Web& web, const KatzOptions& options);
RankPlan plan_of(const Web& web, const EigenvectorOptions& options);
RankPlan plan_of(const Web& web, const LeidenOptions& options);
RankPlan plan_of(const Web& web, const LabelPropagationOptions& options);

/// Of all others: those who choose a solver are a PageRank.
template <class Options>
RankPlan plan_of(const Web& web, const Options& options) {
  if constexpr (requires { options.solver; }) {
    bool weighted = false;
    if constexpr (requires { options.weighted; }) weighted = options.weighted;
    return plan_pagerank(web, {.followed_only = options.followed_only, .nodes = {}}, weighted, options.solver);
  } else {
    return plan_arcs(web);
  }
}

/// With as few slices as fit.
RankPlan plan_of(const Web& web, const DistanceOptions& options, const RankGrant& granted);
/// Of all others: they take what they need.
template <class Options>
RankPlan plan_of(const Web& web, const Options& options, const RankGrant&) {
  return plan_of(web, options);
}

/// Throws LimitError where the plan needs more memory than is granted.
void check_memory(const std::string& name, const RankPlan& plan, const RankGrant& granted);

}  // namespace orbweb::detail
