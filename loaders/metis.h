// METIS graph files (Karypis, METIS manual 5.1.0, section 4.1.1): a line "n m [fmt [ncon]]", then one line for each
// node: [size] [ncon weights] and its neighbours, numbered from 1, each with a weight where fmt says so. fmt is up to
// three digits: node sizes, node weights, edge weights. "%" starts a comment line; a blank line is a node without
// neighbours. Each of the m edges stands at both of its nodes and becomes an arc each way; edge weights become link
// counts (loaders/value_count.h); sizes and node weights are read and dropped. Streamed; O(block) memory.
#pragma once

#include <string_view>

#include "loaders/arc_sink.h"
#include "loaders/graph_inputs.h"

namespace orbweb {

/// Whether the first bytes are comments and a line of 2 to 4 numbers, as far as they go.
bool may_be_metis(std::string_view first_bytes);

/// Throws LoadError naming the line, also where there are fewer or more nodes or edges than the header says.
LoadedGraph load_metis(GraphInputs& inputs, ArcSink& sink);

}  // namespace orbweb
