// Rows of a web as they will be: nodes renumbered or dropped, arcs filtered, nothing of it stored.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/arc_filter.h"
#include "graph/labelled_rows.h"
#include "graph/transform/node_map.h"

namespace orbweb {

enum class Labels { leave_out, keep };

/// One direction of a web seen through a NodeMap and an ArcFilter. Without a map, rows are read in blocks; with one,
/// each by itself at its old place, and sorted anew unless the map rises. Safe to read from many threads. Holds
/// references: web and map must live longer. One byte per node where the filter names nodes, else nothing.
class RowView {
 public:
  /// `map` is null for all nodes as they are.
  static RowView successors(const Web& web, const NodeMap* map, const ArcFilter& filter);
  /// Predecessors carry no labels: throws ArgumentError where the filter asks for followed arcs.
  static RowView predecessors(const Web& web, const NodeMap* map, const ArcFilter& filter);

  std::uint64_t num_nodes() const { return map_ == nullptr ? adjacency_->num_nodes() : map_->num_nodes(); }

  /// Replaces `out` by rows [first, last), with labels if they are to be kept, which only successors have.
  /// O(sum of d log d) over the rows' degrees d.
  void read(std::uint64_t first, std::uint64_t last, Labels labels, LabelledRows& out) const;

 private:
  struct Scratch;

  RowView(const Web& web, const Adjacency& adjacency, const NodeMap* map, const ArcFilter& filter);
  bool passes_all() const { return !filter_.followed_only && !filter_.drop_self_loops && members_.empty(); }
  bool needs_labels(Labels labels) const { return labels == Labels::keep || filter_.followed_only; }
  void read_block(std::uint64_t first, std::uint64_t last, Labels labels, LabelledRows& out) const;
  void read_mapped(std::uint64_t first, std::uint64_t last, Labels labels, LabelledRows& out) const;
  void append(NodeId old_node, std::uint64_t begin, std::uint64_t end, Labels labels, const LabelledRows& from,
              Scratch& scratch, LabelledRows& out) const;

  const Web* web_;
  const Adjacency* adjacency_;
  const NodeMap* map_;
  ArcFilter filter_;
  std::vector<std::uint8_t> members_;  ///< by old node, where the filter names nodes
};

}  // namespace orbweb
