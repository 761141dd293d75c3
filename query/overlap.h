// How far two nodes have the same neighbours: those who link to them (co-citation) or those whom they link to
// (bibliographic coupling).
//
// Small, "Co-citation in the scientific literature", J. Am. Soc. Inf. Sci. 24 (1973), doi:10.1002/asi.4630240406;
// Kessler, "Bibliographic coupling between scientific papers", American Documentation 14 (1963),
// doi:10.1002/asi.5090140103; Jaccard, "The distribution of the flora in the alpine zone", New Phytologist 11 (1912),
// doi:10.1111/j.1469-8137.1912.tb05611.x.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/index_set.h"
#include "graph/web.h"
#include "query/neighbours.h"

namespace orbweb {

struct Overlap {
  std::uint64_t shared = 0;     ///< neighbours of both, but for the two themselves
  std::uint64_t of_first = 0;   ///< neighbours of the first, itself left out
  std::uint64_t of_second = 0;  ///< the same of the second
  double jaccard = 0;           ///< shared / neighbours of one of the two; 0 where there are none
};

/// One node beside any number of others. Safe to ask from many threads.
class Overlaps {
 public:
  /// Holds the set of the neighbours of `first` on that side. O(its degree).
  Overlaps(const Web& web, NodeId first, Side side);

  /// O(degree of `second`).
  Overlap with(NodeId second) const;

 private:
  const Web& web_;
  Side side_;
  IndexSet of_first_;
  std::uint64_t size_;
};

}  // namespace orbweb
