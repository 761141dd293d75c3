// From rows of predecessors to the SCP layout (algos/engine/scp_layout.h).
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "algos/engine/scp_layout.h"
#include "graph/adjacency.h"

namespace orbweb::engine {

/// Nodes that have successors, numbered anew in the old order: only they pass anything on, so only they take part in
/// the iteration. The others' scores follow from theirs in one last pull.
class LivingNodes {
 public:
  /// A node lives where its out-weight is above 0.
  explicit LivingNodes(std::span<const double> out_weights);

  std::uint64_t size() const { return nodes_.size(); }
  NodeId node(std::uint64_t number) const { return nodes_[number]; }
  std::span<const NodeId> nodes() const { return nodes_; }  ///< rising

 private:
  std::vector<NodeId> nodes_;
};

struct BuildOptions {
  bool references = true;  ///< look for rows that copy others: worth it where rows of pages in one folder look alike
};

/// The layout of the rows of living nodes. O(n + m) time and, beside the result, n / 4 bytes; with references about
/// three times as much time per arc inside parts whose rows are alike. Parallel over parts, the same for any number of
/// threads.
Layout build_layout(const Adjacency& predecessors, const LivingNodes& living, const BuildOptions& options);

}  // namespace orbweb::engine
