// The loop that most work on a web is: all rows, in parallel, a block at a time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "graph/adjacency.h"
#include "graph/graph.h"
#include "graph/parallel.h"

namespace orbweb {

/// Calls visit(rows, first_arc) for blocks of decoded rows that cover all nodes, from many threads, in any order.
/// `first_arc` is the position of the block's first arc. Blocks do not depend on the number of threads.
template <class Visit>
void scan_rows(const Adjacency& adjacency, Visit&& visit) {
  constexpr std::uint64_t kRows = 1 << 12;
  const std::uint64_t step = adjacency.rows_per_block();
  const std::uint64_t rows_per_task = (kRows + step - 1) / step * step;
  const std::uint64_t num_nodes = adjacency.num_nodes();
  parallel_for((num_nodes + rows_per_task - 1) / rows_per_task, 1, [&](std::uint64_t begin, std::uint64_t end) {
    RowBlock rows;
    for (std::uint64_t task = begin; task < end; ++task) {
      const std::uint64_t first = task * rows_per_task;
      adjacency.read_rows(first, std::min(first + rows_per_task, num_nodes), rows);
      visit(std::as_const(rows), adjacency.first_arc(first));
    }
  });
}

/// Calls visit(node, row) for the nodes [first, last), in order. Of a graph in memory no row is copied.
template <class Visit>
void visit_rows(const Adjacency& adjacency, std::uint64_t first, std::uint64_t last, Visit&& visit) {
  if (const auto* graph = dynamic_cast<const Graph*>(&adjacency)) {
    for (std::uint64_t node = first; node < last; ++node) visit(node, (*graph)[static_cast<NodeId>(node)]);
    return;
  }
  static thread_local RowBlock rows;
  adjacency.read_rows(first, last, rows);
  for (std::uint64_t node = first; node < last; ++node) visit(node, std::as_const(rows)[node - first]);
}

}  // namespace orbweb
