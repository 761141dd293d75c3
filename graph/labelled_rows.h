// Rows of a web together with what their arcs say.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/web.h"

namespace orbweb {

/// Labels of arc i stand at place i. Both vectors are empty where labels were not asked for.
struct LabelledRows {
  RowBlock rows;
  std::vector<std::uint32_t> link_counts;
  std::vector<std::uint8_t> followed;  ///< 0 or 1
};

/// Replaces `count` labels, those of the arcs from `first` on.
void read_labels(const Web& web, ArcIndex first, std::uint64_t count, std::vector<std::uint32_t>& link_counts,
                 std::vector<std::uint8_t>& followed);

}  // namespace orbweb
