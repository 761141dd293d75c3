#include "graph/index_set.h"

#include <gtest/gtest.h>

#include "graph/error.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

std::vector<std::uint8_t> random_members(std::uint64_t seed, std::uint64_t size, std::uint64_t one_in) {
  test::Random random(seed);
  std::vector<std::uint8_t> members(size);
  for (std::uint8_t& member : members) member = random.below(one_in) == 0 ? 1 : 0;
  return members;
}

std::span<const char> chars(const std::string& text) { return {text.data(), text.size()}; }

TEST(IndexSet, HoldsWhatItWasMadeOf) {
  for (const std::uint64_t one_in : {1U, 2U, 50U, 5000U}) {
    const std::vector<std::uint8_t> members = random_members(one_in, 200000, one_in);
    const IndexSet set = IndexSet::from_members(members);
    std::uint64_t expected_size = 0;
    for (std::uint64_t i = 0; i < members.size(); ++i) {
      expected_size += members[i];
      ASSERT_EQ(set.contains(i), members[i] == 1) << i;
    }
    EXPECT_EQ(set.size(), expected_size);
    EXPECT_FALSE(set.contains(members.size()));
  }
}

TEST(IndexSet, CopiesAnyRangeOfMembers) {
  const std::vector<std::uint8_t> members = random_members(9, 150000, 3);
  const IndexSet set = IndexSet::from_members(members);
  test::Random random(1);
  for (int i = 0; i < 200; ++i) {
    const std::uint64_t first = random.below(members.size());
    std::vector<std::uint8_t> part(random.below(members.size() - first) + 1, 7);
    set.copy_members(first, part);
    EXPECT_TRUE(std::equal(part.begin(), part.end(), members.begin() + static_cast<std::ptrdiff_t>(first)));
  }
}

TEST(IndexSet, SurvivesSerialisation) {
  for (const std::uint64_t one_in : {1U, 3U, 1000U}) {
    const std::vector<std::uint8_t> members = random_members(one_in + 1, 100000, one_in);
    const std::string bytes = IndexSet::from_members(members).serialize();
    const IndexSet back = IndexSet::deserialize(chars(bytes), members.size(), "file");
    std::vector<std::uint8_t> copy(members.size());
    back.copy_members(0, copy);
    EXPECT_EQ(copy, members);
    EXPECT_EQ(back.serialize(), bytes);
  }
  EXPECT_EQ(IndexSet::deserialize(chars(IndexSet().serialize()), 0, "file").size(), 0U);
}

TEST(IndexSet, RefusesIndicesAtOrAboveTheLimit) {
  const std::string bytes = IndexSet::from_members(std::vector<std::uint8_t>(100, 1)).serialize();
  EXPECT_EQ(IndexSet::deserialize(chars(bytes), 100, "file").size(), 100U);
  EXPECT_THROW(IndexSet::deserialize(chars(bytes), 99, "file"), LoadError);
  EXPECT_THROW(IndexSet::deserialize(chars(bytes), 0, "file"), LoadError);
}

TEST(IndexSet, RefusesEveryTruncation) {
  const std::string bytes = IndexSet::from_members(random_members(4, 9000, 5)).serialize();
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_THROW(IndexSet::deserialize(chars(bytes).first(length), 9000, "file"), LoadError) << length;
  }
  EXPECT_THROW(IndexSet::deserialize(chars(bytes + "x"), 9000, "file"), LoadError);
}

TEST(IndexSet, FromSortedIsFromMembersAndGivesThemBack) {
  for (const std::uint64_t one_in : {1U, 3U, 2000U}) {
    const std::vector<std::uint8_t> members = random_members(one_in, 150000, one_in);
    std::vector<std::uint32_t> sorted;
    for (std::uint32_t i = 0; i < members.size(); ++i) {
      if (members[i] == 1) sorted.push_back(i);
    }
    const IndexSet set = IndexSet::from_sorted(sorted);
    EXPECT_EQ(set.size(), sorted.size());
    EXPECT_EQ(set.to_vector(), std::vector<std::uint64_t>(sorted.begin(), sorted.end()));
    EXPECT_EQ(shared_size(set, IndexSet::from_members(members)), sorted.size());
    EXPECT_EQ(shared_size(set, IndexSet::from_members(std::vector<std::uint8_t>(75000, 1))),
              static_cast<std::uint64_t>(std::lower_bound(sorted.begin(), sorted.end(), 75000) - sorted.begin()));
  }
  EXPECT_EQ(IndexSet::from_sorted({}).size(), 0U);
  EXPECT_EQ(IndexSet::from_sorted({}).serialize(), IndexSet().serialize());
  EXPECT_EQ(shared_size(IndexSet(), IndexSet::from_sorted(std::vector<std::uint32_t>{7})), 0U);
}

TEST(IndexSet, AlgebraIsThatOfSets) {
  for (const std::uint64_t one_in : {1U, 3U, 2000U}) {
    const std::vector<std::uint8_t> a = random_members(one_in, 150000, one_in), b = random_members(5, 90000, 4);
    const IndexSet set_a = IndexSet::from_members(a), set_b = IndexSet::from_members(b);
    const IndexSet both = united(set_a, set_b), common = intersected(set_a, set_b), rest = subtracted(set_a, set_b);
    for (std::uint64_t i = 0; i < a.size(); ++i) {
      const bool in_a = a[i] == 1, in_b = i < b.size() && b[i] == 1;
      ASSERT_EQ(both.contains(i), in_a || in_b) << i;
      ASSERT_EQ(common.contains(i), in_a && in_b) << i;
      ASSERT_EQ(rest.contains(i), in_a && !in_b) << i;
    }
  }
}

// Two bitmaps, for indices from 0 and from 2^32.
TEST(IndexSet, AlgebraReachesBeyond32Bits) {
  const std::string low = IndexSet::from_members(std::vector<std::uint8_t>{1, 0, 1}).serialize();
  std::string high = low;
  high[8] = 1;  // the upper half of its indices
  constexpr std::uint64_t kLimit = std::uint64_t{1} << 40, kBase = std::uint64_t{1} << 32;
  const IndexSet a = IndexSet::deserialize(chars(low), kLimit, "a"),
                 b = IndexSet::deserialize(chars(high), kLimit, "b");
  EXPECT_EQ(united(a, b).size(), 4U);
  EXPECT_TRUE(united(a, b).contains(kBase + 2));
  EXPECT_EQ(intersected(a, b).size(), 0U);
  EXPECT_EQ(intersected(a, b).serialize(), IndexSet().serialize());
  EXPECT_FALSE(subtracted(united(a, b), a).contains(2));
  EXPECT_TRUE(subtracted(united(a, b), a).contains(kBase));
}

// A forged file may deserialise to another set, but never to one outside the limit, and never crashes.
TEST(IndexSet, ForgedBytesNeverLeaveTheLimit) {
  constexpr std::uint64_t kLimit = 70000;
  test::Random random(11);
  for (const std::uint64_t one_in : {1U, 4U, 900U}) {
    const std::string bytes = IndexSet::from_members(random_members(one_in, kLimit, one_in)).serialize();
    for (int i = 0; i < 3000; ++i) {
      std::string forged = bytes;
      for (int change = 0; change < 3; ++change) {
        const std::size_t near_start = random.below(std::min<std::size_t>(forged.size(), 64));
        forged[random.below(2) == 0 ? near_start : random.below(forged.size())] = static_cast<char>(random.below(256));
      }
      try {
        const IndexSet set = IndexSet::deserialize(chars(forged), kLimit, "file");
        std::vector<std::uint8_t> members(kLimit + 10);
        set.copy_members(0, members);
        EXPECT_EQ(set.size(), static_cast<std::uint64_t>(std::count(members.begin(), members.begin() + kLimit, 1)));
      } catch (const LoadError& error) {
        EXPECT_EQ(error.path(), "file");
      }
    }
  }
}

}  // namespace
}  // namespace orbweb
