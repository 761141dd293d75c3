// GraphML (Brandes, Eiglsperger, Herman, Himsolt, Marshall, "GraphML progress report", GD 2001,
// doi:10.1007/3-540-45848-4_59; graphml.graphdrawing.org), as far as it describes one plain graph. Nodes are named by
// their data whose key is called "label" or "name" (the first wins), which must differ, or by their ids, and are kept
// as they are, whatever fold is asked for. Edges follow edgedefault or their own "directed"; undirected ones are an arc
// each way. An edge's data whose key is called "weight" or "count" and of type int or long is a number of links
// (loaders/value_count.h); defaults of keys are not applied. Nodes stand before their edges. Refused: nested graphs, a
// second graph, hyperedges, and entity declarations, with which a small file can claim to be endless.
// Streamed by expat (its one door); memory as NamedNodes.
#pragma once

#include <string_view>

#include "loaders/arc_sink.h"
#include "loaders/graph_inputs.h"

namespace orbweb {

bool is_graphml(std::string_view first_bytes);

/// Throws LoadError naming the line.
LoadedGraph load_graphml(GraphInputs& inputs, ArcSink& sink);

}  // namespace orbweb
