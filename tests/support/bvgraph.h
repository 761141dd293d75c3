// BVGraphs for tests: made-up rows, written to memory and opened again.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "graph/codecs/bvgraph_adjacency.h"
#include "graph/codecs/bvgraph_encoder.h"
#include "graph/memory_file.h"
#include "support/random_graph.h"

namespace orbweb::test {

using Rows = std::vector<std::vector<NodeId>>;

inline Graph graph_of(const Rows& rows) {
  std::vector<ArcIndex> offsets{0};
  std::vector<NodeId> targets;
  for (const auto& row : rows) {
    targets.insert(targets.end(), row.begin(), row.end());
    offsets.push_back(targets.size());
  }
  return Graph(std::move(offsets), std::move(targets));
}

inline Rows rows_of(const Adjacency& graph) {
  Rows rows;
  for (std::uint64_t node = 0; node < graph.num_nodes(); ++node) rows.push_back(graph[static_cast<NodeId>(node)]);
  return rows;
}

struct Written {
  std::vector<char> graph, offsets;
  std::string properties;
  std::uint64_t bits = 0;
};

inline Written written(const Adjacency& graph, const BvGraphOptions& options, std::uint64_t rows_per_chunk = 1 << 14) {
  MemoryFile bits, offsets;
  BvGraphEncoder encoder(bits, offsets, options, graph.num_nodes());
  RowBlock rows;
  for (std::uint64_t first = 0; first < graph.num_nodes(); first += rows_per_chunk) {
    graph.read_rows(first, std::min(first + rows_per_chunk, graph.num_nodes()), rows);
    encoder.append(encoder.encode(rows));
  }
  encoder.finish();
  return {bits.take(), offsets.take(), encoder.properties_text(), encoder.graph_bits()};
}

inline BvGraphAdjacency opened(const Written& files, bool with_offsets = true) {
  std::optional<StoredBytes> offsets;
  if (with_offsets) offsets = StoredBytes(files.offsets);
  return BvGraphAdjacency(parse_bvgraph_properties(files.properties, "properties"), StoredBytes(files.graph), offsets);
}

/// Properties with WebGraph's defaults.
inline std::string properties_of(std::uint64_t nodes, std::uint64_t arcs) {
  return "graphclass=it.unimi.dsi.webgraph.BVGraph\nversion=0\nnodes=" + std::to_string(nodes) +
         "\narcs=" + std::to_string(arcs) + "\nwindowsize=7\nmaxrefcount=3\nminintervallength=4\ncompressionflags=\n";
}

inline std::vector<NodeId> sorted_distinct(std::vector<NodeId> row) {
  std::sort(row.begin(), row.end());
  row.erase(std::unique(row.begin(), row.end()), row.end());
  return row;
}

/// Rows that are like the ones before, as pages of a site: what references are for.
inline Rows similar_rows(std::uint64_t seed, std::uint64_t nodes) {
  Random random(seed);
  Rows rows;
  for (std::uint64_t node = 0; node < nodes; ++node) {
    std::vector<NodeId> row;
    if (node > 0 && random.below(4) != 0) {
      for (const NodeId target : rows[node - 1 - random.below(std::min<std::uint64_t>(node, 5))]) {
        if (random.below(8) != 0) row.push_back(target);
      }
    }
    for (std::uint64_t i = random.below(5); i > 0; --i) row.push_back(static_cast<NodeId>(random.below(nodes)));
    const std::uint64_t run = random.below(3) == 0 ? random.below(12) : 0;
    const std::uint64_t first = random.below(nodes);
    for (std::uint64_t i = 0; i < run && first + i < nodes; ++i) row.push_back(static_cast<NodeId>(first + i));
    if (random.below(6) == 0) row.clear();
    rows.push_back(sorted_distinct(std::move(row)));
  }
  return rows;
}

}  // namespace orbweb::test
