#include "graph/stored_bytes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "graph/checksum.h"
#include "graph/error.h"

namespace orbweb {
namespace {

constexpr std::uint64_t kSize = 3 * kChecksumBlock + 17;

std::vector<char> made_bytes() {
  std::vector<char> bytes(kSize + kReadablePadding);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 131 >> 3);
  return bytes;
}

std::vector<std::uint64_t> checksums_of(const std::vector<char>& bytes) {
  std::vector<std::uint64_t> sums;
  for (std::uint64_t at = 0; at < kSize; at += kChecksumBlock) {
    sums.push_back(hash_of({bytes.data() + at, std::min(kChecksumBlock, kSize - at)}));
  }
  return sums;
}

StoredBytes stored(std::vector<char> bytes, std::vector<std::uint64_t> sums) {
  const auto owner = std::make_shared<const std::vector<char>>(std::move(bytes));
  return StoredBytes({owner, owner->data()}, kSize, std::move(sums), "some/file");
}

TEST(StoredBytes, GivesWhatWasStored) {
  const std::vector<char> bytes = made_bytes();
  const StoredBytes file = stored(bytes, checksums_of(bytes));
  const auto part = file.at(kChecksumBlock - 5, 100);
  EXPECT_TRUE(std::equal(part.begin(), part.end(), bytes.begin() + kChecksumBlock - 5));
  EXPECT_EQ(file.all().size(), kSize);
}

TEST(StoredBytes, ADamagedBlockIsNamedWhenTouchedAndOnlyThen) {
  std::vector<char> bytes = made_bytes();
  const auto sums = checksums_of(bytes);
  bytes[kChecksumBlock + 3] ^= 4;
  const StoredBytes file = stored(bytes, sums);
  EXPECT_NO_THROW(file.at(0, kChecksumBlock));
  EXPECT_NO_THROW(file.at(2 * kChecksumBlock, 1));
  try {
    file.at(kChecksumBlock - 1, 2);
    FAIL() << "the damage was not seen";
  } catch (const LoadError& error) {
    EXPECT_EQ(error.path(), "some/file");
    EXPECT_EQ(error.place(), "byte 65536");
  }
  EXPECT_THROW(file.all(), LoadError);
}

TEST(StoredBytes, ReadingOutsideIsAnError) {
  const StoredBytes file(std::vector<char>(10));
  EXPECT_NO_THROW(file.at(10, 0));
  EXPECT_THROW(file.at(10, 1), LoadError);
  EXPECT_THROW(file.at(11, 0), LoadError);
  EXPECT_THROW(file.at(1, ~std::uint64_t{0}), LoadError);
}

TEST(StoredBytes, AMissingChecksumIsAnArgumentError) {
  const std::vector<char> bytes = made_bytes();
  auto sums = checksums_of(bytes);
  sums.pop_back();
  EXPECT_THROW(stored(bytes, sums), ArgumentError);
}

}  // namespace
}  // namespace orbweb
