#include "graph/transpose.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <utility>

#include "graph/parallel.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kNodesPerTask = 1 << 12;

/// Next free position of each row while arcs are placed.
using Cursors = std::vector<std::atomic<ArcIndex>>;

Cursors count_indegrees(const Graph& graph) {
  Cursors counts(graph.num_nodes());
  parallel_for(graph.num_arcs(), kNodesPerTask * 8, [&](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t arc = first; arc < last; ++arc) {
      counts[graph.targets()[arc]].fetch_add(1, std::memory_order_relaxed);
    }
  });
  return counts;
}

/// Turns counts into the offsets of rows, and each count into its row's first position.
std::vector<ArcIndex> prefix_sum(Cursors& counts) {
  std::vector<ArcIndex> offsets(counts.size() + 1, 0);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const ArcIndex count = counts[i].exchange(offsets[i], std::memory_order_relaxed);
    offsets[i + 1] = offsets[i] + count;
  }
  return offsets;
}

/// Calls place(position, source, arc) once per arc, where `position` lies in the row of the arc's target.
/// Positions within a row depend on threads: the caller sorts rows afterwards.
template <class Place>
void place_arcs(const Graph& graph, Cursors& cursors, Place&& place) {
  parallel_for(graph.num_nodes(), kNodesPerTask, [&](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t node = first; node < last; ++node) {
      const auto source = static_cast<NodeId>(node);
      ArcIndex arc = graph.first_arc(source);
      for (const NodeId target : graph[source]) {
        place(cursors[target].fetch_add(1, std::memory_order_relaxed), source, arc++);
      }
    }
  });
}

template <class T>
void sort_rows(const std::vector<ArcIndex>& offsets, std::vector<T>& entries) {
  const auto row_begin = [&](std::uint64_t row) { return entries.begin() + static_cast<std::ptrdiff_t>(offsets[row]); };
  parallel_for(offsets.size() - 1, kNodesPerTask, [&](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t row = first; row < last; ++row) std::sort(row_begin(row), row_begin(row + 1));
  });
}

}  // namespace

Graph transpose(const Graph& graph) {
  Cursors cursors = count_indegrees(graph);
  std::vector<ArcIndex> offsets = prefix_sum(cursors);
  std::vector<NodeId> sources(graph.num_arcs());
  place_arcs(graph, cursors, [&](ArcIndex position, NodeId source, ArcIndex) { sources[position] = source; });
  sort_rows(offsets, sources);
  return {std::move(offsets), std::move(sources)};
}

TransposeWithOrigins transpose_with_origins(const Graph& graph) {
  Cursors cursors = count_indegrees(graph);
  std::vector<ArcIndex> offsets = prefix_sum(cursors);
  // Arcs of one target that are sorted by position are sorted by source too: successors come in node order.
  std::vector<ArcIndex> origins(graph.num_arcs());
  std::vector<NodeId> source_of(graph.num_arcs());
  place_arcs(graph, cursors, [&](ArcIndex position, NodeId source, ArcIndex arc) {
    origins[position] = arc;
    source_of[arc] = source;
  });
  sort_rows(offsets, origins);
  std::vector<NodeId> sources(graph.num_arcs());
  parallel_for(graph.num_arcs(), kNodesPerTask * 8, [&](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t i = first; i < last; ++i) sources[i] = source_of[origins[i]];
  });
  return {Graph(std::move(offsets), std::move(sources)), std::move(origins)};
}

}  // namespace orbweb
