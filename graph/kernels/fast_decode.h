// Rows of the `fast` encoding (graph/codecs/fast_format.h) from operations to ids. Nothing that is read is trusted: the
// kernels neither read nor write outside what they are given.
#pragma once

#include <cstdint>
#include <span>

#include "graph/adjacency.h"
#include "graph/codecs/fast_format.h"

namespace orbweb::fast {

/// The parts of a block, their sizes in agreement with headers, degrees and counts.
struct BlockCode {
  std::uint64_t first_row, num_rows, num_ids;
  const std::uint8_t *headers, *degrees;           ///< a byte per row
  const std::uint8_t *many_operations, *many_ids;  ///< counts, as many as headers and degrees ask for
  std::span<const std::uint8_t> tokens, operands;  ///< readable kReadablePadding bytes further
};

/// A row by itself, which may copy from the one that comes before it.
struct RowPart {
  std::uint64_t node, degree, num_operations;
  const std::uint8_t* tokens;    ///< of as many operations
  const std::uint8_t* operands;  ///< as many as the tokens ask for, readable kReadablePadding bytes further
};

enum class Damage {
  none,
  operands,   ///< their bytes are not as many as the tokens ask for
  length,     ///< the operations emit another number of ids than the degrees say
  copy,       ///< something is copied that is not there yet
  reference,  ///< outside of the block
};

/// Ids past the end of the output that decoders may overwrite.
inline constexpr std::uint64_t kOutputPadding = kStep;

/// Bytes of the operands of `tokens`, which are readable kReadablePadding bytes further.
std::uint64_t operand_bytes(std::span<const std::uint8_t> tokens);

/// Writes num_ids ids from output[offsets[0]] on, as many as kOutputPadding more that mean nothing, and where each row
/// ends to offsets[1] and on.
Damage decode_block(const BlockCode& block, std::uint64_t* offsets, NodeId* output);

/// Writes the ids of all parts, one behind the other, and as many as kOutputPadding more that mean nothing.
Damage decode_chain(std::span<const RowPart> parts, NodeId* output);

/// Whether each row, output[offsets[i]] to output[offsets[i + 1]], rises strictly and stays below `num_nodes`.
bool in_order(std::span<const std::uint64_t> offsets, std::uint64_t num_nodes, const NodeId* output);

/// The obvious loops: the twins that tests compare with.
namespace scalar {
std::uint64_t operand_bytes(std::span<const std::uint8_t> tokens);
Damage decode_block(const BlockCode& block, std::uint64_t* offsets, NodeId* output);
Damage decode_chain(std::span<const RowPart> parts, NodeId* output);
bool in_order(std::span<const std::uint64_t> offsets, std::uint64_t num_nodes, const NodeId* output);
}  // namespace scalar

}  // namespace orbweb::fast
