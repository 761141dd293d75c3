// Personalised PageRank of one node by pushing residuals: the work is where the mass is, not everywhere.
//
// p and r keep x = p + M(r), where x is the exact vector and M(r) the PageRank of the preference r, whose norm is that
// of r. A push at u moves (1 - alpha) r[u] to p[u] and spreads the rest over u's successors; from a dangling node it
// goes back to the source. So the error is known without solving: |x - p|_1 = |r|_1.
//
// Andersen, Chung, Lang, "Local graph partitioning using PageRank vectors", FOCS 2006, doi:10.1109/FOCS.2006.44.
// Falling thresholds: Wu, Gan, Wei, Zhang, "Unifying the global and local approaches", SIGMOD 2021,
// doi:10.1145/3448016.3457298.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/control.h"
#include "graph/web.h"

namespace orbweb::engine {

struct PushOptions {
  double alpha = 0.85;
  double tolerance = 1e-9;
  bool followed_only = false;
  std::uint64_t most_arcs = 0;  ///< give up after pushing over this many
};

struct PushResult {
  std::vector<double> score;  ///< one per node
  double residual_l1 = 0;     ///< what was not pushed any further
  double error_bound_l1 = 0;  ///< rigorous, rounding included
  std::uint64_t arcs = 0;     ///< pushed over
  std::uint64_t nodes = 0;    ///< that got anything
  int rounds = 0;             ///< of falling thresholds
};

/// Until the bound meets the tolerance or the work its limit: see error_bound_l1. One thread: the order of pushes is
/// part of the result. 24 bytes per node, and time for as many; rows are read of pushed nodes only.
PushResult push_from(const Web& web, NodeId source, const PushOptions& options, const Control& control);

}  // namespace orbweb::engine
