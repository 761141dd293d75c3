// A directed graph in one direction: compressed sparse rows.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "graph/adjacency.h"

namespace orbweb {

/// Offsets plus targets, immutable once made. Row v holds the successors of v, sorted and distinct; of a transposed
/// graph, the predecessors. Attributes of arcs are parallel arrays indexed by ArcIndex. 8 bytes per node, 4 per arc.
class Graph final : public Adjacency {
 public:
  Graph() : offsets_{0} {}

  /// `offsets` has one entry per node plus one, starts at 0, never falls and ends at targets.size();
  /// each row of `targets` is strictly increasing and below the number of nodes. Throws ArgumentError otherwise
  /// (checked in parallel, O(n + m)): a Graph that exists is well formed.
  Graph(std::vector<ArcIndex> offsets, std::vector<NodeId> targets);

  std::uint64_t num_nodes() const override { return offsets_.size() - 1; }
  std::uint64_t num_arcs() const override { return targets_.size(); }
  std::uint64_t degree(NodeId node) const override { return offsets_[std::size_t{node} + 1] - offsets_[node]; }
  ArcIndex first_arc(std::uint64_t node) const override { return offsets_[node]; }

  std::uint64_t bytes() const override { return 8 * offsets_.size() + 4 * targets_.size(); }
  std::string_view encoding() const override { return "csr"; }
  std::uint64_t rows_per_block() const override { return 1; }
  void read_row(NodeId node, std::vector<NodeId>& row) const override;
  void read_rows(std::uint64_t first, std::uint64_t last, RowBlock& rows) const override;

  /// The row of `node`: its successors, or its predecessors where this graph is a transpose.
  std::span<const NodeId> operator[](NodeId node) const {
    return {targets_.data() + offsets_[node], targets_.data() + offsets_[std::size_t{node} + 1]};
  }

  std::span<const ArcIndex> offsets() const { return offsets_; }
  std::span<const NodeId> targets() const { return targets_; }

 private:
  std::vector<ArcIndex> offsets_;
  std::vector<NodeId> targets_;
};

/// All rows of `adjacency` in memory. O(n + m), parallel.
Graph decode(const Adjacency& adjacency);

}  // namespace orbweb
