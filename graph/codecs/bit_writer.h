// Bits on their way to a file.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/codecs/bit_reader.h"

namespace orbweb {

/// Appends bits to bytes in memory, in either order.
class BitWriter {
 public:
  explicit BitWriter(BitOrder order = BitOrder::big) : order_(order) {}

  BitOrder order() const { return order_; }
  /// Bits written so far, drained ones included.
  std::uint64_t size() const { return size_; }
  /// Bits that drain() would take.
  std::uint64_t pending() const { return 8 * bytes_.size(); }

  /// `width` bits, at most 64; the bits of `value` above them must be 0.
  void put(std::uint64_t value, unsigned width);
  /// `zeros` zeros and a one.
  void put_unary(std::uint64_t zeros);
  /// All that `other` holds, which has the same order and was never drained.
  void append(const BitWriter& other);

  /// Takes the whole words written so far.
  std::vector<char> drain();
  /// Takes the rest, padded with zeros to a byte. Nothing may be put after it.
  std::vector<char> finish();

 private:
  void flush_word();

  BitOrder order_;
  std::uint64_t word_ = 0;
  unsigned filled_ = 0;  ///< bits of word_ in use, at most 63
  std::uint64_t size_ = 0;
  std::vector<char> bytes_;
};

}  // namespace orbweb
