// GML, the Graph Modelling Language (Himsolt, "GML: a portable graph file format", University of Passau, 1997), as far
// as it describes a graph: graph [ directed, node [ id, label ], edge [ source, target, weight or value or count ] ];
// all other keys are passed over. Nodes are named by their labels, which must differ, or by their ids where they have
// none, and are kept as they are, whatever fold is asked for. Without "directed 1" each edge is an arc each way. A
// whole number as weight, value or count is a number of links (loaders/value_count.h). Nodes stand before their edges.
// Streamed; memory as NamedNodes.
#pragma once

#include <string_view>

#include "loaders/arc_sink.h"
#include "loaders/graph_inputs.h"

namespace orbweb {

/// Whether the first bytes are GML's: comments, scalar keys such as Creator and Version, then "graph [".
bool is_gml(std::string_view first_bytes);

/// Throws LoadError naming the line.
LoadedGraph load_gml(GraphInputs& inputs, ArcSink& sink);

}  // namespace orbweb
