// The loop of all streaming work: blocks of nodes, made on many threads, taken by one in node order.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include "graph/control.h"
#include "graph/parallel.h"
#include "graph/web_sink.h"

namespace orbweb {

inline constexpr std::uint64_t kRowsPerStreamBlock = 64 * WebSink::kRowsPerChunk;

/// Calls take(make(first, last)) for blocks of `rows_per_block` nodes, the last perhaps shorter. `make` returns a
/// unique_ptr and runs on many threads; `take` runs on one at a time, in order. At most two blocks per thread exist at
/// once.
template <class Make, class Take>
void stream_blocks(std::uint64_t num_nodes, std::uint64_t rows_per_block, std::string_view phase,
                   const Control& control, Make&& make, Take&& take) {
  struct Range {
    std::uint64_t first, last;
  };
  std::uint64_t next = 0;
  const auto read = [&]() -> std::unique_ptr<Range> {
    if (next >= num_nodes) return nullptr;
    control.check();
    const std::uint64_t first = next;
    next = std::min(num_nodes, first + rows_per_block);
    return std::make_unique<Range>(Range{first, next});
  };
  std::uint64_t done = 0;
  const auto finish = [&](auto block) {
    take(std::move(block));
    done = std::min(num_nodes, done + rows_per_block);
    control.progress({.phase = phase, .done = done, .total = num_nodes, .unit = "nodes"});
  };
  const auto in_flight = 2 * static_cast<std::size_t>(num_threads());
  parallel_pipeline(
      in_flight, read, [&](std::unique_ptr<Range> range) { return make(range->first, range->last); }, finish);
}

}  // namespace orbweb
