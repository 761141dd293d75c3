// One solve among several of the same graph.
#pragma once

#include <optional>

#include "algos/engine/approximate.h"
#include "algos/pagerank.h"

namespace orbweb::detail {

/// What several solves of the graph by this solver can share; none where they need no layout.
std::optional<engine::LaidOut> shared_layout(const RankGraph& graph, Solver wanted, const Control& control);

/// pagerank() over what shared_layout() gave; with none, this solve makes its own if it needs one.
PageRankResult pagerank_over(const std::optional<engine::LaidOut>& shared, const RankGraph& graph,
                             const PageRankOptions& options, const Control& control);

}  // namespace orbweb::detail
