// Sparse matrices as scipy.sparse.save_npz writes them: a zip archive, packed or stored, of .npy arrays. Formats CSR,
// CSC and COO, indices of any integer type; BSR and DIA are refused. Element (i, j) is the arc from node i to node j;
// there are max(rows, columns) nodes, those without arcs too. Values: integers are numbers of links
// (loaders/value_count.h); of booleans, real and complex numbers only whether they are zero counts: a stored zero is no
// arc. The arrays are streamed side by side: O(block) memory, whatever the headers claim.
#pragma once

#include "loaders/arc_sink.h"
#include "loaders/graph_inputs.h"

namespace orbweb {

/// Throws LoadError naming the array and element. Standard input cannot be read: a zip archive's index is at its end.
LoadedGraph load_npz(GraphInputs& inputs, ArcSink& sink);

}  // namespace orbweb
