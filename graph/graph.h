// A directed graph in one direction: compressed sparse rows.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace orbweb {

using NodeId = std::uint32_t;
using ArcIndex = std::uint64_t;  ///< position of an arc in node order, then target order

/// Offsets plus targets, immutable once made. Row v holds the successors of v, sorted and distinct; of a transposed
/// graph, the predecessors. Attributes of arcs are parallel arrays indexed by ArcIndex. 8 bytes per node, 4 per arc.
class Graph {
 public:
  Graph() : offsets_{0} {}

  /// `offsets` has one entry per node plus one, starts at 0, never falls and ends at targets.size();
  /// each row of `targets` is strictly increasing and below the number of nodes. Throws ArgumentError otherwise
  /// (checked in parallel, O(n + m)): a Graph that exists is well formed.
  Graph(std::vector<ArcIndex> offsets, std::vector<NodeId> targets);

  std::uint64_t num_nodes() const { return offsets_.size() - 1; }
  std::uint64_t num_arcs() const { return targets_.size(); }
  std::uint64_t degree(NodeId node) const { return offsets_[node + 1] - offsets_[node]; }
  ArcIndex first_arc(NodeId node) const { return offsets_[node]; }

  /// The row of `node`: its successors, or its predecessors where this graph is a transpose.
  std::span<const NodeId> operator[](NodeId node) const {
    return {targets_.data() + offsets_[node], targets_.data() + offsets_[node + 1]};
  }

  std::span<const ArcIndex> offsets() const { return offsets_; }
  std::span<const NodeId> targets() const { return targets_; }

 private:
  std::vector<ArcIndex> offsets_;
  std::vector<NodeId> targets_;
};

}  // namespace orbweb
