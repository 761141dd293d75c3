// Numbers as they lie in binary files.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace orbweb {

/// The little-endian number at `bytes`, whatever the processor's own order and alignment.
template <class Number>
Number little_endian(const char* bytes) {
  Number value{};
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(&value, bytes, sizeof(Number));
  } else {
    char reversed[sizeof(Number)];
    for (std::size_t i = 0; i < sizeof(Number); ++i) reversed[i] = bytes[sizeof(Number) - 1 - i];
    std::memcpy(&value, reversed, sizeof(Number));
  }
  return value;
}

}  // namespace orbweb
