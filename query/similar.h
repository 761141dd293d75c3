// The nodes that are most like a node by who links to them, or by whom they link to.
//
// Candidates come from a MinHash sketch of the node's neighbours: those of the least hashes, whose other neighbours, on
// the opposite side, are the nodes that share one of them. How often a candidate turns up says how many it shares; the
// most promising are then compared in full, by Roaring bitmaps. Broder, "On the resemblance and containment of
// documents", SEQUENCES 1997, doi:10.1109/SEQUEN.1997.666900.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/control.h"
#include "graph/web.h"
#include "query/neighbours.h"
#include "query/overlap.h"

namespace orbweb {

struct SimilarNode {
  NodeId node;
  Overlap overlap;  ///< exact; the first is the node asked about
};

/// A node of Jaccard index j escapes a sketch of s with a chance below (1 - j)^s: of j = 0.05, 2 in a million.
inline constexpr std::uint64_t kSketchSize = 256;

/// The `count` most similar by Jaccard index, highest first, ties by node; none that shares nothing. Complete where the
/// node has at most `sketch_size` neighbours. Otherwise one of them may be missing: by the chance above, or where the
/// sketch undercounted what it shares by more than four standard errors. The same nodes at every call. O(degrees of the
/// sketch's nodes + degrees of those compared); some 32 bytes for each node that shares any of the sketch, however
/// often. `sketch_size` must be at least 1.
std::vector<SimilarNode> similar_nodes(const Web& web, NodeId node, Side side, std::uint64_t count,
                                       std::uint64_t sketch_size = kSketchSize, const Control& control = {});

/// The nodes that have exactly the same neighbours on that side, rising; none where `node` has no neighbours there.
/// O(least degree among these + degrees of the nodes that look alike).
std::vector<NodeId> twins_of(const Web& web, NodeId node, Side side, const Control& control = {});

}  // namespace orbweb
