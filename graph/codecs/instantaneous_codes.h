// Instantaneous codes for natural numbers: those that WebGraph's graphs are made of.
//
// Unary: x zeros and a one. Gamma: with w = floor(log2(x + 1)), w in unary, then the lower w bits of x + 1. Delta: w in
// gamma, then the same bits. Zeta with parameter k: h = floor(w / k) in unary, then x + 1 - 2^(hk) in minimal binary
// among 2^((h+1)k) - 2^(hk). Golomb with parameter b: x / b in unary, x mod b in minimal binary among b. Nibble: groups
// of three bits from the most significant, each after a bit that is 1 for the last one. Pi with parameter k: floor(w /
// 2^k) in unary, the lower k bits of w, the lower w bits of x + 1. Omega: the width of each block of bits is one more
// than the block before says, a 0 ends them.
//
// P. Elias, Universal codeword sets and representations of the integers, 1975 (doi:10.1109/TIT.1975.1055349);
// P. Boldi and S. Vigna, Codes for the World Wide Web, Internet Mathematics 2, 2005
// (doi:10.1080/15427951.2005.10129113); A. Apostolico and G. Drovandi, Graph compression by BFS, 2009
// (doi:10.3390/a2031031).
#pragma once

#include <array>
#include <cstdint>

#include "graph/codecs/bit_reader.h"
#include "graph/codecs/bit_writer.h"

namespace orbweb {

enum class CodeKind : std::uint8_t { unary, gamma, delta, zeta, golomb, nibble, pi, omega };

struct Code {
  CodeKind kind = CodeKind::gamma;
  std::uint32_t parameter = 0;  ///< k of zeta and pi, at least 1; b of Golomb, at least 1; otherwise 0
  bool operator==(const Code&) const = default;
};

/// Appends `value`, below 2^40, to `bits`. Throws ArgumentError for values that would take an absurd number of bits.
void write_code(BitWriter& bits, Code code, std::uint64_t value);

/// Bits that write_code() appends.
std::uint64_t code_length(Code code, std::uint64_t value);

/// The lengths of one code, small values from a table.
class CodeLengths {
 public:
  explicit CodeLengths(Code code);
  std::uint64_t operator[](std::uint64_t value) const {
    return value < kTabled ? table_[value] : code_length(code_, value);
  }

 private:
  static constexpr std::uint64_t kTabled = 4096;
  Code code_;
  std::array<std::uint16_t, kTabled> table_;
};

/// Decodes one code: words of up to kBits bits by one look-up. 8 KiB.
class CodeTable {
 public:
  static constexpr unsigned kBits = 12;  ///< holds the words of zeta 3 with h up to 2

  CodeTable(Code code, BitOrder order);
  Code code() const { return code_; }
  /// Value * 16 + length of the word that these bits begin with; 0 where it is longer than they are.
  std::uint16_t operator[](std::uint64_t bits) const { return entries_[bits]; }

 private:
  Code code_;
  std::array<std::uint16_t, std::size_t{1} << kBits> entries_{};
};

/// Reads one word of any length. Throws LoadError for values of more than 40 bits or past the end.
template <BitOrder order>
std::uint64_t read_long_code(BitReader<order>& bits, Code code);

/// Reads one word. The reader's copy is what the rare case takes the address of: the reader itself stays in registers.
template <BitOrder order>
inline std::uint64_t read_code(BitReader<order>& bits, const CodeTable& table) {
  bits.refill();
  const unsigned entry = table[bits.peek(CodeTable::kBits)];
  if (entry == 0) [[unlikely]] {
    BitReader<order> copy = bits;
    const std::uint64_t value = read_long_code(copy, table.code());
    bits = copy;
    return value;
  }
  bits.skip(entry & 15);
  return entry >> 4;
}

/// WebGraph's bijection of the integers to the natural numbers: 0, -1, 1, -2 ... become 0, 1, 2, 3 ...
constexpr std::uint64_t natural_of(std::int64_t value) {
  return value >= 0 ? 2 * static_cast<std::uint64_t>(value) : 2 * static_cast<std::uint64_t>(-(value + 1)) + 1;
}
constexpr std::int64_t integer_of(std::uint64_t natural) {
  const std::int64_t half = static_cast<std::int64_t>(natural >> 1);
  return natural % 2 == 0 ? half : -half - 1;
}

}  // namespace orbweb
