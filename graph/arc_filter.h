// Which arcs of a web an algorithm sees.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "graph/index_set.h"
#include "graph/web.h"

namespace orbweb {

struct ArcFilter {
  bool followed_only = false;
  bool drop_self_loops = false;
  bool reversed = false;          ///< arcs turned round: what is ranked is the transpose
  std::optional<IndexSet> nodes;  ///< only arcs whose ends are both in it; the web keeps its other nodes, without arcs
};

/// The targets of one node's arcs that pass, rising, in place of what `row` had. Throws ArgumentError for a filter that
/// turns arcs round. O(outdegree).
void read_successors(const Web& web, NodeId node, const ArcFilter& filter, std::vector<NodeId>& row);

/// The arcs that pass, as predecessors with what a pull needs to know of each source.
struct RankGraph {
  std::shared_ptr<const Adjacency> predecessors;
  std::vector<double> weights;      ///< one per arc of `predecessors`: its number of links; empty when unweighted
  std::vector<double> out_weights;  ///< one per node: sum of weights of its passing out-arcs (their number when
                                    ///< unweighted); 0 = dangling
};

/// O(n + m) time, parallel; the same for any number of threads.
RankGraph select_arcs(const Web& web, const ArcFilter& filter, bool weighted);

}  // namespace orbweb
