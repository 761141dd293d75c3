// What the encoder of names and their reader share: sizes, and how one entry of a front-coded block looks
// (docs/format-names.md).
#pragma once

#include <cstdint>
#include <vector>

#include "graph/byte_codes.h"

namespace orbweb {

inline constexpr std::uint64_t kKeysPerBlock = 16;
inline constexpr std::uint64_t kBlocksPerChunk = 2048;
inline constexpr std::uint64_t kKeysPerChunk = kKeysPerBlock * kBlocksPerChunk;
inline constexpr std::uint64_t kEntriesPerIndexBlock = 32;
inline constexpr std::uint64_t kLongestKey = 1 << 20;  ///< bytes: the longest line of any input

/// Front coding: how much of the key before is kept, then the codes of the rest. The first byte holds, low nibble, the
/// number of codes and, high nibble, the change of `shared` since the entry before (0 in front of a block) in zigzag;
/// 15 in a nibble says that a varint follows: first `shared` itself, then the number of codes less 15.
struct FrontCodedEntry {
  std::uint64_t shared;
  const char* codes;
  std::uint64_t num_codes;
};
inline constexpr std::uint64_t kNibbleOverflow = 15;
inline constexpr std::uint64_t kLongestEntryHeader = 1 + 2 * kLongestVarint;  ///< bytes

/// Reads the entry at `at` without looking where the block ends; its header must be readable.
inline FrontCodedEntry read_entry(const char* at, std::uint64_t shared_before) {
  const auto header = static_cast<unsigned char>(*at++);
  const std::uint64_t change = header >> 4U;
  std::uint64_t num_codes = header & 15U;
  const std::uint64_t shared =
      change == kNibbleOverflow ? get_varint(at) : shared_before + ((change >> 1) ^ (0 - (change & 1)));
  if (num_codes == kNibbleOverflow) num_codes += get_varint(at);
  return {shared, at, num_codes};
}

/// Appends the header of an entry; its codes follow.
inline void put_entry_header(std::vector<char>& out, std::uint64_t shared_before, std::uint64_t shared,
                             std::uint64_t num_codes) {
  const std::uint64_t rise = shared - shared_before;
  const std::uint64_t zigzag = (rise << 1) ^ (0 - (rise >> 63));
  const std::uint64_t change = zigzag < kNibbleOverflow ? zigzag : kNibbleOverflow;
  const std::uint64_t short_size = num_codes < kNibbleOverflow ? num_codes : kNibbleOverflow;
  out.push_back(static_cast<char>(change << 4 | short_size));
  if (change == kNibbleOverflow) put_varint(out, static_cast<std::uint32_t>(shared));
  if (short_size == kNibbleOverflow) put_varint(out, static_cast<std::uint32_t>(num_codes - kNibbleOverflow));
}

}  // namespace orbweb
