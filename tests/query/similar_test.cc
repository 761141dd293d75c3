// Similar nodes and twins against comparisons with every node.
#include "query/similar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <set>
#include <vector>

#include "graph/control.h"
#include "support/random_graph.h"

namespace orbweb::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<Web> compared_webs() {
  std::vector<Web> all = {make_web(1, {}), make_web(3, {{0, 0}, {1, 0}, {0, 2}})};
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    all.push_back(random_web({.seed = seed, .nodes = 40 * seed, .arcs = 200 * seed, .popular_share = 0.7}));
  }
  return all;
}

std::set<NodeId> naive_neighbours(const Web& web, NodeId node, Side side) {
  const auto row = side == Side::referrers ? web.predecessors()[node] : web.successors()[node];
  std::set<NodeId> neighbours(row.begin(), row.end());
  neighbours.erase(node);
  return neighbours;
}

/// All nodes that share anything, most similar first.
std::vector<std::pair<double, NodeId>> naive_similar(const Web& web, NodeId node, Side side) {
  std::vector<std::pair<double, NodeId>> similar;  // Jaccard index less than 0, so that it sorts
  const std::set<NodeId> own = naive_neighbours(web, node, side);
  for (NodeId other = 0; other < web.num_nodes(); ++other) {
    const std::set<NodeId> others = naive_neighbours(web, other, side);
    const auto shared = std::count_if(own.begin(), own.end(), [&](NodeId one) { return others.contains(one); });
    if (other == node || shared == 0) continue;
    const auto either = static_cast<double>(own.size() + others.size()) - static_cast<double>(shared);
    similar.emplace_back(-static_cast<double>(shared) / either, other);
  }
  std::sort(similar.begin(), similar.end());
  return similar;
}

std::vector<std::pair<double, NodeId>> as_pairs(const std::vector<SimilarNode>& nodes) {
  std::vector<std::pair<double, NodeId>> pairs;
  for (const SimilarNode& one : nodes) pairs.emplace_back(-one.overlap.jaccard, one.node);
  return pairs;
}

TEST(Similar, IsTheHeadOfAllComparedWhereTheSketchIsWhole) {
  for (const Web& web : compared_webs()) {
    for (const Side side : {Side::referrers, Side::linked}) {
      for (NodeId node = 0; node < web.num_nodes(); node += 3) {
        auto expected = naive_similar(web, node, side);
        EXPECT_EQ(as_pairs(similar_nodes(web, node, side, std::numeric_limits<std::uint64_t>::max())), expected);
        if (expected.size() > 5) expected.resize(5);
        EXPECT_EQ(as_pairs(similar_nodes(web, node, side, 5)), expected);
      }
    }
  }
}

// 400 nodes link to node 0; to node k, 1 <= k <= 20, the first 400 - 15 k of these and 15 k others.
TEST(Similar, ASketchFindsTheBestAndComparesThemExactly) {
  std::vector<TestArc> arcs;
  for (NodeId i = 0; i < 400; ++i) arcs.push_back({1'000 + i, 0});
  for (NodeId k = 1; k <= 20; ++k) {
    for (NodeId i = 0; i < 400; ++i) arcs.push_back({i < 400 - 15 * k ? 1'000 + i : 2'000 + 400 * k + i, k});
  }
  const Web web = make_web(12'000, arcs);
  for (const std::uint64_t sketch : {64U, 128U, 256U}) {
    const std::vector<SimilarNode> found = similar_nodes(web, 0, Side::referrers, 8, sketch);
    auto expected = naive_similar(web, 0, Side::referrers);
    expected.resize(8);
    EXPECT_EQ(as_pairs(found), expected) << sketch;
    EXPECT_EQ(found[0].overlap.shared, 385U);
    EXPECT_EQ(found[0].overlap.of_first, 400U);
    EXPECT_EQ(found[0].overlap.of_second, 400U);
  }
}

// 250 nodes link to node 0 and, each, to 600 of nodes 1 to 900: so many that they are counted several times over.
TEST(Similar, WhatHubsShareIsCountedAsItComes) {
  std::vector<TestArc> arcs;
  for (NodeId hub = 1'000; hub < 1'250; ++hub) {
    arcs.push_back({hub, 0});
    for (NodeId i = 0; i < 600; ++i) arcs.push_back({hub, 1 + (hub * 7 + i) % 900});
  }
  const Web web = make_web(1'250, arcs);
  const auto expected = naive_similar(web, 0, Side::referrers);
  EXPECT_EQ(expected.size(), 900U);
  EXPECT_EQ(as_pairs(similar_nodes(web, 0, Side::referrers, 900)), expected);
}

TEST(Similar, StopsWhenAskedTo) {
  std::stop_source source;
  source.request_stop();
  const Control control{.report = {}, .stop = source.get_token()};
  const Web web = make_web(4, {{0, 2}, {0, 3}});
  EXPECT_THROW(similar_nodes(web, 2, Side::referrers, 1, kSketchSize, control), Cancelled);
  EXPECT_THROW(twins_of(web, 2, Side::referrers, control), Cancelled);
}

TEST(Similar, OfNoneWantedAreNone) {
  EXPECT_THAT(similar_nodes(make_web(3, {{0, 1}, {0, 2}}), 1, Side::referrers, 0), IsEmpty());
}

TEST(Twins, AreTheNodesOfEqualSets) {
  std::uint64_t found = 0;
  for (const Web& web : compared_webs()) {
    for (const Side side : {Side::referrers, Side::linked}) {
      for (NodeId node = 0; node < web.num_nodes(); ++node) {
        std::vector<NodeId> expected;
        for (const auto& [negative, other] : naive_similar(web, node, side)) {
          if (negative == -1) expected.push_back(other);
        }
        EXPECT_EQ(twins_of(web, node, side), expected);
        found += expected.size();
      }
    }
  }
  EXPECT_GT(found, 0U);
}

//   0 -> 2, 0 -> 3, 1 -> 2, 1 -> 3, and 3 -> 3, which says nothing of others; 4 has one of the two
TEST(Twins, SelfLoopsCountNowhere) {
  const Web web = make_web(5, {{0, 2}, {0, 3}, {1, 2}, {1, 3}, {3, 3}, {0, 4}});
  EXPECT_THAT(twins_of(web, 2, Side::referrers), ElementsAre(3));
  EXPECT_THAT(twins_of(web, 3, Side::referrers), ElementsAre(2));
  EXPECT_THAT(twins_of(web, 0, Side::referrers), IsEmpty()) << "nobody links to it";
  EXPECT_THAT(twins_of(web, 1, Side::linked), IsEmpty());
}

}  // namespace
}  // namespace orbweb::test
