// A block of the `fast` encoding (graph/codecs/fast_format.h) taken apart, its operations not yet decoded.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "graph/adjacency.h"
#include "graph/codecs/fast_format.h"
#include "graph/kernels/fast_decode.h"

namespace orbweb::fast {

/// Where a block lies and what the index says of it.
struct Block {
  std::string_view path;  ///< for messages, as `position`
  std::uint64_t position;
  std::uint64_t first_row, num_rows;
  ArcIndex first_arc;
  std::uint64_t num_arcs;
  std::span<const std::uint8_t> bytes;  ///< readable kReadablePadding bytes further

  [[noreturn]] void throw_damaged(std::string_view expected, std::string_view found) const;
};

/// Degree of a row of a block that has bytes. Throws LoadError where it cannot be right.
std::uint64_t degree_in(const Block& block, std::uint64_t row);
/// Sum of the degrees of the rows before `row`, likewise.
std::uint64_t ids_before(const Block& block, std::uint64_t row);

/// The parts of a block that has bytes. Throws LoadError where headers, counts and size do not fit together.
BlockCode parts_of(const Block& block);

/// A row behind its reference, that one's reference and so on: all it takes to decode it. O(operations before it).
class RowChain {
 public:
  RowChain(const Block& block, std::uint64_t row);

  std::span<const RowPart> parts() const { return {parts_.data() + first_, parts_.size() - first_}; }
  std::uint64_t num_ids() const { return num_ids_; }

 private:
  std::array<RowPart, kBlockRows> parts_;  ///< filled from its end, the row itself being the last
  std::size_t first_ = kBlockRows;
  std::uint64_t num_ids_ = 0;
};

}  // namespace orbweb::fast
