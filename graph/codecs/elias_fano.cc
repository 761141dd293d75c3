#include "graph/codecs/elias_fano.h"

#include <algorithm>
#include <bit>

namespace orbweb {

std::uint64_t EliasFano::bytes() const {
  return 8 * (low_.size() + high_.size() + super_.size()) + 2 * samples_.size();
}

std::uint64_t EliasFano::select(std::uint64_t i) const {
  std::uint64_t position = super_[i / kSuper];
  std::uint64_t rank = i % kSuper;  // ones between `position` and the one wanted
  if (const std::uint16_t relative = samples_[i / kSample]; relative != kFar) {
    position += relative;
    rank = i % kSample;
  }
  std::uint64_t word_index = position / 64;
  std::uint64_t word = high_[word_index] & (~std::uint64_t{0} << (position % 64));
  for (;;) {
    for (; word != 0; word &= word - 1) {
      if (rank-- == 0) return 64 * word_index + static_cast<unsigned>(std::countr_zero(word));
    }
    word = high_[++word_index];
  }
}

std::uint64_t EliasFano::next_one(std::uint64_t position) const {
  std::uint64_t word_index = position / 64;
  if (word_index >= high_.size()) return position;
  std::uint64_t word = high_[word_index] & (~std::uint64_t{0} << (position % 64));
  while (word == 0) {
    if (++word_index == high_.size()) return 64 * word_index;
    word = high_[word_index];
  }
  return 64 * word_index + static_cast<unsigned>(std::countr_zero(word));
}

std::uint64_t EliasFano::low(std::uint64_t i) const {
  const std::uint64_t bit = i * low_bits_;
  const unsigned shift = bit % 64;
  std::uint64_t bits = low_[bit / 64] >> shift;
  if (shift + low_bits_ > 64) bits |= low_[bit / 64 + 1] << (64 - shift);
  return bits & ((std::uint64_t{1} << low_bits_) - 1);
}

EliasFanoBuilder::EliasFanoBuilder(std::uint64_t size, std::uint64_t largest) {
  built_.size_ = size;
  if (size == 0) return;
  built_.low_bits_ = largest / size == 0 ? 0 : static_cast<unsigned>(std::bit_width(largest / size)) - 1;
  built_.low_.resize(size * built_.low_bits_ / 64 + 1);
  built_.high_.resize(((largest >> built_.low_bits_) + size) / 64 + 1);
  built_.super_.resize((size - 1) / EliasFano::kSuper + 1);
  built_.samples_.resize((size - 1) / EliasFano::kSample + 1);
}

void EliasFanoBuilder::push(std::uint64_t value) {
  const std::uint64_t i = pushed_++;
  const unsigned low_bits = built_.low_bits_;
  if (low_bits > 0) {
    const std::uint64_t low = value & ((std::uint64_t{1} << low_bits) - 1);
    const std::uint64_t bit = i * low_bits;
    const unsigned shift = bit % 64;
    built_.low_[bit / 64] |= low << shift;
    if (shift + low_bits > 64) built_.low_[bit / 64 + 1] |= low >> (64 - shift);
  }
  const std::uint64_t position = (value >> low_bits) + i;
  built_.high_[position / 64] |= std::uint64_t{1} << (position % 64);
  if (i % EliasFano::kSuper == 0) built_.super_[i / EliasFano::kSuper] = position;
  if (i % EliasFano::kSample == 0) {
    const std::uint64_t relative = position - built_.super_[i / EliasFano::kSuper];
    built_.samples_[i / EliasFano::kSample] =
        static_cast<std::uint16_t>(std::min<std::uint64_t>(relative, EliasFano::kFar));
  }
}

}  // namespace orbweb
