// Which of the rows just seen have most ids in common with this one.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "graph/adjacency.h"
#include "graph/codecs/fast_format.h"

namespace orbweb::fast {

/// A small table by id of the rows that had it, overwritten as ids collide. It counts one row's common ids with all of
/// the 7 rows before in one look per id; merging the row with each of them would take seven.
class SimilarRows {
 public:
  SimilarRows() : slots_(kSlots) {}

  /// Ids that `row` shares with the row 1, 2 ... 7 before; then remembers it. Of long rows only the beginning counts.
  std::array<std::uint32_t, kMostDistance> count_and_remember(std::span<const NodeId> row);

 private:
  static constexpr unsigned kSlotBits = 12;
  static constexpr std::size_t kSlots = std::size_t{1} << kSlotBits;

  /// The last row with `id`, and in bit d - 1 of `before` whether the row d before that had it too.
  struct Slot {
    NodeId id = 0;
    std::uint32_t row = 0;
    std::uint32_t before = 0;
  };

  std::vector<Slot> slots_;
  std::uint32_t row_ = kMostDistance + 1;  ///< of the current row, so that fresh slots are too old to count
};

}  // namespace orbweb::fast
