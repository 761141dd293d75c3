// Distances, components, cores and triangles against Boost.Graph and naive counts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/connected_components.hpp>
#include <boost/graph/strong_components.hpp>
#include <set>

#include "algos/bfs.h"
#include "algos/components.h"
#include "algos/core_numbers.h"
#include "algos/salsa.h"
#include "algos/triangles.h"
#include "bgl/web_graph.h"
#include "graph/error.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

using Undirected = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS>;

Undirected undirected_graph(const Web& web) {
  Undirected graph(web.num_nodes());
  for (NodeId u = 0; u < web.num_nodes(); ++u) {
    for (const NodeId v : web.successors()[u]) boost::add_edge(u, v, graph);
  }
  return graph;
}

/// From nearly empty to dense.
std::vector<Web> webs() {
  std::vector<Web> all = {test::make_web(1, {}), test::make_web(3, {{0, 0}})};
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const std::uint64_t nodes = 30 * seed;
    all.push_back(test::random_web({.seed = seed, .nodes = nodes, .arcs = nodes * (1 + seed % 5) / 2}));
  }
  return all;
}

TEST(Bfs, DistancesAreBoosts) {
  for (const Web& web : webs()) {
    const WebGraph graph(web);
    for (NodeId source = 0; source < web.num_nodes(); source += 11) {
      std::vector<double> expected(web.num_nodes(), -1);
      expected[source] = 0;
      boost::breadth_first_search(
          graph, source,
          boost::visitor(boost::make_bfs_visitor(boost::record_distances(expected.data(), boost::on_tree_edge()))));
      EXPECT_EQ(bfs(web, {.source = {web.display_name(source)}}).score, expected);
    }
  }
}

// Large and dense enough that the search turns backwards.
TEST(Bfs, IsTheSameAgainstTheArcsOfTheTransposedWeb) {
  const Web web = test::random_web({.seed = 5, .nodes = 20'000, .arcs = 200'000});
  std::vector<test::TestArc> turned;
  for (const test::TestArc& arc : test::random_arcs({.seed = 5, .nodes = 20'000, .arcs = 200'000})) {
    turned.push_back({arc.target, arc.source, arc.followed, arc.count});
  }
  const Web transposed = test::make_web(20'000, turned);
  NodeId source = 0;
  while (web.successors().degree(source) < 5) ++source;
  const NodeName name{std::to_string(source)};
  const Scores forth = bfs(web, {.source = name});
  EXPECT_EQ(forth.score, bfs(transposed, {.source = name, .reversed = true}).score);
  EXPECT_GT(forth.facts.at("reached"), 10'000);
  for (NodeId u = 0; u < web.num_nodes(); ++u) {
    if (forth.score[u] < 0) continue;
    for (const NodeId v : web.successors()[u]) EXPECT_LE(forth.score[v], forth.score[u] + 1);
    for (const NodeId v : web.successors()[u]) EXPECT_GE(forth.score[v], 0);
  }
}

TEST(Bfs, RefusesASourceThatIsNoNode) {
  EXPECT_THROW(bfs(test::make_web(3, {}), {}), ArgumentError);
  EXPECT_THROW(bfs(test::make_web(3, {}), {.source = {"3"}}), ArgumentError);
}

const std::vector<std::uint64_t>& component_of(const Scores& scores) {
  return std::get<std::vector<std::uint64_t>>(scores.columns.at(0).values);
}

/// Equal classes, whatever their numbers; numbers by falling size.
void expect_same_partition(const Scores& scores, const std::vector<int>& expected) {
  const auto& found = component_of(scores);
  std::set<std::pair<std::uint64_t, int>> pairs;
  for (std::size_t v = 0; v < found.size(); ++v) {
    pairs.insert({found[v], expected[v]});
    EXPECT_EQ(scores.score[v], std::count(expected.begin(), expected.end(), expected[v]));
    for (std::size_t w = 0; w < v; ++w) {
      if (found[w] < found[v]) {
        EXPECT_GE(scores.score[w], scores.score[v]);
      }
    }
  }
  EXPECT_EQ(pairs.size(), std::set<int>(expected.begin(), expected.end()).size());
  EXPECT_EQ(scores.facts.at("components"), static_cast<double>(pairs.size()));
}

TEST(Wcc, ComponentsAreBoosts) {
  for (const Web& web : webs()) {
    std::vector<int> expected(web.num_nodes());
    boost::connected_components(undirected_graph(web), expected.data());
    expect_same_partition(wcc(web, {}), expected);
  }
}

TEST(Scc, ComponentsAreBoosts) {
  for (const Web& web : webs()) {
    const WebGraph graph(web);
    std::vector<int> expected(web.num_nodes());
    boost::strong_components(graph,
                             boost::make_iterator_property_map(expected.begin(), get(boost::vertex_index, graph)));
    const Scores scores = scc(web, {});
    expect_same_partition(scores, expected);
    double all = 0;
    for (const char* part : {"core", "in", "out", "tubes", "tendrils", "disconnected"}) all += scores.facts.at(part);
    EXPECT_EQ(all, static_cast<double>(web.num_nodes()));
  }
}

//   3 -> (0 1 2) -> 4     3 -> 5 -> 4 passes by the core     3 -> 6, 7 -> 4 hang on     8 -> 9 stand apart
TEST(Scc, TellsThePartsOfTheBowTie) {
  const Web web = test::make_web(10, {{0, 1}, {1, 2}, {2, 0}, {3, 0}, {2, 4}, {3, 5}, {5, 4}, {3, 6}, {7, 4}, {8, 9}});
  const auto facts = scc(web, {}).facts;
  EXPECT_EQ(facts.at("core"), 3);
  EXPECT_EQ(facts.at("in"), 1);
  EXPECT_EQ(facts.at("out"), 1);
  EXPECT_EQ(facts.at("tubes"), 1);
  EXPECT_EQ(facts.at("tendrils"), 2);
  EXPECT_EQ(facts.at("disconnected"), 2);
}

/// Neighbours in either direction, without the node itself.
std::vector<std::set<NodeId>> neighbours_of(const Web& web) {
  std::vector<std::set<NodeId>> neighbours(web.num_nodes());
  for (NodeId u = 0; u < web.num_nodes(); ++u) {
    for (const NodeId v : web.successors()[u]) {
      if (u == v) continue;
      neighbours[u].insert(v);
      neighbours[v].insert(u);
    }
  }
  return neighbours;
}

/// By definition: takes out nodes with fewer than k neighbours, for k = 1, 2 ... until none is left.
std::vector<double> naive_core_numbers(const Web& web) {
  auto neighbours = neighbours_of(web);
  std::vector<double> cores(web.num_nodes(), 0);
  std::set<NodeId> left;
  for (NodeId v = 0; v < web.num_nodes(); ++v) left.insert(v);
  for (std::size_t k = 1; !left.empty(); ++k) {
    for (bool fell = true; fell;) {
      const auto weak = std::find_if(left.begin(), left.end(), [&](NodeId v) { return neighbours[v].size() < k; });
      fell = weak != left.end();
      if (!fell) break;
      for (const NodeId u : neighbours[*weak]) neighbours[u].erase(*weak);
      cores[*weak] = static_cast<double>(k - 1);
      left.erase(weak);
    }
  }
  return cores;
}

TEST(KCore, IsWhatTheDefinitionGives) {
  for (const Web& web : webs()) EXPECT_EQ(core_numbers(web, {}).score, naive_core_numbers(web));
  const Web dense = test::random_web({.seed = 3, .nodes = 60, .arcs = 2000});
  EXPECT_EQ(core_numbers(dense, {}).score, naive_core_numbers(dense));
}

TEST(Triangles, AreThoseCountedOneByOne) {
  std::vector<Web> all = webs();
  all.push_back(test::random_web({.seed = 4, .nodes = 60, .arcs = 1500}));
  for (const Web& web : all) {
    const auto neighbours = neighbours_of(web);
    const Scores scores = triangles(web, {});
    const auto& clustering = std::get<std::vector<double>>(scores.columns.at(0).values);
    for (NodeId v = 0; v < web.num_nodes(); ++v) {
      double count = 0;
      for (const NodeId u : neighbours[v]) {
        for (const NodeId w : neighbours[v]) count += u < w && neighbours[u].contains(w) ? 1 : 0;
      }
      const auto degree = static_cast<double>(neighbours[v].size());
      EXPECT_EQ(scores.score[v], count);
      EXPECT_DOUBLE_EQ(clustering[v], degree < 2 ? 0 : count / (degree * (degree - 1) / 2));
    }
  }
}

TEST(ExactMeasures, HaveAllRanksProven) {
  const Web web = test::random_web({.nodes = 90, .arcs = 400});  // with many ties
  for (const Scores& scores : {core_numbers(web, {}), triangles(web, {}), bfs(web, {.source = {"3"}}), wcc(web, {})}) {
    EXPECT_EQ(scores.convergence.error_bound_l1, 0) << scores.algorithm;
    EXPECT_EQ(scores.certified_top, 90) << scores.algorithm;
  }
}

TEST(KCore, StopsWithinItsLoop) {
  std::stop_source source;
  const Control control{.report = [&](const Progress&) { source.request_stop(); }, .stop = source.get_token()};
  EXPECT_THROW(core_numbers(test::random_web({.nodes = 30'000, .arcs = 60'000}), {}, control), Cancelled);
}

TEST(Measures, StopWhenAskedTo) {
  const Web web = test::random_web({.nodes = 30'000, .arcs = 60'000});
  std::stop_source source;
  source.request_stop();
  const Control control{.report = {}, .stop = source.get_token()};
  EXPECT_THROW(core_numbers(web, {}, control), Cancelled);
  EXPECT_THROW(salsa(web, {}, control), Cancelled);
  EXPECT_THROW(scc(web, {}, control), Cancelled);
  EXPECT_THROW(wcc(web, {}, control), Cancelled);
  EXPECT_THROW(triangles(web, {}, control), Cancelled);
}

TEST(Triangles, OfACompleteGraphAreAllTriples) {
  std::vector<test::TestArc> arcs;
  for (NodeId u = 0; u < 7; ++u) {
    for (NodeId v = 0; v < u; ++v) arcs.push_back({u, v});
  }
  const Scores scores = triangles(test::make_web(7, arcs), {});
  EXPECT_THAT(scores.score, testing::Each(15.0));
  EXPECT_EQ(scores.facts.at("triangles"), 35);
  EXPECT_EQ(scores.facts.at("transitivity"), 1);
}

}  // namespace
}  // namespace orbweb
