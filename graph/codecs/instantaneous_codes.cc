#include "graph/codecs/instantaneous_codes.h"

#include <fmt/format.h>

#include <bit>

#include "graph/error.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kLongestUnary = std::uint64_t{1} << 32;

/// floor(log2(value)), value at least 1.
unsigned log2_of(std::uint64_t value) { return static_cast<unsigned>(std::bit_width(value)) - 1; }

std::uint64_t low_bits(std::uint64_t value, unsigned width) { return value & ((std::uint64_t{1} << width) - 1); }

/// Minimal binary code of numbers below `bound`: the first `short_words` have `width` bits, the others one more.
struct MinimalBinary {
  explicit MinimalBinary(std::uint64_t bound)
      : width(log2_of(bound)), short_words((std::uint64_t{2} << width) - bound) {}

  /// In little-endian order, the last bit of a long word follows the others, as webgraph-rs has it.
  void write(BitWriter& bits, std::uint64_t value) const {
    if (value < short_words) return bits.put(value, width);
    const std::uint64_t word = value + short_words;
    bits.put(word >> 1, width);
    bits.put(word & 1, 1);
  }
  template <BitOrder order>
  std::uint64_t read(BitReader<order>& bits) const {
    const std::uint64_t prefix = bits.read_bits(width);
    if (prefix < short_words) return prefix;
    return 2 * prefix + bits.read_bits(1) - short_words;
  }
  unsigned length(std::uint64_t value) const { return value < short_words ? width : width + 1; }

  unsigned width;
  std::uint64_t short_words;
};

/// Of zeta's words with `h`: the smallest x + 1, and how many there are.
std::uint64_t zeta_base(std::uint64_t h, unsigned k) { return std::uint64_t{1} << (h * k); }
MinimalBinary zeta_rest(std::uint64_t h, unsigned k) { return MinimalBinary(zeta_base(h + 1, k) - zeta_base(h, k)); }

void write_gamma(BitWriter& bits, std::uint64_t value) {
  const unsigned width = log2_of(value + 1);
  bits.put_unary(width);
  bits.put(low_bits(value + 1, width), width);
}

void write_nibbles(BitWriter& bits, std::uint64_t value) {
  for (unsigned group = value == 0 ? 0 : log2_of(value) / 3;; --group) {
    bits.put(group == 0 ? 1 : 0, 1);
    bits.put(low_bits(value >> (3 * group), 3), 3);
    if (group == 0) return;
  }
}

/// In little-endian order each block is rotated so that its leading one comes first, as webgraph-rs has it.
void write_omega_blocks(BitWriter& bits, std::uint64_t number) {
  if (number <= 1) return;
  const unsigned width = log2_of(number);
  write_omega_blocks(bits, width);
  bits.put(bits.order() == BitOrder::big ? number : low_bits(number << 1 | 1, width + 1), width + 1);
}

template <BitOrder order>
std::uint64_t read_offset_by(BitReader<order>& bits, std::uint64_t width) {
  if (width > BitReader<order>::kMostBits) detail::throw_number_too_large(bits.path(), bits.position());
  const unsigned narrow = static_cast<unsigned>(width);
  return (std::uint64_t{1} << narrow) + bits.read_bits(narrow) - 1;
}

template <BitOrder order>
std::uint64_t read_nibbles(BitReader<order>& bits) {
  for (std::uint64_t value = 0;;) {
    const bool last = bits.read_bits(1) == 1;
    value = value << 3 | bits.read_bits(3);
    if (last) return value;
    if (value >> BitReader<order>::kMostBits != 0) detail::throw_number_too_large(bits.path(), bits.position());
  }
}

template <BitOrder order>
std::uint64_t read_omega(BitReader<order>& bits) {
  for (std::uint64_t number = 1;;) {
    bits.refill();
    if (bits.peek(1) == 0) {
      bits.skip(1);
      return number - 1;
    }
    if (number > BitReader<order>::kMostBits) detail::throw_number_too_large(bits.path(), bits.position());
    const unsigned width = static_cast<unsigned>(number);
    number = bits.read_bits(width + 1);
    if (order == BitOrder::little) number = number >> 1 | std::uint64_t{1} << width;
  }
}

template <BitOrder order>
std::uint64_t read_zeta(BitReader<order>& bits, unsigned k) {
  const unsigned h = bits.read_width();
  if ((h + 1) * k > BitReader<order>::kFresh) detail::throw_number_too_large(bits.path(), bits.position());
  return zeta_base(h, k) + zeta_rest(h, k).read(bits) - 1;
}

}  // namespace

void write_code(BitWriter& bits, Code code, std::uint64_t value) {
  if (code_length(code, value) > kLongestUnary) {
    throw ArgumentError(fmt::format("{} is too large for this code", value));
  }
  const unsigned width = log2_of(value + 1);
  switch (code.kind) {
    case CodeKind::unary:
      return bits.put_unary(value);
    case CodeKind::gamma:
      return write_gamma(bits, value);
    case CodeKind::delta:
      write_gamma(bits, width);
      return bits.put(low_bits(value + 1, width), width);
    case CodeKind::zeta: {
      const unsigned h = width / code.parameter;
      bits.put_unary(h);
      return zeta_rest(h, code.parameter).write(bits, value + 1 - zeta_base(h, code.parameter));
    }
    case CodeKind::golomb:
      bits.put_unary(value / code.parameter);
      return MinimalBinary(code.parameter).write(bits, value % code.parameter);
    case CodeKind::nibble:
      return write_nibbles(bits, value);
    case CodeKind::pi:
      bits.put_unary(width >> code.parameter);
      bits.put(low_bits(width, code.parameter), code.parameter);
      return bits.put(low_bits(value + 1, width), width);
    case CodeKind::omega:
      write_omega_blocks(bits, value + 1);
      return bits.put(0, 1);
  }
}

std::uint64_t code_length(Code code, std::uint64_t value) {
  const unsigned width = log2_of(value + 1);
  switch (code.kind) {
    case CodeKind::unary:
      return value + 1;
    case CodeKind::gamma:
      return 2 * width + 1;
    case CodeKind::delta:
      return 2 * log2_of(width + 1) + 1 + width;
    case CodeKind::zeta: {
      const unsigned h = width / code.parameter;
      return h + 1 + zeta_rest(h, code.parameter).length(value + 1 - zeta_base(h, code.parameter));
    }
    case CodeKind::golomb:
      return value / code.parameter + 1 + MinimalBinary(code.parameter).length(value % code.parameter);
    case CodeKind::nibble:
      return value == 0 ? 4 : 4 * (log2_of(value) / 3 + 1);
    case CodeKind::pi:
      return (width >> code.parameter) + 1 + code.parameter + width;
    case CodeKind::omega: {
      std::uint64_t length = 1;
      for (std::uint64_t number = value + 1; number > 1; number = log2_of(number)) length += log2_of(number) + 1;
      return length;
    }
  }
  return 0;
}

CodeLengths::CodeLengths(Code code) : code_(code) {
  for (std::uint64_t value = 0; value < kTabled; ++value) {
    table_[value] = static_cast<std::uint16_t>(code_length(code, value));
  }
}

CodeTable::CodeTable(Code code, BitOrder order) : code_(code) {
  for (std::uint64_t value = 0; value < entries_.size(); ++value) {
    const std::uint64_t length = code_length(code, value);
    if (length > kBits) continue;
    BitWriter word(order);
    write_code(word, code, value);
    word.put(0, 64);
    const std::vector<char> bytes = word.drain();
    const bool big = order == BitOrder::big;
    // Every index that begins with the word: the word's bits are the high ones of a big-endian index, the low ones of a
    // little-endian index.
    const std::uint64_t first = big ? detail::load_word<BitOrder::big>(bytes.data()) >> (64 - kBits)
                                    : detail::load_word<BitOrder::little>(bytes.data());
    const std::uint64_t step = big ? 1 : std::uint64_t{1} << length;
    for (std::uint64_t i = 0; i < std::uint64_t{1} << (kBits - length); ++i) {
      entries_[first + i * step] = static_cast<std::uint16_t>(value << 4 | length);
    }
  }
}

template <BitOrder order>
std::uint64_t read_long_code(BitReader<order>& bits, Code code) {
  switch (code.kind) {
    case CodeKind::unary:
      return bits.read_unary();
    case CodeKind::gamma:
      return read_offset_by(bits, bits.read_width());
    case CodeKind::delta:
      return read_offset_by(bits, read_offset_by(bits, bits.read_width()));
    case CodeKind::zeta:
      return read_zeta(bits, code.parameter);
    case CodeKind::golomb: {
      const std::uint64_t quotient = bits.read_unary();
      return quotient * code.parameter + MinimalBinary(code.parameter).read(bits);
    }
    case CodeKind::nibble:
      return read_nibbles(bits);
    case CodeKind::pi: {
      const std::uint64_t high = std::uint64_t{bits.read_width()} << code.parameter;
      return read_offset_by(bits, high | bits.read_bits(code.parameter));
    }
    case CodeKind::omega:
      return read_omega(bits);
  }
  return 0;
}

template std::uint64_t read_long_code(BitReader<BitOrder::big>&, Code);
template std::uint64_t read_long_code(BitReader<BitOrder::little>&, Code);

}  // namespace orbweb
