// Rows of the `fast` encoding (graph/codecs/fast_format.h) from operations to ids. Nothing that is read is trusted: the
// kernels neither read nor write outside what they are given, and return only rows that are in order.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "graph/adjacency.h"
#include "graph/codecs/fast_format.h"

namespace orbweb::fast {

/// Rows decoded one behind the other; their tokens and operands lie so too.
struct Rows {
  /// What a row begins with.
  struct Start {
    std::uint64_t node;
    std::uint64_t reference;  ///< where the reference begins in the output; a row without has its own begin
  };
  std::uint64_t size = 0;
  std::array<Start, kBlockRows> start;
  std::array<std::uint64_t, kBlockRows + 1> begin;       ///< in the output; the last is the number of ids
  std::array<std::uint64_t, kBlockRows> num_operations;  ///< 0 in empty rows; of all rows as many as there are tokens
  std::span<const std::uint8_t> tokens;                  ///< readable kReadablePadding bytes further
  std::span<const std::uint8_t> operands;                ///< readable kReadablePadding bytes further

  std::uint64_t num_ids() const { return begin[size]; }
};

enum class Damage {
  none,
  operands,  ///< their bytes are not as many as the tokens ask for
  length,    ///< the operations emit another number of ids than the degrees say
  copy,      ///< something is copied that is not there yet
};

/// Ids past the end of the output that decode_rows may overwrite.
inline constexpr std::uint64_t kOutputPadding = kStep;

/// Bytes of the operands of `tokens`, which are readable kReadablePadding bytes further.
std::uint64_t operand_bytes(std::span<const std::uint8_t> tokens);

/// Writes rows.num_ids() ids, and as many as kOutputPadding more that mean nothing.
Damage decode_rows(const Rows& rows, NodeId* output);

/// Whether every decoded row rises strictly and stays below `num_nodes`.
bool in_order(const Rows& rows, std::uint64_t num_nodes, const NodeId* output);

/// The obvious loops: the twins that tests compare with.
namespace scalar {
std::uint64_t operand_bytes(std::span<const std::uint8_t> tokens);
Damage decode_rows(const Rows& rows, NodeId* output);
bool in_order(const Rows& rows, std::uint64_t num_nodes, const NodeId* output);
}  // namespace scalar

}  // namespace orbweb::fast
