// Sums over the same rows, again and again, on the SCP layout (algos/engine/scp_layout.h): of measures whose sums are
// PageRank's but for the division by outdegrees.
#pragma once

#include <span>

#include "algos/engine/scp_layout.h"
#include "graph/adjacency.h"
#include "graph/huge_pages.h"

namespace orbweb::engine {

class RowSums {
 public:
  /// Whether a layout wins back its time and memory on rows of so many nodes and arcs.
  static bool pays(std::uint64_t num_nodes, std::uint64_t num_arcs);

  /// Lays the rows out: O(n + m), parallel.
  explicit RowSums(const Adjacency& rows);

  /// sums[v] = values[u] added up over the row of v. Runs are differences of a part's prefix sums: the rounding is
  /// relative to what the part's values add up to, not to the row's. The same bits for any number of threads.
  void operator()(std::span<const double> values, std::span<double> sums);

 private:
  Layout layout_;
  HugeVector<double> messages_;
};

}  // namespace orbweb::engine
