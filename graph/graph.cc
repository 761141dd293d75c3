#include "graph/graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <utility>

#include "graph/error.h"
#include "graph/parallel.h"
#include "graph/row_scan.h"

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

void Graph::read_row(NodeId node, std::vector<NodeId>& row) const {
  const std::span<const NodeId> targets = (*this)[node];
  row.assign(targets.begin(), targets.end());
}

void Graph::read_rows(std::uint64_t first, std::uint64_t last, RowBlock& rows) const {
  rows.clear(first);
  for (std::uint64_t node = first; node < last; ++node) rows.offsets.push_back(offsets_[node + 1] - offsets_[first]);
  rows.targets.assign(targets_.data() + offsets_[first], targets_.data() + offsets_[last]);
}

Graph decode(const Adjacency& adjacency) {
  if (const auto* graph = dynamic_cast<const Graph*>(&adjacency)) return *graph;
  std::vector<ArcIndex> offsets(adjacency.num_nodes() + 1);
  std::vector<NodeId> targets(adjacency.num_arcs());
  scan_rows(adjacency, [&](const RowBlock& rows, ArcIndex first_arc) {
    const std::uint64_t end = rows.first + rows.num_rows();
    if (adjacency.first_arc(end) != first_arc + rows.num_arcs()) {
      throw ArgumentError(
          fmt::format("graph: rows {} to {} do not have the arcs that the index says", rows.first, end));
    }
    for (std::uint64_t i = 0; i < rows.num_rows(); ++i) offsets[rows.first + i + 1] = first_arc + rows.offsets[i + 1];
    std::copy_n(rows.targets.data(), rows.num_arcs(), targets.data() + first_arc);
  });
  return Graph(std::move(offsets), std::move(targets));
}

}  // namespace orbweb
