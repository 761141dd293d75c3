// Rows in the `fast` encoding, in memory.
#pragma once

#include <algorithm>
#include <set>
#include <span>
#include <vector>

#include "graph/codecs/fast_adjacency.h"
#include "graph/codecs/fast_encoder.h"
#include "graph/memory_file.h"
#include "support/random_graph.h"

namespace orbweb::test::fast_rows {

using Rows = std::vector<std::vector<NodeId>>;

struct Encoded {
  std::vector<char> data, index;
  std::uint64_t num_nodes = 0, num_arcs = 0;

  FastAdjacency open() const { return {StoredBytes(data), StoredBytes(index), num_nodes, num_arcs}; }
};

inline RowBlock block_of(const Rows& rows, std::uint64_t first, std::uint64_t last) {
  RowBlock block;
  block.clear(first);
  for (std::uint64_t row = first; row < last; ++row) {
    block.targets.insert(block.targets.end(), rows[row].begin(), rows[row].end());
    block.offsets.push_back(block.targets.size());
  }
  return block;
}

inline Encoded encode(const Rows& rows, std::uint64_t rows_per_chunk = ~std::uint64_t{0}) {
  MemoryFile data, index;
  FastEncoder encoder(data, index, rows.size());
  Encoded encoded;
  for (std::uint64_t first = 0; first < rows.size();) {
    const std::uint64_t last = first + std::min(rows_per_chunk, rows.size() - first);
    const RowBlock chunk = block_of(rows, first, last);
    encoded.num_arcs += chunk.num_arcs();
    encoder.append(encoder.encode(chunk));
    first = last;
  }
  encoder.finish();
  encoded.data = data.take();
  encoded.index = index.take();
  encoded.num_nodes = rows.size();
  return encoded;
}

inline std::vector<NodeId> sorted(const std::set<NodeId>& ids) { return {ids.begin(), ids.end()}; }

/// As a site's pages are: a row is mostly a copy of one a little before, with runs and a few ids of its own.
inline Rows web_rows(std::uint64_t nodes, Random& random) {
  Rows rows(nodes);
  for (std::uint64_t row = 0; row < nodes; ++row) {
    std::set<NodeId> ids;
    if (random.below(5) == 0) continue;
    const std::uint64_t back = 1 + random.below(12);
    if (back <= row && random.below(4) > 0) {
      for (const NodeId id : rows[row - back]) {
        if (random.below(8) > 0) ids.insert(id);
      }
    }
    for (std::uint64_t runs = random.below(3); runs > 0; --runs) {
      const std::uint64_t begin = random.below(nodes), length = random.below(random.below(20) == 0 ? 500 : 20);
      for (std::uint64_t id = begin; id < std::min(nodes, begin + length); ++id) ids.insert(static_cast<NodeId>(id));
    }
    for (std::uint64_t i = random.below(4); i > 0; --i) ids.insert(static_cast<NodeId>(random.below(nodes)));
    rows[row] = sorted(ids);
  }
  return rows;
}

}  // namespace orbweb::test::fast_rows
