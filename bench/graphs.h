// Graphs for benchmarks: made from a seed, the same on every machine, or a stored web.
#pragma once

#include <string>

#include "graph/graph.h"

namespace orbweb::bench {

struct BenchGraph {
  std::string name;
  Graph successors;
  Graph predecessors;
};

/// "rmat:SCALE" (Graph500's R-MAT, 16 arcs per node, both directions of each edge), "uniform:SCALE" (the same number of
/// arcs between random nodes), "web:NODES" (hosts of power-law size, most links to near pages, copied lists, popular
/// targets, a third dangling; about 11 arcs per node), or a folder that `orbweb build` made.
/// Chakrabarti, Zhan, Faloutsos, "R-MAT", SDM 2004, doi:10.1137/1.9781611972740.43; copying: Kumar et al., "Stochastic
/// models for the web graph", FOCS 2000.
BenchGraph make_graph(const std::string& description);

}  // namespace orbweb::bench
