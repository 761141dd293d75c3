#include "graph/arc_filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <utility>

#include "graph/error.h"
#include "graph/parallel.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

using test::make_web;
using testing::ElementsAre;
using testing::IsEmpty;

// 0 -> 1 (2 links), 0 -> 2 (nofollow, 5), 1 -> 1 (3), 1 -> 2 (4), 2 dangling
Web small_web() { return make_web(3, {{0, 1, true, 2}, {0, 2, false, 5}, {1, 1, true, 3}, {1, 2, true, 4}}); }

TEST(SelectArcs, WithoutFilterIsThePredecessorGraph) {
  const RankGraph graph = select_arcs(small_web(), {}, false);
  EXPECT_THAT((*graph.predecessors)[0], IsEmpty());
  EXPECT_THAT((*graph.predecessors)[1], ElementsAre(0, 1));
  EXPECT_THAT((*graph.predecessors)[2], ElementsAre(0, 1));
  EXPECT_THAT(graph.weights, IsEmpty());
  EXPECT_THAT(graph.out_weights, ElementsAre(2, 2, 0));
}

TEST(SelectArcs, WeightsAreLinkCountsOfEachArc) {
  const RankGraph graph = select_arcs(small_web(), {}, true);
  EXPECT_THAT((*graph.predecessors)[2], ElementsAre(0, 1));
  EXPECT_THAT(graph.weights, ElementsAre(2, 3, 5, 4));
  EXPECT_THAT(graph.out_weights, ElementsAre(7, 7, 0));
}

TEST(SelectArcs, FollowedOnlyLeavesOthersOutOfTotalsToo) {
  const RankGraph graph = select_arcs(small_web(), {.followed_only = true}, true);
  EXPECT_THAT((*graph.predecessors)[2], ElementsAre(1));
  EXPECT_THAT(graph.weights, ElementsAre(2, 3, 4));
  EXPECT_THAT(graph.out_weights, ElementsAre(2, 7, 0));
}

TEST(SelectArcs, DroppedSelfLoopCanMakeANodeDangling) {
  const Web web = make_web(2, {{0, 1}, {1, 1}});
  const RankGraph graph = select_arcs(web, {.drop_self_loops = true}, false);
  EXPECT_THAT((*graph.predecessors)[1], ElementsAre(0));
  EXPECT_THAT(graph.out_weights, ElementsAre(1, 0));
}

TEST(SelectArcs, NodesOutsideTheSetStayWithoutArcs) {
  const ArcFilter filter{.nodes = IndexSet::from_members(std::vector<std::uint8_t>{0, 1, 1})};
  const RankGraph graph = select_arcs(small_web(), filter, true);
  EXPECT_EQ(graph.predecessors->num_nodes(), 3U);
  EXPECT_THAT((*graph.predecessors)[1], ElementsAre(1));
  EXPECT_THAT((*graph.predecessors)[2], ElementsAre(1));
  EXPECT_THAT(graph.out_weights, ElementsAre(0, 7, 0));
}

TEST(SelectArcs, EmptyWebHasNoArcs) {
  const RankGraph graph = select_arcs(make_web(0, {}), {.followed_only = true}, true);
  EXPECT_EQ(graph.predecessors->num_nodes(), 0U);
  EXPECT_THAT(graph.out_weights, IsEmpty());
}

TEST(SelectArcs, SaturatedCountsAddUpWithoutOverflow) {
  constexpr std::uint32_t kMost = 0xffffffff;
  const RankGraph graph = select_arcs(make_web(3, {{0, 1, true, kMost}, {0, 2, true, kMost}}), {}, true);
  EXPECT_EQ(graph.out_weights[0], 2.0 * kMost);
}

/// The definition, arc by arc.
std::map<std::pair<NodeId, NodeId>, double> expected_arcs(const Web& web, const ArcFilter& filter) {
  std::map<std::pair<NodeId, NodeId>, double> arcs;
  for (NodeId u = 0; u < web.num_nodes(); ++u) {
    ArcIndex arc = web.successors().first_arc(u);
    for (const NodeId v : web.successors()[u]) {
      const bool passes = (!filter.followed_only || web.followed().contains(arc)) &&
                          (!filter.drop_self_loops || u != v) &&
                          (!filter.nodes || (filter.nodes->contains(u) && filter.nodes->contains(v)));
      if (passes) arcs[{v, u}] = web.link_counts()[arc];
      ++arc;
    }
  }
  return arcs;
}

void expect_selection(const Web& web, const ArcFilter& filter) {
  const RankGraph graph = select_arcs(web, filter, true);
  std::map<std::pair<NodeId, NodeId>, double> found;
  std::vector<double> totals(web.num_nodes());
  for (NodeId v = 0; v < web.num_nodes(); ++v) {
    ArcIndex arc = graph.predecessors->first_arc(v);
    for (const NodeId u : (*graph.predecessors)[v]) {
      totals[u] += graph.weights[arc];
      found[{v, u}] = graph.weights[arc++];
    }
  }
  EXPECT_EQ(found, expected_arcs(web, filter));
  EXPECT_EQ(graph.out_weights, totals);
}

IndexSet every_third_left_out(const Web& web) {
  std::vector<std::uint8_t> members(web.num_nodes());
  for (std::size_t node = 0; node < members.size(); ++node) members[node] = node % 3 == 0 ? 0 : 1;
  return IndexSet::from_members(members);
}

TEST(SelectArcs, EqualsTheDefinitionOnRandomWebs) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Web web = test::random_web({.seed = seed, .nodes = 1 + seed * 7, .arcs = seed * 40});
    for (const bool followed : {false, true}) {
      for (const bool drop : {false, true}) {
        expect_selection(web, {followed, drop, {}});
        expect_selection(web, {.followed_only = followed, .drop_self_loops = drop, .nodes = every_third_left_out(web)});
      }
    }
  }
}

TEST(ReadSuccessors, AreTheSourcesThatASelectionHas) {
  const Web web = test::random_web({.seed = 6, .nodes = 200, .arcs = 2000, .nofollow_share = 0.4});
  std::vector<std::uint8_t> members(web.num_nodes());
  for (std::size_t node = 0; node < members.size(); node += 3) members[node] = 1;
  for (const ArcFilter& filter :
       {ArcFilter{}, ArcFilter{.followed_only = true}, ArcFilter{.drop_self_loops = true},
        ArcFilter{.followed_only = true, .drop_self_loops = true, .nodes = IndexSet::from_members(members)}}) {
    const RankGraph graph = select_arcs(web, filter, false);
    std::vector<std::vector<NodeId>> expected(web.num_nodes());
    for (NodeId target = 0; target < web.num_nodes(); ++target) {
      for (const NodeId source : (*graph.predecessors)[target]) expected[source].push_back(target);
    }
    std::vector<NodeId> row{7};
    for (NodeId source = 0; source < web.num_nodes(); ++source) {
      read_successors(web, source, filter, row);
      EXPECT_EQ(row, expected[source]) << source;
    }
  }
  std::vector<NodeId> row;
  EXPECT_THROW(read_successors(web, 0, {.reversed = true}, row), ArgumentError);
}

TEST(SelectArcs, IsTheSameForAnyNumberOfThreads) {
  const Web web = test::random_web({.nodes = 20'000, .arcs = 60'000});
  const auto select = [&](int threads) {
    return with_threads(threads, [&] { return select_arcs(web, {true, true, {}}, true); });
  };
  const RankGraph one = select(1), three = select(3);
  EXPECT_TRUE(std::ranges::equal(decode(*one.predecessors).targets(), decode(*three.predecessors).targets()));
  EXPECT_EQ(one.weights, three.weights);
  EXPECT_EQ(one.out_weights, three.out_weights);
}

}  // namespace
}  // namespace orbweb
