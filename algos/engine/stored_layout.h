// The SCP layout kept with a web, so that ranking it again need not build it.
//
// A file is named by the arcs that it lays out (layout_file_of() in graph/arc_filter.h). It is made for this version of
// Orbweb to read: another one that lays out differently refuses it by its version, and lays out anew.
#pragma once

#include <cstdint>
#include <optional>

#include "algos/engine/scp_layout.h"
#include "graph/stored_bytes.h"
#include "graph/web_writer.h"

namespace orbweb {

/// Keeps the layouts of all arcs, and of those that the domain rating takes: `SaveOptions::derive`. Throws LimitError
/// where layouts would need more than `memory_limit` bytes (0: the machine's memory). O(n + m) time.
DeriveFiles derive_rank_layouts(std::uint64_t memory_limit);

/// Bytes that laying out takes, at most: the arcs that pass in both directions, the layout twice.
std::uint64_t rank_layout_memory(std::uint64_t num_nodes, std::uint64_t num_arcs);

namespace engine {

/// The layout that was kept, of a graph with so many living nodes and arcs; none where another version of Orbweb made
/// it. Throws LoadError where the file is damaged or of another graph: every number in it is looked at, so that a sweep
/// never leaves its arrays. O(bytes), parallel.
std::optional<Layout> read_layout(const StoredBytes& bytes, std::uint64_t num_living, std::uint64_t num_arcs);

}  // namespace engine
}  // namespace orbweb
