// The `fast` encoding of rows, Orbweb's own: compact, and made to be decoded without waiting for a branch.
//
// Rows come in blocks of 64 that know nothing of each other. A row is a sequence of operations that emit its ids in
// rising order, so that nothing has to be merged:
//   COPY  a slice of the reference, one of the 7 rows before in the same block: ids to skip there since the last copy,
//         number of ids to take;
//   RUN   consecutive ids: distance from the place where the row's last run or list left off, or from the row's own
//         node, number of ids. A single id is a run of 1. Runs are not measured from the last id emitted: where a copy
//         came between, that costs a bit of space, but no operation has to wait for ids on their way to memory;
//   LIST  up to 16 ids near each other: a distance as a run has, then a byte per id, how far it is from there.
// All are the same few instructions to a vector unit: load 16 ids (copied ones, or none), add 16 bytes (zeros, or 0, 1,
// 2 ..., or the list's) and a number (0, or where the run or list begins), store 16 ids, advance by as many as are
// meant. Only longer operations need a loop.
//
// A block holds, one after the other:
//   headers   one byte per row: number of operations (low 5 bits; 31 = 31 or more), distance to the reference in rows
//             (high 3 bits; 0 = none)
//   degrees   one byte per row: number of ids; 255 = 255 or more
//   counts    a u64 for each header that says 31, the number of operations; then one for each degree that says 255
//   tokens    one byte per operation: class (low 4 bits) and a number x (high 4 bits)
//   operands  per operation as many bytes as its token says (operand_bytes_of), little-endian
// Sizes follow from tokens alone, so that positions within a block are sums of bytes, which vectors are good at.
// Degrees follow from operations too; stored, they make degree() and offsets cheap. A block whose rows are all empty
// has no bytes. The index has two u64 per block, where its bytes begin and which arc is its first, and two more at its
// end.
//
// docs/format.md says it again for those who write another reader.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

namespace orbweb::fast {

inline constexpr std::uint64_t kBlockRows = 64;
inline constexpr std::uint64_t kMostDistance = 7;     ///< rows between a row and its reference
inline constexpr std::uint64_t kManyOperations = 31;  ///< in a header: as many or more, a count says how many
inline constexpr std::uint64_t kManyIds = 255;        ///< in a degree: as many or more, a count says how many
inline constexpr std::uint64_t kCountBytes = 8;
inline constexpr std::uint64_t kStep = 16;  ///< ids that one vector step emits
inline constexpr std::uint64_t kIndexEntry = 16;

/// v is the skip of a copy or the distance of a run or list, L the length. What begins before the place that it is
/// measured from has a distance below 0.
enum TokenClass : std::uint8_t {
  kCopy0,       ///< v = 0, L = x + 1
  kCopy1,       ///< v = 1, L = x + 1
  kCopySkip,    ///< v = one byte, L = x + 1
  kCopyLong,    ///< v = 2 bytes, L = 1 + 2 bytes; x = 0
  kList,        ///< v = 0, L = x + 1, then L bytes
  kListFar,     ///< v = 2 bytes - 2^15, L = x + 1, then L bytes
  kId0,         ///< v = x, L = 1
  kId12Bits,    ///< v = x * 2^8 + one byte, L = 1
  kId20Bits,    ///< v = x * 2^16 + 2 bytes, L = 1
  kId28Bits,    ///< v = x * 2^24 + 3 bytes, L = 1
  kRun1,        ///< v = one byte, L = x + 1
  kRun2,        ///< v = 2 bytes, L = x + 1
  kRunAny,      ///< v = 5 bytes, L = x + 1; but for x = 15, v = 2 bytes, L = 1 + 3 bytes
  kBack12Bits,  ///< v = x * 2^8 + one byte - 2^12, L = 1
  kBack2,       ///< v = 2 bytes - 2^16, L = x + 1
  kBack5,       ///< v = 5 bytes - 2^40, L = x + 1
};

/// Operand bytes by class, without those of a list that grow with x.
inline constexpr std::array<std::uint8_t, 16> kOperandBytes{0, 0, 1, 4, 1, 3, 0, 1, 2, 3, 1, 2, 5, 1, 2, 5};
/// By class: which bits of x count operand bytes.
inline constexpr std::array<std::uint8_t, 16> kListBytes{0, 0, 0, 0, 15, 15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

constexpr std::uint8_t operand_bytes_of(std::uint8_t token) {
  return static_cast<std::uint8_t>(kOperandBytes[token & 15] + (token >> 4 & kListBytes[token & 15]));
}

/// The token for a run of more than 16.
inline constexpr std::uint8_t kLongRun = kRunAny | 15 << 4;

/// What a token says, laid out for the decoder: skip or distance = value + (8 bytes at the operand & value_mask).
struct Operation {
  std::uint64_t value_mask;
  std::uint64_t value;      ///< modulo 2^64, for distances below 0
  std::uint64_t copy_mask;  ///< all ones for a copy, otherwise 0
  std::uint64_t list_mask;  ///< all ones for a list, otherwise 0
  std::uint8_t length;      ///< at most kStep; 0 = in the operand (long_length)
  std::uint8_t operand_bytes;
  std::uint8_t steps_at;  ///< of what is added to each id: in the operand for a list, otherwise in kSteps
};

/// What the ids of a step have beyond the first: nothing for copies, 0, 1, 2 ... for runs.
alignas(32) inline constexpr std::array<std::uint8_t, 2 * kStep> kSteps{
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

constexpr std::uint64_t low_bytes(unsigned count) { return count == 0 ? 0 : ~std::uint64_t{0} >> (64 - 8 * count); }

constexpr Operation operation_of(std::uint8_t token) {
  const std::uint8_t kind = token & 15, size = operand_bytes_of(token);
  const std::uint64_t x = token >> 4, bytes = low_bytes(kOperandBytes[kind]);
  const std::uint8_t length = static_cast<std::uint8_t>(x + 1);
  constexpr std::uint64_t kYes = ~std::uint64_t{0};
  switch (kind) {
    case kCopy0:
    case kCopy1:
      return {0, kind, kYes, 0, length, size, 0};
    case kCopySkip:
      return {bytes, 0, kYes, 0, length, size, 0};
    case kCopyLong:
      return {low_bytes(2), 0, kYes, 0, 0, size, 0};
    case kList:
      return {0, 0, 0, kYes, length, size, 0};
    case kListFar:
      return {low_bytes(2), std::uint64_t{0} - (1 << 15), 0, kYes, length, size, 2};
    case kId0:
      return {0, x, 0, 0, 1, size, kStep};
    case kId12Bits:
    case kId20Bits:
    case kId28Bits:
      return {bytes, x << 8 * size, 0, 0, 1, size, kStep};
    case kRunAny:
      if (token == kLongRun) return {low_bytes(2), 0, 0, 0, 0, size, kStep};
      [[fallthrough]];
    case kRun1:
    case kRun2:
      return {bytes, 0, 0, 0, length, size, kStep};
    case kBack12Bits:
      return {bytes, (x << 8) - (1 << 12), 0, 0, 1, size, kStep};
    default:
      return {bytes, std::uint64_t{0} - (bytes + 1), 0, 0, length, size, kStep};
  }
}

inline constexpr std::array<Operation, 256> kOperations = [] {
  std::array<Operation, 256> all{};
  for (unsigned token = 0; token < 256; ++token) all[token] = operation_of(static_cast<std::uint8_t>(token));
  return all;
}();

/// Length of an operation whose token leaves it to the operand.
constexpr std::uint64_t long_length(std::uint8_t token, std::uint64_t operand) {
  return (token & 15) == kCopyLong ? 1 + (operand >> 16 & low_bytes(2)) : 1 + (operand >> 16 & low_bytes(3));
}

/// Little-endian, from any address.
inline std::uint64_t load_u64(const void* bytes) {
  std::uint64_t value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

}  // namespace orbweb::fast
