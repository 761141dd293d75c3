#include "graph/census.h"

#include <algorithm>
#include <bit>
#include <mutex>

#include "graph/row_scan.h"

namespace orbweb {

void DegreeHistogram::add(std::uint64_t degree) {
  ++buckets[static_cast<std::size_t>(std::bit_width(degree))];
  largest = std::max(largest, degree);
}

void DegreeHistogram::add(const DegreeHistogram& other) {
  for (std::size_t i = 0; i < buckets.size(); ++i) buckets[i] += other.buckets[i];
  largest = std::max(largest, other.largest);
}

namespace {

bool has_self_loop(const RowBlock& rows, std::uint64_t i) {
  const auto row = rows[i];
  return std::binary_search(row.begin(), row.end(), static_cast<NodeId>(rows.first + i));
}

}  // namespace

Census take_census(const Web& web) {
  Census census;
  std::mutex mutex;  // guards census
  scan_rows(web.successors(), [&](const RowBlock& rows, ArcIndex) {
    DegreeHistogram degrees;
    std::uint64_t self_loops = 0;
    for (std::uint64_t i = 0; i < rows.num_rows(); ++i) {
      degrees.add(rows[i].size());
      if (has_self_loop(rows, i)) ++self_loops;
    }
    const std::lock_guard lock(mutex);
    census.outdegrees.add(degrees);
    census.self_loops += self_loops;
  });
  scan_rows(web.predecessors(), [&](const RowBlock& rows, ArcIndex) {
    DegreeHistogram degrees;
    for (std::uint64_t i = 0; i < rows.num_rows(); ++i) degrees.add(rows[i].size());
    const std::lock_guard lock(mutex);
    census.indegrees.add(degrees);
  });
  web.link_counts().for_each_piece([&](std::span<const std::uint32_t> counts) {
    for (const std::uint32_t links : counts) census.links += links;
  });
  census.dangling = census.outdegrees.buckets[0];
  census.unlinked = census.indegrees.buckets[0];
  return census;
}

}  // namespace orbweb
