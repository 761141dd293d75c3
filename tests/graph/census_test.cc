#include "graph/census.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "support/random_graph.h"

namespace orbweb {
namespace {

//   0 -> 1 (3 links), 0 -> 2, 0 -> 0, 1 -> 2;  2 is dangling, 3 is alone
TEST(Census, CountsWhatTheDrawingShows) {
  const Census census =
      take_census(test::make_web(4, {{0, 1, true, 3}, {0, 2, true, 1}, {0, 0, true, 1}, {1, 2, true, 1}}));
  EXPECT_EQ(census.self_loops, 1U);
  EXPECT_EQ(census.dangling, 2U);
  EXPECT_EQ(census.unlinked, 1U);
  EXPECT_EQ(census.links, 6U);
  EXPECT_EQ(census.outdegrees.largest, 3U);
  EXPECT_EQ(census.outdegrees.buckets[0], 2U);  // 2 and 3
  EXPECT_EQ(census.outdegrees.buckets[1], 1U);  // 1
  EXPECT_EQ(census.outdegrees.buckets[2], 1U);  // 0, whose degree is 3
  EXPECT_EQ(census.indegrees.largest, 2U);
}

TEST(Census, EveryNodeIsInOneBucket) {
  const Web web = test::random_web({.seed = 11, .nodes = 20000, .arcs = 90000});
  const Census census = take_census(web);
  for (const DegreeHistogram* degrees : {&census.outdegrees, &census.indegrees}) {
    EXPECT_EQ(std::accumulate(degrees->buckets.begin(), degrees->buckets.end(), std::uint64_t{0}), web.num_nodes());
  }
}

}  // namespace
}  // namespace orbweb
