#include "algos/detail/partition.h"

#include <algorithm>

#include "algos/detail/union_find.h"
#include "graph/parallel.h"
#include "graph/row_scan.h"

namespace orbweb::detail {

Partition partition_of(std::span<const NodeId> representatives) {
  const std::uint64_t n = representatives.size();
  std::vector<std::uint64_t> sizes(n, 0), number_of(n, 0);  // by representative
  std::vector<NodeId> classes;                              // representatives in the order of their smallest nodes
  for (std::uint64_t v = 0; v < n; ++v) {
    if (sizes[representatives[v]]++ == 0) classes.push_back(representatives[v]);
  }
  std::stable_sort(classes.begin(), classes.end(), [&](NodeId a, NodeId b) { return sizes[a] > sizes[b]; });
  Partition partition;
  for (std::uint64_t number = 0; number < classes.size(); ++number) {
    number_of[classes[number]] = number;
    partition.sizes.push_back(sizes[classes[number]]);
  }
  partition.class_of.resize(n);
  for (std::uint64_t v = 0; v < n; ++v) partition.class_of[v] = number_of[representatives[v]];
  return partition;
}

std::vector<NodeId> weak_components(const Adjacency& arcs) {
  UnionFind sets(arcs.num_nodes());
  scan_rows(arcs, [&](const RowBlock& rows, ArcIndex) {
    for (std::uint64_t i = 0; i < rows.num_rows(); ++i) {
      for (const NodeId target : rows[i]) sets.join(static_cast<NodeId>(rows.first + i), target);
    }
  });
  std::vector<NodeId> roots(arcs.num_nodes());
  parallel_for(roots.size(), 1 << 14, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t v = begin; v < end; ++v) roots[v] = sets.find(static_cast<NodeId>(v));
  });
  return roots;
}

}  // namespace orbweb::detail
