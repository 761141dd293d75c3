// Little-endian words and variable-length integers, as the files of a web hold them.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace orbweb {

inline constexpr std::uint64_t kLongestVarint = 5;  ///< bytes of the longest that get_varint reads: 35 bits

/// A word from any address.
template <std::unsigned_integral T>
T load_word(const char* at) {
  T word;
  std::memcpy(&word, at, sizeof(T));
  return word;
}

template <std::unsigned_integral T>
void put_word(std::vector<char>& out, T word) {
  for (std::size_t i = 0; i < sizeof(T); ++i) out.push_back(static_cast<char>((word >> (8 * i)) & 0xff));
}

/// Seven bits a byte, lowest first; the top bit says that more follow (LEB128).
inline void put_varint(std::vector<char>& out, std::uint32_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>((value & 0x7f) | 0x80));
  out.push_back(static_cast<char>(value));
}

/// Reads at most kLongestVarint bytes, which must be readable, and advances `at`.
inline std::uint64_t get_varint(const char*& at) {
  std::uint64_t value = 0;
  for (std::uint64_t i = 0; i < kLongestVarint; ++i) {
    const auto byte = static_cast<unsigned char>(*at++);
    value |= std::uint64_t{byte & 0x7fU} << (7 * i);
    if (byte < 0x80) break;
  }
  return value;
}

}  // namespace orbweb
