// What PageRank and the ratings lay out before they start, kept with a web (docs/ranking.md).
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "graph/web_writer.h"

namespace orbweb {

/// Keeps the layouts of all arcs, and of those that ratings count: `SaveOptions::derive`. Where they would need more
/// than `memory_limit` bytes (0: the machine's memory) the web stays without, and `on_skip` is told why; with no
/// `on_skip` that is a LimitError, and there is no web. O(n + m) time.
DeriveFiles derive_rank_layouts(std::uint64_t memory_limit, std::function<void(const std::string&)> on_skip = {});

/// Bytes that laying out takes, at most: the arcs that pass in both directions, the layout twice.
std::uint64_t rank_layout_memory(std::uint64_t num_nodes, std::uint64_t num_arcs);

}  // namespace orbweb
