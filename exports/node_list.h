// Names of nodes as text: what maps a numbered graph's results back, and sets of nodes.
#pragma once

#include "exports/graph_export.h"
#include "graph/index_set.h"

namespace orbweb {

/// "name TAB node" for each node in node order, under "#name TAB node". `--nodes` and `--order` read such a file.
/// Throws ArgumentError where the graph has no names.
void write_node_names(const GraphExport& graph);

/// The members of a set, one name (or number) a line: loaders/node_set.h reads it back.
void write_node_set(const GraphExport& graph, const IndexSet& nodes);

}  // namespace orbweb
