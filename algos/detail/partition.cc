#include "algos/detail/partition.h"

#include <algorithm>

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

}  // namespace orbweb::detail
