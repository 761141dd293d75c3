// A web made into another: some of its nodes, in another order, some of its arcs, turned round or made symmetric.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "graph/arc_filter.h"
#include "graph/control.h"
#include "graph/web.h"
#include "graph/web_sink.h"

namespace orbweb {

enum class ArcDirection {
  kept,
  transposed,   ///< arcs (u, v) become (v, u)
  symmetrised,  ///< arcs (u, v) and (v, u) for each arc: graph/transform/row_stream.h says what becomes of labels
};

struct TransformOptions {
  /// Old nodes in the order of the new ones: a subset induces a subgraph, an order permutes. Absent: all, as they are.
  std::optional<std::vector<NodeId>> nodes;
  ArcFilter arcs;  ///< looked at before the direction changes, which alone says it: `reversed` does not count
  ArcDirection direction = ArcDirection::kept;
  /// Most bytes of arcs to hold at once where arcs are turned round; 0 is a quarter of the machine's memory.
  std::uint64_t memory_limit = 0;
};

/// Whether the new web has names: those of a web are in their own order, so only a subset that keeps it has.
bool keeps_names(const Web& web, const TransformOptions& options);

/// Sends the new web to `sink`, to the last call, made as `provenance` says; labels follow their arcs, names their
/// nodes. Throws ArgumentError for nodes that do not exist or stand twice, Cancelled, and what reading and the sink
/// throw.
///
/// Time: O(n + m), plus a sort of each row where nodes change their order; rows are then read one by one at their old
/// places. Turning arcs round (a direction other than kept, or followed arcs alone, whose predecessors are not stored)
/// takes passes as stream_reversed. Memory: 8 bytes per node and two blocks of rows per thread; where arcs are
/// turned round, 4 bytes per node more and the limit. A symmetrised graph's rows are made once, for both directions.
/// The result does not depend on threads or limit.
void transform(const Web& web, const TransformOptions& options, WebSink& sink, Provenance provenance,
               const Control& control = {});

/// Whether every arc also goes the other way. O(n + m), parallel; a few blocks of memory.
bool is_symmetric(const Web& web);

}  // namespace orbweb
