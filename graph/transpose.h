// The same arcs seen from their other end.
#pragma once

#include <span>
#include <vector>

#include "graph/graph.h"

namespace orbweb {

/// Arcs (u, v) become (v, u). O(n + m log d) time with d the largest indegree, parallel; the result does not depend on
/// the number of threads. Memory: the result plus 8 bytes per node.
Graph transpose(const Graph& graph);

/// A transpose and, for each of its arcs, the position of the same arc in the original: what carries labels across.
struct TransposeWithOrigins {
  Graph graph;
  std::vector<ArcIndex> origins;  ///< origins[i] = position in the original of arc i of `graph`
};
TransposeWithOrigins transpose_with_origins(const Graph& graph);

}  // namespace orbweb
