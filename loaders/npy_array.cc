#include "loaders/npy_array.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

#include "graph/error.h"
#include "loaders/little_endian.h"
#include "loaders/value_count.h"

namespace orbweb {

namespace {

using std::string_view_literals::operator""sv;

constexpr std::size_t kBufferSize = std::size_t{64} << 10;
constexpr std::size_t kMaxHeaderSize = std::size_t{64} << 10;

/// The element's bytes in little-endian order, in the low bytes of 8 with zeros above.
std::uint64_t bits_of(const char* bytes, std::size_t size, bool is_big_endian) {
  std::array<char, 8> ordered{};
  std::copy_n(bytes, size, ordered.begin());
  if (is_big_endian) std::reverse(ordered.begin(), ordered.begin() + static_cast<std::ptrdiff_t>(size));
  return little_endian<std::uint64_t>(ordered.data());
}

std::int64_t sign_extended(std::uint64_t bits, std::size_t size) {
  const auto shift = static_cast<unsigned>(64 - 8 * size);
  return static_cast<std::int64_t>(bits << shift) >> shift;
}

enum class RealKind { zero, nonzero, not_finite };

/// IEEE 754 of 2, 4 or 8 bytes: zero and infinity or NaN show in the bits.
RealKind kind_of_real(std::uint64_t bits, std::size_t size) {
  const std::uint64_t without_sign = bits & ((std::uint64_t{1} << (8 * size - 1)) - 1);
  const unsigned fraction_bits = size == 2 ? 10 : size == 4 ? 23 : 52;
  const std::uint64_t exponents = (std::uint64_t{1} << (8 * size - 1 - fraction_bits)) - 1;
  if (without_sign == 0) return RealKind::zero;
  return without_sign >> fraction_bits == exponents ? RealKind::not_finite : RealKind::nonzero;
}

}  // namespace

NpyArray::NpyArray(std::unique_ptr<InputFile> file, std::string name)
    : file_(std::move(file)), name_(std::move(name)), buffer_(kBufferSize) {
  constexpr std::string_view kMagic = "\x93NUMPY"sv;
  const auto fail_here = [&](std::string found) {
    throw LoadError(name_, "", "a NumPy array (.npy, version 1 to 3)", std::move(found));
  };
  fill();
  if (end_ < 12 || std::string_view(buffer_.data(), 6) != kMagic) fail_here("something else");
  const int version = static_cast<unsigned char>(buffer_[6]);
  if (version < 1 || version > 3) fail_here("version " + std::to_string(version));
  const std::size_t start = version == 1 ? 10 : 12;
  const std::size_t size = version == 1 ? little_endian<std::uint16_t>(buffer_.data() + 8)
                                        : little_endian<std::uint32_t>(buffer_.data() + 8);
  if (size > kMaxHeaderSize - start) fail_here("a header of " + std::to_string(size) + " bytes");
  if (start + size > end_) fail_here("the end of its header missing");
  const std::optional<NpyHeader> header = parse_npy_header({buffer_.data() + start, size});
  if (!header) fail_here("the header " + orbweb::in_quotes({buffer_.data() + start, size}));
  header_ = *header;
  at_ = start + size;
}

std::uint64_t NpyArray::length() const {
  if (header_.shape.size() == 1) return header_.shape[0];
  throw LoadError(name_, "", "an array of one dimension", std::to_string(header_.shape.size()) + " dimensions");
}

/// Moves what is unread to the front and reads until the buffer is full or the stream ends.
std::size_t NpyArray::fill() {
  std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(at_), buffer_.begin() + static_cast<std::ptrdiff_t>(end_),
            buffer_.begin());
  end_ -= at_;
  at_ = 0;
  while (end_ < buffer_.size()) {
    const std::size_t count = file_->read(std::span(buffer_).subspan(end_));
    if (count == 0) break;
    end_ += count;
  }
  return end_;
}

const char* NpyArray::next() {
  const auto size = static_cast<std::size_t>(header_.element_size);
  ++elements_;
  if (end_ - at_ < size && fill() < size) fail("as many elements as its shape says", "the end of the array");
  at_ += size;
  return buffer_.data() + at_ - size;
}

std::uint64_t NpyArray::next_index(std::uint64_t most) {
  const auto size = static_cast<std::size_t>(header_.element_size);
  const std::uint64_t bits = bits_of(next(), size, header_.is_big_endian);
  const bool is_negative = header_.kind == 'i' && sign_extended(bits, size) < 0;
  if (is_negative || bits > most) {
    fail("a number from 0 to " + std::to_string(most),
         is_negative ? std::to_string(sign_extended(bits, size)) : std::to_string(bits));
  }
  return bits;
}

std::uint32_t NpyArray::next_count() {
  const auto size = static_cast<std::size_t>(header_.element_size);
  const char* const bytes = next();
  const std::uint64_t bits = bits_of(bytes, std::min<std::size_t>(size, 8), header_.is_big_endian);
  if (header_.kind == 'b') return bits == 0 ? 0 : 1;
  if (header_.kind == 'i') return count_of_value(sign_extended(bits, size));
  if (header_.kind == 'u') return count_of_value(static_cast<std::int64_t>(std::min<std::uint64_t>(bits, INT64_MAX)));
  const std::size_t parts = header_.kind == 'c' ? 2 : 1;
  std::uint32_t count = 0;
  for (std::size_t part = 0; part < parts; ++part) {
    const std::size_t part_size = size / parts;
    const RealKind kind = kind_of_real(bits_of(bytes + part * part_size, part_size, header_.is_big_endian), part_size);
    if (kind == RealKind::not_finite) fail("a finite number", "infinity or no number");
    if (kind == RealKind::nonzero) count = 1;
  }
  return count;
}

void NpyArray::expect_end() {
  if (fill() == 0) return;
  throw LoadError(name_, "", "as many elements as its shape says, " + std::to_string(elements_), "more");
}

void NpyArray::fail(std::string expected, std::string found) const {
  throw LoadError(name_, "element " + std::to_string(elements_ - 1), std::move(expected), std::move(found));
}

}  // namespace orbweb
