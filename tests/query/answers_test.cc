// The order of answers and the first of them, on webs drawn by hand.
#include "query/answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "support/random_graph.h"

namespace orbweb::test {
namespace {

using ::testing::ElementsAre;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Which nodes an answer is about.
template <class Answer>
std::vector<NodeId> nodes_of(const std::vector<Answer>& answers) {
  std::vector<NodeId> nodes;
  for (const Answer& one : answers) nodes.push_back(one.node);
  return nodes;
}

//   0 =1=> 4, 1 =3=> 4, 2 =3=> 4 (not followed), 3 =2=> 4, and 4 => 4
Web star() { return make_web(5, {{0, 4}, {1, 4, true, 3}, {2, 4, false, 3}, {3, 4, true, 2}, {4, 4}}); }

TEST(Answers, NeighboursComeByLinksThenByNode) {
  EXPECT_THAT(nodes_of(answer_neighbours(star(), 4, Side::referrers, false, {})), ElementsAre(1, 2, 3, 0));
  EXPECT_THAT(nodes_of(answer_neighbours(star(), 4, Side::referrers, true, {})), ElementsAre(1, 3, 0));
  EXPECT_THAT(nodes_of(answer_neighbours(star(), 4, Side::referrers, false, {.count = 2})), ElementsAre(1, 2));
  EXPECT_THAT(nodes_of(answer_neighbours(star(), 4, Side::referrers, false, {.count = 0})), ElementsAre());
}

TEST(Answers, RatingsGoBeforeLinksAndNoneIsLast) {
  const std::vector<double> ratings = {2, kNone, 7, 2, 9};
  const AnswerOrder order{.ratings = ratings};
  EXPECT_THAT(nodes_of(answer_neighbours(star(), 4, Side::referrers, false, order)), ElementsAre(2, 0, 3, 1));
  EXPECT_THAT(nodes_of(answer_best(star(), 0, 5, BestBy::links, order)), ElementsAre(4, 2, 0, 3, 1));
  EXPECT_THAT(nodes_of(answer_best(star(), 0, 5, BestBy::links, {.count = 2})), ElementsAre(4, 0));
}

TEST(Answers, TotalsAreOfTheChosen) {
  EXPECT_EQ(totals_of(chosen_neighbours(star(), 4, Side::referrers, false)).links, 9U);
  EXPECT_EQ(totals_of(chosen_neighbours(star(), 4, Side::referrers, true)).links, 6U);
}

//   0 => 3; 1 => 3, 1 => 4; 2 =2=> 3, 2 => 4
TEST(Answers, AnIntersectComesByMatchesThenByLinks) {
  const Web web = make_web(5, {{0, 3}, {1, 3}, {1, 4}, {2, 3, true, 2}, {2, 4}});
  const IntersectQuestion some{.linked = {3, 4}, .min_matches = 1};
  EXPECT_THAT(nodes_of(answer_intersect(web, some, {})), ElementsAre(2, 1, 0));
  const std::vector<double> ratings = {5, 1, 1, 0, 0};
  EXPECT_THAT(nodes_of(answer_intersect(web, some, {.ratings = ratings})), ElementsAre(0, 1, 2));
  EXPECT_THAT(nodes_of(answer_intersect(web, some, {.count = 1})), ElementsAre(2));
}

//   0 => 1, 0 => 2, 0 => 3
TEST(Answers, TwinsComeByNodeOrByRating) {
  const Web web = make_web(4, {{0, 1}, {0, 2}, {0, 3}});
  EXPECT_THAT(answer_twins(web, 2, Side::referrers, {}), ElementsAre(1, 3));
  const std::vector<double> ratings = {0, kNone, 0, 1};
  EXPECT_THAT(answer_twins(web, 2, Side::referrers, {.ratings = ratings}), ElementsAre(3, 1));
  EXPECT_THAT(answer_twins(web, 2, Side::referrers, {.ratings = ratings, .count = 1}), ElementsAre(3));
}

}  // namespace
}  // namespace orbweb::test
