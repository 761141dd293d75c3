// A block of the `fast` encoding (graph/codecs/fast_format.h) taken apart, its operations not yet decoded.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

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

/// The first rows of a block that has bytes. Throws LoadError where headers, degrees, counts and size do not fit
/// together.
class BlockLayout {
 public:
  BlockLayout(const Block& block, std::uint64_t num_rows);

  /// With tokens and operands of the whole block.
  const Rows& rows() const { return rows_; }

  /// Memory for chain_of_last, kept from call to call.
  struct Copies {
    std::vector<std::uint8_t> tokens, operands;
  };
  /// The last row, which has ids, behind its reference, that one's reference and so on: all it takes to decode it.
  /// Refers to `copies`.
  Rows chain_of_last(Copies& copies) const;

 private:
  void read_degrees(std::uint64_t num_rows);
  void read_headers(std::uint64_t num_rows);
  void read_many_operations();
  std::uint64_t num_operations(std::uint64_t begin, std::uint64_t end) const;
  /// Bytes of the operands of `size` tokens from `token` on, which begin at `operand`.
  std::uint64_t operand_bytes_of(std::uint64_t token, std::uint64_t size, std::uint64_t operand) const;

  const Block& block_;
  std::span<const std::uint8_t> headers_, degrees_, many_operations_, many_ids_;
  Rows rows_;
};

}  // namespace orbweb::fast
