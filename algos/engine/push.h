// PageRank by pushing residuals: the work is where the mass is, not everywhere.
//
// p and r keep x = p + M(r), where x is the exact vector and M(r) = (1 - alpha) (I - alpha P^T)^-1 r the PageRank of
// the preference r, whose norm is at most that of r. A push at u moves (1 - alpha) r[u] to p[u] and spreads the rest
// over u's successors; from a dangling node it goes to one node, or nowhere. So the error is known without solving: |x
// - p|_1 <= |r|_1. Residuals may have either sign.
//
// Andersen, Chung, Lang, "Local graph partitioning using PageRank vectors", FOCS 2006, doi:10.1109/FOCS.2006.44.
// Falling thresholds: Wu, Gan, Wei, Zhang, "Unifying the global and local approaches", SIGMOD 2021,
// doi:10.1145/3448016.3457298. Signed residuals: Zhang, Lofgren, Goel, "Approximate personalized PageRank on dynamic
// graphs", KDD 2016, doi:10.1145/2939672.2939804.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <vector>

#include "graph/arc_filter.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb::engine {

/// The rows that mass is pushed along.
struct PushRows {
  const Web& web;
  ArcFilter filter = {};                               ///< as read_successors() takes it
  std::map<NodeId, std::vector<NodeId>> edited = {};   ///< in place of the web's own
  std::optional<NodeId> from_dangling = std::nullopt;  ///< where dangling nodes push to

  void read(NodeId node, std::vector<NodeId>& row) const;
};

struct PushOptions {
  double alpha = 0.85;
  double tolerance = 1e-9;
  std::uint64_t most_arcs = std::numeric_limits<std::uint64_t>::max();  ///< give up after pushing over this many
};

/// What is to be pushed from a node.
struct Residual {
  NodeId node;
  double amount;
};

struct PushResult {
  std::vector<double> score;  ///< one per node
  double residual_l1 = 0;     ///< what was not pushed any further
  double error_bound_l1 = 0;  ///< rigorous, rounding included
  std::uint64_t arcs = 0;     ///< pushed over
  std::uint64_t nodes = 0;    ///< that got anything
  int rounds = 0;             ///< of falling thresholds
};

/// Pushes `residuals` (a node may come more than once) from the vector `score` on, until the bound meets the tolerance
/// or the work its limit: see error_bound_l1. One thread: the order of pushes is part of the result. 24 bytes per node,
/// and time for as many; rows are read of pushed nodes only.
PushResult push(std::vector<double> score, const std::vector<Residual>& residuals, const PushRows& rows,
                const PushOptions& options, const Control& control);

/// Personalised PageRank of one node: all of its mass is pushed, and comes back from dangling nodes.
PushResult push_from(const Web& web, NodeId source, const ArcFilter& filter, const PushOptions& options,
                     const Control& control);

}  // namespace orbweb::engine
