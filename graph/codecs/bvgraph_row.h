// One row as the numbers that a BVGraph stores for it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/adjacency.h"
#include "graph/codecs/bvgraph_properties.h"

namespace orbweb {

/// How to write a BVGraph. Defaults are WebGraph's.
struct BvGraphOptions {
  std::uint32_t window = 7;               ///< rows back that a reference may go; 0 for no references
  std::uint32_t max_reference_chain = 3;  ///< references to follow for one row; kUnlimitedReferenceChain for no limit
  std::uint32_t min_interval = 4;         ///< shortest run of successors that is stored as an interval; 0 for none
  std::uint32_t zeta_k = 3;               ///< 1 to 7, of the residuals' code unless `codes` has another kind
  bool dynamic_selection = false;         ///< best references of a chunk instead of each row's best: smaller, slower
  BvGraphCodes codes;
  BitOrder order = BitOrder::big;
};

/// A row against the row that it refers to. Buffers are kept from row to row.
struct BvGraphRow {
  std::uint64_t node = 0;
  std::uint64_t degree = 0;
  std::uint64_t reference = 0;  ///< how many nodes back; 0 for none
  std::vector<std::uint64_t>
      blocks;                  ///< lengths: copied, skipped, copied ...; the last run of the referred row left out
  std::vector<NodeId> extras;  ///< successors that are not copied
  std::vector<std::uint64_t> interval_firsts, interval_lengths;
  std::vector<NodeId> residuals;  ///< extras outside intervals
};

/// Splits `row`. `referred` is the row `reference` nodes back, empty for none. O(both lengths).
void split_row(std::uint64_t node, std::span<const NodeId> row, std::uint64_t reference,
               std::span<const NodeId> referred, std::uint64_t min_interval, BvGraphRow& result);

/// Calls put(component, number) for all numbers of a row in the order of the format, `component` being the member of
/// BvGraphCodes that says how it is coded: the one place that knows what a row looks like to a writer.
template <class Put>
void for_each_number(const BvGraphRow& row, const BvGraphOptions& options, Put&& put) {
  put(&BvGraphCodes::outdegrees, row.degree);
  if (row.degree == 0) return;
  if (options.window > 0) put(&BvGraphCodes::references, row.reference);
  if (row.reference > 0) {
    put(&BvGraphCodes::block_counts, row.blocks.size());
    for (std::size_t i = 0; i < row.blocks.size(); ++i) put(&BvGraphCodes::blocks, row.blocks[i] - (i == 0 ? 0 : 1));
  }
  if (row.extras.empty()) return;
  const auto relative_to_node = [&row](std::uint64_t target) {
    return natural_of(static_cast<std::int64_t>(target) - static_cast<std::int64_t>(row.node));
  };
  if (options.min_interval > 0) {
    put(&BvGraphCodes::intervals, row.interval_firsts.size());
    std::uint64_t end = 0;
    for (std::size_t i = 0; i < row.interval_firsts.size(); ++i) {
      const std::uint64_t first = row.interval_firsts[i];
      put(&BvGraphCodes::intervals, i == 0 ? relative_to_node(first) : first - end - 1);
      put(&BvGraphCodes::intervals, row.interval_lengths[i] - options.min_interval);
      end = first + row.interval_lengths[i];
    }
  }
  for (std::size_t i = 0; i < row.residuals.size(); ++i) {
    put(&BvGraphCodes::residuals,
        i == 0 ? relative_to_node(row.residuals[0]) : std::uint64_t{row.residuals[i]} - row.residuals[i - 1] - 1);
  }
}

}  // namespace orbweb
