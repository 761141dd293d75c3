// Names of nodes as text: what maps a numbered graph's results back, and sets of nodes.
#pragma once

#include "exports/graph_export.h"
#include "graph/index_set.h"

namespace orbweb {

/// "name TAB node" for each node in node order, under "#name TAB node", into `file`, which the caller publishes.
/// `--nodes` and `--order` read such a file. Throws ArgumentError for a name that no list can hold.
void write_node_names(std::uint64_t num_nodes, const std::function<std::string(NodeId)>& name_of, WholeFile& file,
                      const Control& control);

/// The members of a set, one name (or number) a line: loaders/node_set.h reads it back.
void write_node_set(const GraphExport& graph, const IndexSet& nodes);

}  // namespace orbweb
