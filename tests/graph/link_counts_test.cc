#include "graph/link_counts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "graph/error.h"
#include "graph/memory_file.h"
#include "support/data.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

constexpr std::uint32_t kMost = std::numeric_limits<std::uint32_t>::max();

using Counts = std::vector<std::uint32_t>;

/// Each count is 1 with the given chance; others are about 1 / x^2.
Counts random_counts(std::size_t size, double ones, std::uint64_t seed) {
  test::Random random(seed);
  Counts counts(size, 1);
  for (std::uint32_t& count : counts) {
    if (random.unit() >= ones) count = static_cast<std::uint32_t>(std::min(1e9, 2 / (1 - random.unit())));
  }
  return counts;
}

double bits_per_arc(const LinkCounts& counts) {
  return 8.0 * static_cast<double>(counts.bytes().size()) / static_cast<double>(counts.size());
}

std::vector<Counts> all_kinds_of_counts() {
  std::vector<Counts> kinds = {{}, {1}, {2}, {kMost}, Counts(512, kMost), Counts(513, 7), Counts(2000, 1)};
  for (const double ones : {0.0, 0.5, 0.9, 0.999}) {
    for (const std::size_t size : {1U, 511U, 512U, 513U, 5000U}) kinds.push_back(random_counts(size, ones, size));
  }
  test::Random random(9);
  for (int bits = 1; bits <= 32; ++bits) {  // every width, with and without something wider
    Counts counts(700);
    for (std::uint32_t& count : counts) count = std::max(1U, static_cast<std::uint32_t>(random.next() >> (64 - bits)));
    kinds.push_back(counts);
    counts[600] = kMost;
    counts[0] = kMost - 1;
    kinds.push_back(counts);
  }
  return kinds;
}

TEST(LinkCounts, GiveBackWhatTheyWereMadeOf) {
  for (const Counts& expected : all_kinds_of_counts()) {
    const LinkCounts counts(expected);
    ASSERT_EQ(counts.size(), expected.size());
    EXPECT_EQ(counts.to_vector(), expected);
    for (std::size_t arc = 0; arc < expected.size(); ++arc) ASSERT_EQ(counts[arc], expected[arc]) << arc;
  }
}

TEST(LinkCounts, CopyAnyRange) {
  const Counts expected = random_counts(3000, 0.8, 4);
  const LinkCounts counts(expected);
  test::Random random(5);
  for (int i = 0; i < 2000; ++i) {
    const std::uint64_t first = random.below(expected.size() + 1);
    Counts range(random.below(expected.size() - first + 1));
    counts.copy(first, range);
    ASSERT_TRUE(std::equal(range.begin(), range.end(), expected.begin() + static_cast<std::ptrdiff_t>(first)));
  }
  Counts range(2);
  EXPECT_THROW(counts.copy(expected.size() - 1, range), ArgumentError);
}

TEST(LinkCounts, ComeInPiecesInOrder) {
  const Counts expected = random_counts(200000, 0.9, 6);
  Counts found;
  LinkCounts(expected).for_each_piece(
      [&](std::span<const std::uint32_t> piece) { found.insert(found.end(), piece.begin(), piece.end()); });
  EXPECT_EQ(found, expected);
}

TEST(LinkCounts, AreTheSameBytesHoweverTheyAreAppended) {
  const Counts counts = random_counts(5000, 0.9, 7);
  const LinkCounts whole(counts);
  test::Random random(8);
  MemoryFile file;
  LinkCountsEncoder encoder(file);
  for (std::size_t first = 0; first < counts.size();) {
    const std::size_t size = std::min<std::size_t>(random.below(1500), counts.size() - first);
    encoder.append(std::span(counts).subspan(first, size));
    first += size;
  }
  encoder.finish();
  const StoredBytes pieces(file.take());
  EXPECT_TRUE(std::ranges::equal(pieces.all(), whole.bytes().all()));
}

TEST(LinkCounts, TakeFewBitsWhereMostAreOne) {
  EXPECT_EQ(LinkCounts(Counts(100000, 1)).bytes().size(), 0U);
  EXPECT_LT(bits_per_arc(LinkCounts(random_counts(1 << 20, 0.9, 1))), 2.5);
}

TEST(LinkCounts, RefuseAnArcThatStandsForNoLink) { EXPECT_THROW(LinkCounts(Counts{1, 0, 1}), ArgumentError); }

TEST(LinkCounts, RefuseBytesOfAnotherNumberOfArcs) {
  const StoredBytes bytes = LinkCounts(Counts(1000, 9)).bytes();
  EXPECT_THROW(LinkCounts(bytes, 1025), LoadError);
  EXPECT_THROW(LinkCounts(bytes, 512), LoadError);
  EXPECT_THROW(LinkCounts(bytes, 0), LoadError);
  EXPECT_THROW(LinkCounts(StoredBytes({'x'}), 10), LoadError);
}

/// Reads everything; what comes out is well formed, or LoadError says what is wrong.
void read_all(const StoredBytes& bytes, std::uint64_t size) {
  try {
    const LinkCounts counts(bytes, size);
    for (ArcIndex arc = 0; arc < size; arc += 13) EXPECT_GT(counts[arc], 0U);
    for (const std::uint32_t count : counts.to_vector()) EXPECT_GT(count, 0U);
  } catch (const LoadError&) {
  }
}

TEST(LinkCounts, SurviveEveryFlippedBitAndEveryTruncation) {
  Counts counts = random_counts(1100, 0.9, 3);
  std::fill(counts.begin() + 512, counts.begin() + 700, 77);
  const StoredBytes intact = LinkCounts(counts).bytes();
  const std::vector<char> bytes(intact.all().begin(), intact.all().end());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::vector<char> damaged = bytes;
      damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
      read_all(StoredBytes(std::move(damaged)), counts.size());
    }
    read_all(StoredBytes(std::vector<char>(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(i))),
             counts.size());
  }
}

}  // namespace
}  // namespace orbweb
