// Serialized graphs of the GAP Benchmark Suite (Beamer, Asanovic, Patterson, arXiv:1508.03619; its tool `converter`
// writes them): all numbers little-endian,
//
//   1 byte   directed: 0 or 1
//   8 bytes  number of arcs m (of an undirected graph, each edge counts twice)
//   8 bytes  number of nodes n
//   8 (n + 1) bytes  offsets
//   4 m bytes        neighbours; in .wsg 8 m bytes, each with a 32-bit weight behind it
//   directed only: offsets and neighbours of the transpose, whose length is checked and which is else passed over
//
// Weights become link counts (loaders/value_count.h). Memory: 8 bytes a node for the offsets, which grow as they are
// read, whatever the header claims.
#pragma once

#include "loaders/arc_sink.h"
#include "loaders/graph_inputs.h"

namespace orbweb {

/// Throw LoadError at the byte where the file is truncated, goes on, or contradicts itself.
LoadedGraph load_sg(GraphInputs& inputs, ArcSink& sink);
LoadedGraph load_wsg(GraphInputs& inputs, ArcSink& sink);

}  // namespace orbweb
