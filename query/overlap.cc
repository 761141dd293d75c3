#include "query/overlap.h"

namespace orbweb {

Overlaps::Overlaps(const Web& web, NodeId first, Side side)
    : web_(web), side_(side), of_first_(neighbour_set(web, first, side)), size_(of_first_.size()) {}

Overlap Overlaps::with(NodeId second) const {
  const IndexSet of_second = neighbour_set(web_, second, side_);
  Overlap overlap{shared_size(of_first_, of_second), size_, of_second.size()};
  const std::uint64_t either = overlap.of_first + overlap.of_second - overlap.shared;
  if (either > 0) overlap.jaccard = static_cast<double>(overlap.shared) / static_cast<double>(either);
  return overlap;
}

}  // namespace orbweb
