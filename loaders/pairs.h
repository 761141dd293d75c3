// Arcs as pairs of little-endian integers, source then target, with nothing around them: what many generators and
// partitioners write. Nodes are numbered from 0; the largest number tells how many there are. Streamed; O(block)
// memory.
#pragma once

#include "loaders/arc_sink.h"
#include "loaders/graph_inputs.h"

namespace orbweb {

/// Throw LoadError at the byte where a file ends within a pair or a number exceeds what a node can have.
LoadedGraph load_pairs32(GraphInputs& inputs, ArcSink& sink);
LoadedGraph load_pairs64(GraphInputs& inputs, ArcSink& sink);

}  // namespace orbweb
