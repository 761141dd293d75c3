// Nodes in disjoint classes, such as components.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/graph.h"

namespace orbweb::detail {

/// Classes are numbered by falling size, equal ones by their smallest node.
struct Partition {
  std::vector<std::uint64_t> class_of;  ///< by node
  std::vector<std::uint64_t> sizes;     ///< by class
};

/// From one representative per node, the same for nodes of one class and itself below the number of nodes.
/// O(n + classes log classes).
Partition partition_of(std::span<const NodeId> representatives);

}  // namespace orbweb::detail
