// The rows of a web in chunks that threads make independently: whole rows, a multiple of 64 of them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/build/arc_run.h"
#include "graph/build/radix_sort.h"

namespace orbweb {

/// A chunk whose arcs are in memory.
struct MemoryChunk {
  std::uint64_t first;  ///< rows [first, last)
  std::uint64_t last;
  ArcSet arcs;
};

/// Cuts a set into chunks of nodes [0, num_nodes) with up to `tasks` threads: few arcs and few rows each, unless 64
/// neighbouring rows hold more. Chunks come in node order and cover all nodes.
std::vector<MemoryChunk> cut_into_chunks(BlockPool& pool, ArcSet arcs, std::uint64_t num_nodes, int tasks);

/// A chunk to be merged from runs, piece by piece where it is large.
struct MergeChunk {
  std::uint64_t first;
  std::uint64_t last;
  std::vector<ArcKey> cuts;  ///< where pieces start and where the last one ends
};

std::vector<MergeChunk> cut_into_chunks(std::span<const ArcRun> runs, std::uint64_t num_nodes);

}  // namespace orbweb
