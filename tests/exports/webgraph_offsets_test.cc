// The .ef file, read by its description in docs/bvgraph.md: each offset through the index, as webgraph-rs finds it.
#include "exports/webgraph_offsets.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstring>
#include <numeric>
#include <string>
#include <vector>

#include "support/data.h"

namespace orbweb::test {
namespace {

/// Takes numbers and sequences off the front of a file.
class EpserdeReader {
 public:
  explicit EpserdeReader(std::string bytes) : bytes_(std::move(bytes)) {}

  template <class Number>
  Number number() {
    Number value{};
    std::memcpy(&value, bytes_.substr(at_, sizeof value).data(), sizeof value);
    at_ += sizeof value;
    return value;
  }
  std::string text(std::size_t size) {
    at_ += size;
    return bytes_.substr(at_ - size, size);
  }
  std::vector<std::uint64_t> words() {
    const auto size = number<std::uint64_t>();
    for (; at_ % 8 != 0; ++at_) EXPECT_EQ(bytes_[at_], '\0');
    std::vector<std::uint64_t> values(size);
    for (std::uint64_t& value : values) value = number<std::uint64_t>();
    return values;
  }
  bool at_end() const { return at_ == bytes_.size(); }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

class OffsetsFile {
 public:
  OffsetsFile(const std::vector<std::uint64_t>& offsets, std::uint64_t num_bits) {
    const TemporaryFolder folder;
    WholeFile file(folder / "g.ef", OutputCompression::none, false, real_file_system());
    write_webgraph_offsets(offsets, num_bits, file);
    file.publish();
    read(EpserdeReader(read_file(folder / "g.ef")));
    EXPECT_EQ(size_, offsets.size());
    EXPECT_EQ(most_, num_bits);
  }

  std::uint64_t size() const { return size_; }
  std::size_t spill_size() const { return spill_.size(); }

  std::uint64_t value(std::uint64_t i) const {
    std::uint64_t low = 0;
    for (std::uint64_t bit = 0; bit < width_; ++bit) low |= bit_of(low_, i * width_ + bit) << bit;
    return (place_of_one(i) - i) << width_ | low;
  }

 private:
  void read(EpserdeReader in) {
    EXPECT_EQ(in.text(8), "epserde ");
    EXPECT_EQ(in.number<std::uint16_t>(), 2);
    EXPECT_EQ(in.number<std::uint16_t>(), 0);
    EXPECT_EQ(in.number<std::uint8_t>(), 8);
    in.text(64);  // two hashes
    const std::string type = in.text(in.number<std::uint64_t>());
    EXPECT_NE(type.find("EliasFano"), std::string::npos);
    size_ = in.number<std::uint64_t>();
    most_ = in.number<std::uint64_t>();
    width_ = in.number<std::uint64_t>();
    in.text(16);  // first and last value
    low_ = in.words();
    EXPECT_EQ(in.number<std::uint64_t>(), width_);
    EXPECT_EQ(in.number<std::uint64_t>(), (std::uint64_t{1} << width_) - 1);
    EXPECT_EQ(in.number<std::uint64_t>(), size_);
    high_ = in.words();
    num_high_ = in.number<std::uint64_t>();
    inventory_ = in.words();
    spill_ = in.words();
    EXPECT_TRUE(in.at_end());
    EXPECT_EQ(high_.size(), (num_high_ + 63) / 64);
    EXPECT_GE(low_.size(), (size_ * width_ + 63) / 64);
  }

  static std::uint64_t bit_of(const std::vector<std::uint64_t>& words, std::uint64_t at) {
    return words[at / 64] >> at % 64 & 1;
  }
  static std::uint64_t part_of(const std::vector<std::uint64_t>& words, std::uint64_t first, std::uint64_t i,
                               std::uint64_t width) {
    const std::uint64_t bit = i * width;
    return words[first + bit / 64] >> bit % 64 & ((std::uint64_t{1} << width) - 1);
  }

  /// The i-th one of the upper bits, looked for from where the index says, which must be a one no further than it.
  std::uint64_t place_of_one(std::uint64_t i) const {
    const std::uint64_t entry = i / 2048 * 9, in_entry = i % 2048;
    const std::uint64_t start = inventory_[entry] & (~std::uint64_t{0} >> 2);
    std::uint64_t place = start, step = 64;
    if (inventory_[entry] >> 63 == 0) {
      place += part_of(inventory_, entry + 1, in_entry / 64, 16);
    } else {
      EXPECT_EQ(inventory_[entry] >> 62, 2U);
      const std::uint64_t span = (inventory_[entry + 9] & (~std::uint64_t{0} >> 2)) - start;
      for (std::uint64_t most = std::uint64_t{1} << 15; step > 1 && most <= span; most *= 2) step /= 2;
      const std::uint64_t sub = in_entry / step;
      place +=
          sub < 14 ? part_of(inventory_, entry + 2, sub, 32) : part_of(spill_, inventory_[entry + 1], sub - 14, 32);
    }
    EXPECT_EQ(bit_of(high_, place), 1U) << i;
    for (std::uint64_t left = in_entry % step; left > 0; --left) {
      do ++place;
      while (bit_of(high_, place) == 0);
    }
    return place;
  }

  std::uint64_t size_ = 0, most_ = 0, width_ = 0, num_high_ = 0;
  std::vector<std::uint64_t> low_, high_, inventory_, spill_;
};

void expect_readable(const std::vector<std::uint64_t>& offsets, std::uint64_t num_bits) {
  const OffsetsFile file(offsets, num_bits);
  ASSERT_EQ(file.size(), offsets.size());
  for (std::uint64_t i = 0; i < offsets.size(); ++i) ASSERT_EQ(file.value(i), offsets[i]) << i;
}

TEST(WebgraphOffsets, SmallGraphsOfAllSizes) {
  for (std::uint64_t nodes = 0; nodes < 70; ++nodes) {
    std::vector<std::uint64_t> offsets(nodes + 1);
    for (std::uint64_t i = 1; i <= nodes; ++i) offsets[i] = offsets[i - 1] + 1 + i % 7 * i;
    expect_readable(offsets, (offsets.back() + 7) / 8 * 8);
  }
}

TEST(WebgraphOffsets, EvenRows) {
  std::vector<std::uint64_t> offsets(10'000);
  for (std::uint64_t i = 1; i < offsets.size(); ++i) offsets[i] = offsets[i - 1] + 37 + i % 5;
  expect_readable(offsets, (offsets.back() + 7) / 8 * 8);
}

// Half of the file belongs to one row: the ones before it and behind it lie far apart.
TEST(WebgraphOffsets, RowsSoUnevenThatTheIndexSpills) {
  std::vector<std::uint64_t> offsets(300'000);
  for (std::uint64_t i = 1; i < offsets.size(); ++i) {
    const bool is_huge = i == 150'000 || i % 50'000 == 700;
    offsets[i] = offsets[i - 1] + (is_huge ? 40'000'000 : 1);
  }
  const std::uint64_t num_bits = (offsets.back() + 7) / 8 * 8;
  EXPECT_GT(OffsetsFile(offsets, num_bits).spill_size(), 0U);
  expect_readable(offsets, num_bits);
}

}  // namespace
}  // namespace orbweb::test
