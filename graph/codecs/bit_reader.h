// Bits of a stored file, through a 64-bit buffer.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>

#include "graph/stored_bytes.h"

namespace orbweb {

/// Which bit of a byte comes first. WebGraph's Java version knows only `big`: the most significant one.
enum class BitOrder { big, little };

namespace detail {

[[noreturn]] void throw_bits_ended(const std::string& path, std::uint64_t end);
[[noreturn]] void throw_not_at_end(const std::string& path, std::uint64_t position, std::uint64_t end);
[[noreturn]] void throw_number_too_large(const std::string& path, std::uint64_t position);

constexpr std::uint64_t reversed_bytes(std::uint64_t word) {
  word = ((word & 0x00ff00ff00ff00ff) << 8) | ((word >> 8) & 0x00ff00ff00ff00ff);
  word = ((word & 0x0000ffff0000ffff) << 16) | ((word >> 16) & 0x0000ffff0000ffff);
  return (word << 32) | (word >> 32);
}

template <BitOrder order>
std::uint64_t load_word(const char* at) {
  constexpr bool swapped = (order == BitOrder::big) == (std::endian::native == std::endian::little);
  std::uint64_t word;
  std::memcpy(&word, at, sizeof word);
  return swapped ? reversed_bytes(word) : word;
}

}  // namespace detail

/// Reads bits [begin, end) of a file. Every refill that has passed the end throws LoadError; as one refill holds at
/// most 63 bits, and StoredBytes may be read some bytes past its end, no read leaves the file. Small enough to be
/// copied.
template <BitOrder order>
class BitReader {
 public:
  static constexpr unsigned kFresh = 56;     ///< bits that are there after refill()
  static constexpr unsigned kMostBits = 40;  ///< of a coded number: twice a 32-bit id, with room

  BitReader() = default;
  /// Throws LoadError where the range leaves the file or a block of it is damaged. `bytes` must outlive the reader.
  BitReader(const StoredBytes& bytes, std::uint64_t begin, std::uint64_t end)
      : next_(bytes.at(begin / 8, (end + 7) / 8 - begin / 8).data()),
        first_(next_ - begin / 8),
        last_(first_ + (end + 7) / 8),
        end_(end),
        path_(&bytes.path()) {
    refill();
    skip(static_cast<unsigned>(begin % 8));
  }

  /// A reader of the same range from another bit of it on.
  BitReader moved_to(std::uint64_t position) const {
    BitReader moved = *this;
    moved.next_ = first_ + position / 8;
    moved.buffer_ = 0;
    moved.count_ = 0;
    moved.refill();
    moved.skip(static_cast<unsigned>(position % 8));
    return moved;
  }

  const std::string& path() const { return *path_; }
  std::uint64_t end() const { return end_; }
  std::uint64_t position() const { return static_cast<std::uint64_t>(next_ - first_) * 8 - count_; }

  /// Throws LoadError unless all bits of the range have been read, and no more.
  void expect_end() const {
    if (position() != end_) [[unlikely]]
      detail::throw_not_at_end(*path_, position(), end_);
  }

  /// Makes at least kFresh bits available. The buffer may hold true bits beyond count_: loading them twice is harmless.
  void refill() {
    if (next_ > last_ && position() > end_) [[unlikely]]
      detail::throw_bits_ended(*path_, end_);
    const std::uint64_t word = detail::load_word<order>(next_);
    buffer_ |= order == BitOrder::big ? word >> count_ : word << count_;
    next_ += (63 - count_) >> 3;
    count_ |= kFresh;
  }

  /// The next `width` bits as an index: 1 to kFresh, already refilled.
  std::uint64_t peek(unsigned width) const {
    return order == BitOrder::big ? buffer_ >> (64 - width) : buffer_ & ((std::uint64_t{1} << width) - 1);
  }
  void skip(unsigned width) {
    if constexpr (order == BitOrder::big) {
      buffer_ <<= width;
    } else {
      buffer_ >>= width;
    }
    count_ -= width;
  }

  /// `width` bits as a number, at most kFresh.
  std::uint64_t read_bits(unsigned width) {
    if (width == 0) return 0;
    refill();
    const std::uint64_t bits = peek(width);
    skip(width);
    return bits;
  }

  /// The number of zeros before the next one, however many; the one is read too.
  std::uint64_t read_unary() {
    for (std::uint64_t zeros = 0;;) {
      refill();
      const unsigned run =
          static_cast<unsigned>(order == BitOrder::big ? std::countl_zero(buffer_) : std::countr_zero(buffer_));
      if (run < count_) {
        skip(run);
        skip(1);
        return zeros + run;
      }
      zeros += count_;
      skip(count_);
    }
  }

  /// read_unary() where it stands for the width of what follows.
  unsigned read_width() {
    const std::uint64_t width = read_unary();
    if (width > kMostBits) detail::throw_number_too_large(*path_, position());
    return static_cast<unsigned>(width);
  }

 private:
  std::uint64_t buffer_ = 0;
  unsigned count_ = 0;  ///< bits of the buffer not yet read, at most 63
  const char* next_ = nullptr;
  const char* first_ = nullptr;
  const char* last_ = nullptr;
  std::uint64_t end_ = 0;
  const std::string* path_ = nullptr;
};

}  // namespace orbweb
