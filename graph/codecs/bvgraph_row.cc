#include "graph/codecs/bvgraph_row.h"

namespace orbweb {

namespace {

/// Runs of `referred` that are in turn copied and skipped, and what of `row` is not copied.
void split_blocks(std::span<const NodeId> row, std::span<const NodeId> referred, BvGraphRow& result) {
  bool copying = true;
  std::uint64_t run = 0;
  std::size_t next = 0;
  for (const NodeId target : referred) {
    while (next < row.size() && row[next] < target) result.extras.push_back(row[next++]);
    const bool shared = next < row.size() && row[next] == target;
    if (shared != copying) {
      result.blocks.push_back(run);
      copying = shared;
      run = 0;
    }
    ++run;
    if (shared) ++next;
  }
  // The last run is implied: copied after an even number of blocks, skipped after an odd one.
  result.extras.insert(result.extras.end(), row.begin() + static_cast<std::ptrdiff_t>(next), row.end());
}

void split_intervals(std::uint64_t min_interval, BvGraphRow& result) {
  const std::vector<NodeId>& extras = result.extras;
  for (std::size_t begin = 0; begin < extras.size();) {
    std::size_t end = begin + 1;
    while (end < extras.size() && extras[end] == extras[end - 1] + 1) ++end;
    // A single successor is a residual even where intervals of one are allowed: as WebGraph has it.
    if (min_interval > 0 && end - begin >= min_interval && end - begin > 1) {
      result.interval_firsts.push_back(extras[begin]);
      result.interval_lengths.push_back(end - begin);
    } else {
      result.residuals.insert(result.residuals.end(), extras.begin() + static_cast<std::ptrdiff_t>(begin),
                              extras.begin() + static_cast<std::ptrdiff_t>(end));
    }
    begin = end;
  }
}

}  // namespace

void split_row(std::uint64_t node, std::span<const NodeId> row, std::uint64_t reference,
               std::span<const NodeId> referred, std::uint64_t min_interval, BvGraphRow& result) {
  result.node = node;
  result.degree = row.size();
  result.reference = reference;
  result.blocks.clear();
  result.extras.clear();
  result.interval_firsts.clear();
  result.interval_lengths.clear();
  result.residuals.clear();
  split_blocks(row, referred, result);
  split_intervals(min_interval, result);
}

}  // namespace orbweb
