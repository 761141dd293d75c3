// One solve among several of the same graph.
#pragma once

#include "algos/engine/approximate.h"
#include "algos/pagerank.h"

namespace orbweb::detail {

/// pagerank() over a layout that others use, too; null where this solve shall make its own, if it needs one.
PageRankResult pagerank_over(const engine::LaidOut* laid_out, const RankGraph& graph, const PageRankOptions& options,
                             const Control& control);

}  // namespace orbweb::detail
