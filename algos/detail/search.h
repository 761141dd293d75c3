// Breadth-first search over all threads, from the frontier forwards or from what is unseen backwards, as is cheaper.
//
// Beamer, Asanović, Patterson, "Direction-optimizing breadth-first search", SC 2012, doi:10.1109/SC.2012.50.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "graph/control.h"
#include "graph/graph.h"

namespace orbweb::detail {

inline constexpr std::uint32_t kUnreached = std::numeric_limits<std::uint32_t>::max();

/// Arcs on a shortest path from any of `sources` to each node along `forward`, kUnreached where there is none.
/// `backward` is the transpose. O(n + m) at most; 5 bytes per node. The same for any number of threads.
std::vector<std::uint32_t> levels_from(const Graph& forward, const Graph& backward, std::span<const NodeId> sources,
                                       const Control& control = {});

}  // namespace orbweb::detail
