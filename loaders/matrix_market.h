// Matrix Market, coordinate format (Boisvert, Pozo, Remington, "The Matrix Market exchange formats: initial design",
// NISTIR 5935, 1996). Entry (i, j) is the arc from node i - 1 to node j - 1; there are max(rows, columns) nodes, those
// without arcs too. Symmetric, skew-symmetric and Hermitian files hold half of the arcs: both ways are made, one where
// i = j.
//
// Values: integers are numbers of links (loaders/value_count.h); of real and complex values only whether they are zero
// counts: a stored zero is no arc. Refused: the array format and vectors, which are no sparse graphs.
//
// Read more freely than written: words of the header in any case, one % for two, blank lines anywhere, "double" and
// "unsigned-integer" as other programs write. Streamed; O(block) memory.
#pragma once

#include <string_view>

#include "loaders/arc_sink.h"
#include "loaders/graph_inputs.h"

namespace orbweb {

bool is_matrix_market(std::string_view first_bytes);

/// Throws LoadError naming the line, also where there are fewer or more entries than the header says.
LoadedGraph load_matrix_market(GraphInputs& inputs, ArcSink& sink);

}  // namespace orbweb
