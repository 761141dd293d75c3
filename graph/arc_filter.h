// Which arcs of a web an algorithm sees.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "graph/index_set.h"
#include "graph/stored_bytes.h"
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
  /// What algos/engine/stored_layout.h kept of just these arcs with the web; none where it kept nothing.
  std::optional<StoredBytes> layout = {};
};

/// Whether the filter leaves out no arc that the web is known to have.
bool passes_all(const Web& web, const ArcFilter& filter);

/// The file of a web that keeps the rank layout of the arcs that pass: filters that pass the same arcs share it. Empty
/// for filters whose arcs turn round, or end in chosen nodes only.
std::string layout_file_of(const Web& web, const ArcFilter& filter);

/// O(n + m) time, parallel; the same for any number of threads.
RankGraph select_arcs(const Web& web, const ArcFilter& filter, bool weighted);

}  // namespace orbweb
