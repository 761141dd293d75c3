#include "algos/scores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "support/random_graph.h"

namespace orbweb {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(Ranks, EqualScoresShareARank) { EXPECT_THAT(ranks_of(std::vector<double>{5, 9, 5, 1}), ElementsAre(2, 1, 2, 4)); }

TEST(Ranks, OfNothingAreNone) { EXPECT_THAT(ranks_of({}), IsEmpty()); }

TEST(Ranks, NanComesLast) { EXPECT_THAT(ranks_of(std::vector<double>{kNan, 1, kNan, 2}), ElementsAre(3, 2, 3, 1)); }

TEST(Ranks, CountHigherScoresPlusOne) {
  test::Random random(7);
  std::vector<double> scores(500);
  for (double& score : scores) score = static_cast<double>(random.below(100));
  const std::vector<std::uint64_t> ranks = ranks_of(scores);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const auto higher = std::count_if(scores.begin(), scores.end(), [&](double s) { return s > scores[i]; });
    EXPECT_EQ(ranks[i], static_cast<std::uint64_t>(higher) + 1);
  }
}

TEST(TopNodes, AreHighestFirstTiesByNode) {
  const std::vector<double> scores = {5, 9, 5, 1, kNan};
  EXPECT_THAT(top_nodes(scores, 2), ElementsAre(1, 0));
  EXPECT_THAT(top_nodes(scores, 3), ElementsAre(1, 0, 2));
  EXPECT_THAT(top_nodes(scores, 100), ElementsAre(1, 0, 2, 3, 4));
  EXPECT_THAT(top_nodes(scores, 0), IsEmpty());
}

TEST(TopNodes, AreAPrefixOfTheWholeOrder) {
  test::Random random(8);
  std::vector<double> scores(1000);
  for (double& score : scores) score = static_cast<double>(random.below(50));
  const std::vector<NodeId> all = top_nodes(scores, scores.size());
  for (const std::size_t count : {1U, 17U, 500U, 999U}) {
    const std::vector<NodeId> top = top_nodes(scores, count);
    EXPECT_TRUE(std::equal(top.begin(), top.end(), all.begin())) << count;
    EXPECT_EQ(top.size(), count);
  }
}

TEST(CertifiedTop, EndsAtTheFirstGapWithinTheBound) {
  const std::vector<double> scores = {1, 10, 5, 4};  // gaps 5, 1, 3
  EXPECT_EQ(certified_top_of(scores, 0.5), 4U);
  EXPECT_EQ(certified_top_of(scores, 1), 1U);  // a gap equal to the bound proves nothing
  EXPECT_EQ(certified_top_of(scores, 4), 1U);
  EXPECT_EQ(certified_top_of(scores, 5), 0U);
}

TEST(CertifiedTop, IsWholeForOneNodeAndEmptyForNone) {
  EXPECT_EQ(certified_top_of(std::vector<double>{1}, 100), 1U);
  EXPECT_EQ(certified_top_of({}, 0.1), 0U);
}

TEST(CertifiedTop, StopsAtATieUnlessScoresAreExact) {
  const std::vector<double> scores = {3, 2, 2, 1};
  EXPECT_EQ(certified_top_of(scores, 1e-300), 1U);
  EXPECT_EQ(certified_top_of(scores, 0), 4U) << "equal scores share a rank, and are equal";
}

TEST(CertifiedTop, ProvesNothingWithoutABound) { EXPECT_EQ(certified_top_of(std::vector<double>{3, 2}, kNan), 0U); }

// Scores moved by any error within the bound keep the certified prefix of their order.
TEST(CertifiedTop, HoldsAgainstEveryErrorWithinTheBound) {
  test::Random random(9);
  for (int round = 0; round < 200; ++round) {
    std::vector<double> scores(12);
    for (double& score : scores) score = random.unit();
    const double bound = 0.05 * random.unit();
    const std::uint64_t certified = certified_top_of(scores, bound);
    std::vector<double> moved = scores;
    const std::uint64_t from = random.below(12), to = random.below(12);
    moved[from] -= bound * 0.499999;
    moved[to] += bound * 0.499999;
    EXPECT_EQ(top_nodes(moved, certified), top_nodes(scores, certified));
  }
}

}  // namespace
}  // namespace orbweb
