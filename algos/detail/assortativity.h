// Whether nodes link to nodes of degrees like their own.
#pragma once

#include <map>
#include <string>

#include "algos/detail/arcs.h"

namespace orbweb::detail {

/// Pearson's correlation, over all arcs, of a degree of the source and a degree of the target: from -1 to 1, by name:
/// "assortativity_out_in" is of the source's outdegree and the target's indegree. Self-loops count as arcs, and twice
/// in no degree. Missing where all sources, or all targets, have the same degree, for which it has no value. O(n + m),
/// parallel, the same bits for any number of threads; 40 bytes per node. Newman, "Mixing patterns in networks", Phys.
/// Rev. E 67 (2003), doi:10.1103/PhysRevE.67.026126; Foster et al., "Edge direction and the structure of networks",
/// PNAS 107 (2010), doi:10.1073/pnas.0912671107.
std::map<std::string, double> assortativity(const Directions& arcs);

}  // namespace orbweb::detail
