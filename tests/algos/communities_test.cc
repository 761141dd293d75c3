// Communities: guarantees of both algorithms, figures recomputed edge by edge, planted and well-known partitions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "algos/label_propagation.h"
#include "algos/leiden.h"
#include "graph/error.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

using Edges = std::set<std::pair<NodeId, NodeId>>;  // the lower end first

Edges edges_of(const Web& web) {
  Edges edges;
  for (NodeId u = 0; u < web.num_nodes(); ++u) {
    for (const NodeId v : web.successors()[u]) {
      if (u != v) edges.insert(std::minmax(u, v));
    }
  }
  return edges;
}

const std::vector<std::uint64_t>& community_of(const Scores& scores) {
  return std::get<std::vector<std::uint64_t>>(scores.columns.at(0).values);
}

/// By the definition that sums over pairs of nodes.
double naive_modularity(const Web& web, const std::vector<std::uint64_t>& community, double resolution) {
  const Edges edges = edges_of(web);
  const auto m = static_cast<double>(edges.size());
  std::vector<double> degrees(web.num_nodes(), 0);
  for (const auto& [u, v] : edges) ++degrees[u], ++degrees[v];
  double sum = 0;
  for (NodeId u = 0; u < web.num_nodes(); ++u) {
    for (NodeId v = 0; v < web.num_nodes(); ++v) {
      if (community[u] != community[v]) continue;
      sum += (edges.contains(std::minmax(u, v)) ? 1 : 0) - resolution * degrees[u] * degrees[v] / (2 * m);
    }
  }
  return sum / (2 * m);
}

void expect_connected(const Web& web, const std::vector<std::uint64_t>& community) {
  std::vector<NodeId> root(web.num_nodes());
  for (NodeId v = 0; v < root.size(); ++v) root[v] = v;
  const Edges edges = edges_of(web);
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& [u, v] : edges) {
      if (community[u] != community[v] || root[u] == root[v]) continue;
      root[u] = root[v] = std::min(root[u], root[v]);
      changed = true;
    }
  }
  std::map<std::uint64_t, std::set<NodeId>> roots;
  for (NodeId v = 0; v < root.size(); ++v) roots[community[v]].insert(root[v]);
  for (const auto& [number, parts] : roots) EXPECT_EQ(parts.size(), 1U) << "community " << number;
}

void expect_figures(const Web& web, const Scores& scores, double resolution) {
  const auto& community = community_of(scores);
  std::map<std::uint64_t, double> sizes;
  for (const std::uint64_t number : community) ++sizes[number];
  for (std::size_t v = 0; v < community.size(); ++v) EXPECT_EQ(scores.score[v], sizes[community[v]]);
  EXPECT_EQ(scores.facts.at("communities"), static_cast<double>(sizes.size()));
  EXPECT_EQ(scores.facts.at("largest"), sizes.empty() ? 0 : sizes.at(0));
  if (edges_of(web).empty()) return;
  EXPECT_NEAR(scores.facts.at("modularity"), naive_modularity(web, community, resolution), 1e-12);
  double inside = 0, arcs = 0;
  for (NodeId u = 0; u < web.num_nodes(); ++u) {
    for (const NodeId v : web.successors()[u]) {
      arcs += u != v ? 1 : 0;
      inside += u != v && community[u] == community[v] ? 1 : 0;
    }
  }
  EXPECT_DOUBLE_EQ(scores.facts.at("arcs_inside"), inside / arcs);
}

std::vector<Web> community_webs() {
  std::vector<Web> all = {test::make_web(0, {}), test::make_web(1, {}), test::make_web(3, {{0, 0}})};
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const std::uint64_t nodes = 25 * seed;
    all.push_back(test::random_web({.seed = seed, .nodes = nodes, .arcs = nodes * (1 + seed % 4)}));
  }
  return all;
}

TEST(Leiden, CommunitiesAreConnectedAndFiguresTrue) {
  for (const Web& web : community_webs()) {
    for (const double resolution : {0.3, 1.0, 2.5}) {
      const Scores scores = leiden(web, {.seed = 3, .resolution = resolution});
      EXPECT_TRUE(scores.convergence.converged);
      expect_connected(web, community_of(scores));
      expect_figures(web, scores, resolution);
    }
  }
}

// A stable partition: no node gains by moving to a neighbour's community or by being alone.
TEST(Leiden, NoNodeGainsByMoving) {
  const Web web = test::random_web({.seed = 9, .nodes = 60, .arcs = 200});
  const Scores scores = leiden(web, {});
  const double reached = scores.facts.at("modularity");
  const auto alone = static_cast<std::uint64_t>(scores.facts.at("communities"));  // a number that is free
  for (NodeId v = 0; v < web.num_nodes(); ++v) {
    for (std::uint64_t other = 0; other <= alone; ++other) {
      auto moved = community_of(scores);
      moved[v] = other;
      EXPECT_LE(naive_modularity(web, moved, 1), reached + 1e-9) << v << " to " << other;
    }
  }
}

/// Groups of `size` nodes, dense within, sparse between.
Web planted(std::uint64_t groups, std::uint64_t size, std::uint64_t seed) {
  test::Random random(seed);
  std::vector<test::TestArc> arcs;
  const std::uint64_t nodes = groups * size;
  for (NodeId u = 0; u < nodes; ++u) {
    for (int i = 0; i < 8; ++i) {
      arcs.push_back({u, static_cast<NodeId>(u / size * size + random.below(size))});
    }
    if (u % 2 == 0) arcs.push_back({u, static_cast<NodeId>(random.below(nodes))});
  }
  return test::make_web(nodes, arcs);
}

void expect_planted(const Scores& scores, std::uint64_t groups, std::uint64_t size) {
  EXPECT_EQ(scores.facts.at("communities"), static_cast<double>(groups));
  std::set<std::pair<std::uint64_t, std::uint64_t>> pairs;
  for (std::size_t v = 0; v < scores.score.size(); ++v) pairs.insert({v / size, community_of(scores)[v]});
  EXPECT_EQ(pairs.size(), groups);
}

TEST(Communities, ArePlantedOnes) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Web web = planted(12, 40, seed);
    expect_planted(leiden(web, {.seed = static_cast<int>(seed)}), 12, 40);
    expect_planted(label_propagation(web, {.seed = static_cast<int>(seed)}), 12, 40);
  }
}

// Cliques in a ring, one edge from each to the next: the largest modularity takes each as a community.
TEST(Communities, OfARingOfCliquesAreTheCliques) {
  constexpr NodeId kCliques = 10, kSize = 6;
  std::vector<test::TestArc> arcs;
  for (NodeId c = 0; c < kCliques; ++c) {
    for (NodeId i = 0; i < kSize; ++i) {
      for (NodeId j = 0; j < i; ++j) arcs.push_back({c * kSize + i, c * kSize + j});
    }
    arcs.push_back({c * kSize, (c + 1) % kCliques * kSize + 1});
  }
  const Web web = test::make_web(kCliques * kSize, arcs);
  const Scores scores = leiden(web, {});
  expect_planted(scores, kCliques, kSize);
  EXPECT_NEAR(scores.facts.at("modularity"), 15.0 / 16 - 0.1, 1e-12);
  expect_planted(label_propagation(web, {}), kCliques, kSize);
}

/// Zachary, "An information flow model for conflict and fission in small groups", J. Anthropol. Res. 33 (1977),
/// doi:10.1086/jar.33.4.3629752: friends of each member with a lower number, counted from 0.
Web karate_club() {
  const std::vector<std::vector<NodeId>> friends = {{},
                                                    {0},
                                                    {0, 1},
                                                    {0, 1, 2},
                                                    {0},
                                                    {0},
                                                    {0, 4, 5},
                                                    {0, 1, 2, 3},
                                                    {0, 2},
                                                    {2},
                                                    {0, 4, 5},
                                                    {0},
                                                    {0, 3},
                                                    {0, 1, 2, 3},
                                                    {},
                                                    {},
                                                    {5, 6},
                                                    {0, 1},
                                                    {},
                                                    {0, 1},
                                                    {},
                                                    {0, 1},
                                                    {},
                                                    {},
                                                    {},
                                                    {23, 24},
                                                    {},
                                                    {2, 23, 24},
                                                    {2},
                                                    {23, 26},
                                                    {1, 8},
                                                    {0, 24, 25, 28},
                                                    {2, 8, 14, 15, 18, 20, 22, 23, 29, 30, 31},
                                                    {8, 9, 13, 14, 15, 18, 19, 20, 22, 23, 26, 27, 28, 29, 30, 31, 32}};
  std::vector<test::TestArc> arcs;
  for (NodeId v = 0; v < friends.size(); ++v) {
    for (const NodeId u : friends[v]) arcs.push_back({u, v});
  }
  return test::make_web(friends.size(), arcs);
}

// The optimum, proved by Brandes et al. (doi:10.1109/TKDE.2007.190689), is 0.4198.
TEST(Leiden, KarateClubIsWithinAThousandthOfTheOptimum) {
  const Web web = karate_club();
  ASSERT_EQ(edges_of(web).size(), 78U);
  for (int seed = 0; seed < 20; ++seed) {
    const Scores scores = leiden(web, {.seed = seed});
    EXPECT_GE(scores.facts.at("modularity"), 0.4188) << seed;
    EXPECT_LE(scores.facts.at("modularity"), 0.41980) << seed;
  }
}

TEST(Leiden, HigherResolutionFindsMoreCommunities) {
  const Web web = test::random_web({.seed = 4, .nodes = 2'000, .arcs = 9'000});
  double before = 0;
  for (const double resolution : {0.2, 1.0, 5.0, 25.0}) {
    const double communities = leiden(web, {.resolution = resolution}).facts.at("communities");
    EXPECT_GT(communities, before);
    before = communities;
  }
}

TEST(LabelPropagation, CommunitiesAreConnectedAndFiguresTrue) {
  for (const Web& web : community_webs()) {
    const Scores scores = label_propagation(web, {.seed = 5});
    EXPECT_TRUE(scores.convergence.converged);
    expect_connected(web, community_of(scores));
    expect_figures(web, scores, 1);
  }
}

// Both ends of an edge that change at once would swap labels for ever; groups drawn anew part them.
TEST(LabelPropagation, PairsAgree) {
  std::vector<test::TestArc> arcs;
  for (NodeId v = 0; v < 2'000; v += 2) arcs.push_back({v, v + 1});
  const Scores scores = label_propagation(test::make_web(2'000, arcs), {});
  EXPECT_TRUE(scores.convergence.converged);
  EXPECT_EQ(scores.facts.at("communities"), 1'000);
  EXPECT_EQ(scores.facts.at("arcs_inside"), 1);
}

TEST(Communities, SeedsDifferAndRepeat) {
  const Web web = test::random_web({.seed = 2, .nodes = 3'000, .arcs = 12'000});
  EXPECT_EQ(community_of(leiden(web, {.seed = 1})), community_of(leiden(web, {.seed = 1})));
  EXPECT_NE(community_of(leiden(web, {.seed = 1})), community_of(leiden(web, {.seed = 2})));
  const Web sparse = test::random_web({.seed = 2, .nodes = 3'000, .arcs = 3'500, .popular_share = 0});  // many parts
  const LabelPropagationOptions first{.seed = 1}, second{.seed = 2};
  EXPECT_EQ(community_of(label_propagation(sparse, first)), community_of(label_propagation(sparse, first)));
  EXPECT_NE(community_of(label_propagation(sparse, first)), community_of(label_propagation(sparse, second)));
}

TEST(Communities, RefuseOptionsOutOfRange) {
  const Web web = test::make_web(2, {{0, 1}});
  EXPECT_THROW(leiden(web, {.seed = -1}), ArgumentError);
  EXPECT_THROW(leiden(web, {.resolution = 0}), ArgumentError);
  EXPECT_THROW(leiden(web, {.resolution = 1e308}), ArgumentError);
  EXPECT_THROW(leiden(web, {.randomness = -1}), ArgumentError);
  EXPECT_THROW(leiden(web, {.tolerance = 0}), ArgumentError);
  EXPECT_THROW(leiden(web, {.max_iterations = 0}), ArgumentError);
  EXPECT_THROW(label_propagation(web, {.seed = -1}), ArgumentError);
  EXPECT_THROW(label_propagation(web, {.max_iterations = 0}), ArgumentError);
}

TEST(Communities, EndAsTheyAreAfterTheLastIteration) {
  const Web web = test::random_web({.seed = 2, .nodes = 3'000, .arcs = 12'000});
  for (const Scores& scores : {leiden(web, {.max_iterations = 1}), label_propagation(web, {.max_iterations = 1})}) {
    EXPECT_FALSE(scores.convergence.converged);
    EXPECT_EQ(scores.convergence.iterations, 1);
    EXPECT_NEAR(scores.facts.at("modularity"), naive_modularity(web, community_of(scores), 1), 1e-12);
  }
}

TEST(Communities, StopWhenAskedTo) {
  std::stop_source source;
  source.request_stop();
  const Control control{.report = {}, .stop = source.get_token()};
  EXPECT_THROW(leiden(test::make_web(3, {{0, 1}}), {}, control), Cancelled);
  EXPECT_THROW(label_propagation(test::make_web(3, {{0, 1}}), {}, control), Cancelled);
}

}  // namespace
}  // namespace orbweb
