// How far two nodes are linked to by the same nodes.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/index_set.h"
#include "graph/web.h"

namespace orbweb {

struct Overlap {
  std::uint64_t shared = 0;     ///< nodes that link to both, but for the two themselves
  std::uint64_t of_first = 0;   ///< that link to the first, itself left out
  std::uint64_t of_second = 0;  ///< the same of the second
  double jaccard = 0;           ///< shared / those that link to one of the two; 0 where nobody does
};

/// One node beside any number of others. Safe to ask from many threads.
class Overlaps {
 public:
  /// Holds the set of those that link to `first`. O(its indegree).
  Overlaps(const Web& web, NodeId first);

  /// O(indegree of `second`).
  Overlap with(NodeId second) const;

 private:
  const Web& web_;
  IndexSet of_first_;
  std::uint64_t size_;
};

}  // namespace orbweb
