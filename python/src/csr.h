// Rows as two plain arrays, without a copy where they are stored so.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "graph/adjacency.h"
#include "graph/control.h"

namespace orbweb::python {

struct CsrView {
  std::span<const ArcIndex> offsets;  ///< one per node and one more
  std::span<const NodeId> targets;
  std::shared_ptr<const void> owner;
};

/// Of a graph in memory and of a stored web in the encoding "csr" the arrays themselves, every row checked first; of
/// other encodings a decoded copy. O(n + m), parallel. Throws LoadError where stored bytes are damaged.
CsrView csr_of(const std::shared_ptr<const Adjacency>& adjacency, const Control& control);

std::vector<std::uint64_t> all_degrees(const Adjacency& adjacency, const Control& control);

}  // namespace orbweb::python
