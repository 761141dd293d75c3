#include "query/overlap.h"

#include "query/intersect.h"

namespace orbweb {

Overlaps::Overlaps(const Web& web, NodeId first)
    : web_(web), of_first_(referring_nodes(web, first)), size_(of_first_.size()) {}

Overlap Overlaps::with(NodeId second) const {
  const IndexSet of_second = referring_nodes(web_, second);
  Overlap overlap{shared_size(of_first_, of_second), size_, of_second.size()};
  const std::uint64_t either = overlap.of_first + overlap.of_second - overlap.shared;
  if (either > 0) overlap.jaccard = static_cast<double>(overlap.shared) / static_cast<double>(either);
  return overlap;
}

}  // namespace orbweb
