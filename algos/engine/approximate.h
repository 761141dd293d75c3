// PageRank by the SCP engine, as good as f64 sweeps get it; the caller proves it by one step of the clear form.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "algos/engine/scp_build.h"
#include "algos/pagerank.h"
#include "graph/arc_filter.h"
#include "graph/control.h"

namespace orbweb::engine {

struct Approximation {
  LivingNodes living;
  std::vector<double> scores;  ///< of the living nodes
  int iterations = 0;
  double layout_seconds = 0;
  std::uint64_t layout_bytes = 0;
};

/// Sweeps until the next step of the clear form should meet the tolerance, until no sweep gains any more, or to the
/// last iteration but one. The graph must be unweighted. `start` holds one value per node, or none to begin with the
/// teleport distribution; `part` names the state that is kept (algos/engine/checkpoint.h). Memory: the layout, 32 bytes
/// per node, 16 per message.
Approximation approximate(const RankGraph& graph, const PageRankOptions& options, const NodeDistribution& teleport,
                          std::span<const double> start, const Control& control, const std::string& part);

}  // namespace orbweb::engine
