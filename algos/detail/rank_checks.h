// What every solver of PageRank asks of its input, once, at the public entry.
#pragma once

#include "algos/pagerank.h"
#include "graph/arc_filter.h"

namespace orbweb::detail {

/// Throws ArgumentError for numbers out of range.
void check_options(const PageRankOptions& options);

/// Throws ArgumentError for no nodes and for weights that do not fit together. O(n + m).
void check_graph(const RankGraph& graph);

}  // namespace orbweb::detail
