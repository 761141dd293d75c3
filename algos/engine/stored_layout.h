// The SCP layout as bytes, kept with a web so that ranking it again need not build it (algos/rank_layouts.h).
//
// Made for this version of Orbweb to read: one that lays out differently refuses it by its version, and lays out anew.
#pragma once

#include <cstdint>
#include <optional>

#include "algos/engine/scp_layout.h"
#include "graph/files.h"
#include "graph/stored_bytes.h"

namespace orbweb::engine {

/// Holds the bytes in memory, as many as the layout's, while it writes. Throws IoError.
void write_layout(Layout& layout, OutputFile& file);

/// The layout that was kept, of a graph with so many living nodes and arcs; none where another version of Orbweb made
/// it. Throws LoadError where it is no layout of a graph of that size: every number in it is looked at, so that a sweep
/// never leaves its arrays. Whether it is this graph's shows in the proof alone. O(bytes), parallel.
std::optional<Layout> read_layout(const StoredBytes& bytes, std::uint64_t num_living, std::uint64_t num_arcs);

}  // namespace orbweb::engine
