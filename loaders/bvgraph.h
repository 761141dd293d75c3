// WebGraph's compressed graphs as an input: BASENAME.properties, .graph and, where it is there, .offsets
// (docs/bvgraph.md).
#pragma once

#include "loaders/arc_sink.h"
#include "loaders/graph_inputs.h"

namespace orbweb {

/// The inputs are files of one graph, or its base name. Rows are decoded block by block from the mapped file.
LoadedGraph load_bvgraph(GraphInputs& inputs, ArcSink& sink);

}  // namespace orbweb
