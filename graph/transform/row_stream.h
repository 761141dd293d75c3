// All rows of a view in node order: as they are, turned round, or both at once, in bounded memory.
#pragma once

#include <cstdint>
#include <functional>

#include "graph/control.h"
#include "graph/transform/row_view.h"

namespace orbweb {

/// Takes consecutive blocks of rows that cover all nodes, from one thread at a time; every block but the last has a
/// multiple of WebSink::kRowsPerChunk rows. Labels are empty where they were left out.
using TakeRows = std::function<void(const LabelledRows&)>;

/// The rows as they are. Blocks are made in parallel; holds two blocks per thread.
void stream_rows(const RowView& view, Labels labels, const Control& control, const TakeRows& take);

/// What turning arcs round holds of each arc, with labels and without, and of each node of a range.
inline constexpr std::uint64_t kBytesPerReversedArc = 9, kBytesPerReversedTarget = 4, kBytesPerReversedNode = 16;

/// The bytes that a memory limit stands for: 0 is a quarter of the machine's memory.
std::uint64_t reversal_limit(std::uint64_t memory_limit);

/// The rows of the transpose: arcs (u, v) become (v, u) and keep their labels. Targets are cut into ranges that take at
/// most `memory_limit` bytes (0: a quarter of the machine's memory), at least one block of nodes each; every range
/// takes one pass over the view. Time O(n + p m) for p = 1 + (9 m + 16 n) / memory_limit passes (4 m without labels),
/// and one more that counts. Memory: the limit, 4 bytes per node, and two blocks of rows per thread.
void stream_reversed(const RowView& view, Labels labels, std::uint64_t memory_limit, const Control& control,
                     const TakeRows& take);

/// The rows of the view and of its transpose, merged: an arc in both directions is followed if one of the two is, and
/// its link counts add up (and saturate); a self-loop stays as it is. Time and memory as stream_reversed.
void stream_symmetrised(const RowView& view, Labels labels, std::uint64_t memory_limit, const Control& control,
                        const TakeRows& take);

}  // namespace orbweb
