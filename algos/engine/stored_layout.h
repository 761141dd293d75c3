// The SCP layout kept with a web, so that ranking it again need not build it.
//
// A file is named by the arcs that it lays out (layout_file_of() in graph/arc_filter.h). It is made for this version of
// Orbweb to read: another one that lays out differently refuses it by its version, and lays out anew.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "algos/engine/scp_layout.h"
#include "graph/stored_bytes.h"
#include "graph/web_writer.h"

namespace orbweb {

/// Keeps the layouts of all arcs, and of those that the domain rating takes: `SaveOptions::derive`. Where they would
/// need more than `memory_limit` bytes (0: the machine's memory) the web stays without, and `on_skip` is told why; with
/// no `on_skip` that is a LimitError, and there is no web. O(n + m) time.
DeriveFiles derive_rank_layouts(std::uint64_t memory_limit, std::function<void(const std::string&)> on_skip = {});

/// Bytes that laying out takes, at most: the arcs that pass in both directions, the layout twice.
std::uint64_t rank_layout_memory(std::uint64_t num_nodes, std::uint64_t num_arcs);

namespace engine {

/// The layout that was kept, of a graph with so many living nodes and arcs; none where another version of Orbweb made
/// it. Throws LoadError where it is no layout of a graph of that size: every number in it is looked at, so that a sweep
/// never leaves its arrays. Whether it is this graph's shows in the proof alone. O(bytes), parallel.
std::optional<Layout> read_layout(const StoredBytes& bytes, std::uint64_t num_living, std::uint64_t num_arcs);

}  // namespace engine
}  // namespace orbweb
