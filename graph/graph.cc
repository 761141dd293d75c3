#include "graph/graph.h"

#include <fmt/format.h>

#include <atomic>
#include <utility>

#include "graph/error.h"
#include "graph/parallel.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kNodesPerTask = 1 << 14;

void check_offsets(const std::vector<ArcIndex>& offsets, std::uint64_t num_arcs) {
  if (offsets.empty() || offsets.front() != 0) throw ArgumentError("graph: offsets must start with 0");
  if (offsets.back() != num_arcs) {
    throw ArgumentError(fmt::format("graph: offsets end at {}, but there are {} arcs", offsets.back(), num_arcs));
  }
  std::atomic<bool> falls = false;
  parallel_for(offsets.size() - 1, kNodesPerTask, [&](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t i = first; i < last; ++i) {
      if (offsets[i] > offsets[i + 1]) falls = true;
    }
  });
  if (falls) throw ArgumentError("graph: offsets must not fall");
}

bool is_strictly_increasing_below(std::span<const NodeId> row, std::uint64_t num_nodes) {
  for (std::size_t i = 1; i < row.size(); ++i) {
    if (row[i - 1] >= row[i]) return false;
  }
  return row.empty() || row.back() < num_nodes;
}

}  // namespace

Graph::Graph(std::vector<ArcIndex> offsets, std::vector<NodeId> targets)
    : offsets_(std::move(offsets)), targets_(std::move(targets)) {
  check_offsets(offsets_, targets_.size());
  // The lowest bad row, so that the message does not depend on threads.
  std::atomic<std::uint64_t> bad_row = num_nodes();
  parallel_for(num_nodes(), kNodesPerTask, [&](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t node = first; node < last && node < bad_row; ++node) {
      if (is_strictly_increasing_below((*this)[static_cast<NodeId>(node)], num_nodes())) continue;
      std::uint64_t lowest = bad_row;
      while (node < lowest && !bad_row.compare_exchange_weak(lowest, node)) {
      }
      return;
    }
  });
  if (bad_row < num_nodes()) {
    throw ArgumentError(
        fmt::format("graph: the row of node {} is not strictly increasing or names a node of {} or above",
                    bad_row.load(), num_nodes()));
  }
}

}  // namespace orbweb
