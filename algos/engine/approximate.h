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

/// What all solves of one graph sweep over.
struct LaidOut {
  LivingNodes living;
  Layout layout;
  bool was_kept = false;  ///< with the web, not built
  double seconds = 0;     ///< that it took
};

/// Takes the layout that was kept with the graph, or builds one. The graph must be unweighted.
LaidOut lay_out(const RankGraph& graph, const Control& control);

struct Approximation {
  std::vector<double> scores;  ///< of the living nodes
  int iterations = 0;
};

/// Sweeps until the next step of the clear form should meet the tolerance, until no sweep gains any more, or to the
/// last iteration but one. `start` holds one value per node, or none to begin with the teleport distribution; `part`
/// names the state that is kept (algos/engine/checkpoint.h). Memory: 40 bytes per living node, 16 per message.
Approximation approximate(const LaidOut& laid_out, const RankGraph& graph, const PageRankOptions& options,
                          const NodeDistribution& teleport, std::vector<double> start, const Control& control,
                          const std::string& part);

}  // namespace orbweb::engine
