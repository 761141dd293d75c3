// What a web looks like in numbers: what `orbweb info` shows.
#pragma once

#include <array>
#include <cstdint>

#include "graph/web.h"

namespace orbweb {

/// Nodes by degree: bucket 0 counts degree 0, bucket k degrees from 2^(k-1) to 2^k - 1.
struct DegreeHistogram {
  std::array<std::uint64_t, 34> buckets{};
  std::uint64_t largest = 0;

  void add(std::uint64_t degree);
  void add(const DegreeHistogram& other);
};

struct Census {
  std::uint64_t self_loops = 0;
  std::uint64_t dangling = 0;  ///< nodes without successors
  std::uint64_t unlinked = 0;  ///< nodes without predecessors
  std::uint64_t links = 0;     ///< what all arcs stand for
  DegreeHistogram outdegrees, indegrees;
};

/// One scan of both directions and of the link counts: O(n + m), parallel.
Census take_census(const Web& web);

}  // namespace orbweb
