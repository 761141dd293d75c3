#include "graph/codecs/bit_writer.h"

#include <cstring>
#include <utility>

namespace orbweb {

void BitWriter::put(std::uint64_t value, unsigned width) {
  if (width == 0) return;
  size_ += width;
  const unsigned room = 64 - filled_;
  if (width < room) {
    word_ |= order_ == BitOrder::big ? value << (room - width) : value << filled_;
    filled_ += width;
    return;
  }
  const unsigned rest = width - room;
  word_ |= order_ == BitOrder::big ? value >> rest : value << filled_;
  flush_word();
  filled_ = rest;
  if (rest > 0) word_ = order_ == BitOrder::big ? value << (64 - rest) : value >> room;
}

void BitWriter::put_unary(std::uint64_t zeros) {
  for (; zeros >= 64; zeros -= 64) put(0, 64);
  const unsigned width = static_cast<unsigned>(zeros) + 1;
  put(order_ == BitOrder::big ? 1 : std::uint64_t{1} << zeros, width);
}

void BitWriter::append(const BitWriter& other) {
  for (std::size_t at = 0; at < other.bytes_.size(); at += 8) {
    const char* word = other.bytes_.data() + at;
    put(order_ == BitOrder::big ? detail::load_word<BitOrder::big>(word) : detail::load_word<BitOrder::little>(word),
        64);
  }
  if (other.filled_ > 0) {
    put(order_ == BitOrder::big ? other.word_ >> (64 - other.filled_) : other.word_, other.filled_);
  }
}

std::vector<char> BitWriter::drain() { return std::exchange(bytes_, {}); }

std::vector<char> BitWriter::finish() {
  const std::size_t rest = (filled_ + 7) / 8;
  if (rest > 0) {
    flush_word();
    bytes_.resize(bytes_.size() - 8 + rest);
    filled_ = 0;
  }
  return drain();
}

void BitWriter::flush_word() {
  const bool swapped = (order_ == BitOrder::big) == (std::endian::native == std::endian::little);
  const std::uint64_t stored = swapped ? detail::reversed_bytes(word_) : word_;
  bytes_.resize(bytes_.size() + 8);
  std::memcpy(bytes_.data() + bytes_.size() - 8, &stored, sizeof stored);
  word_ = 0;
}

}  // namespace orbweb
