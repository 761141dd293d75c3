// Boost's concept classes and algorithms on a web, in memory and on disk, beside Boost's own graph of the same arcs.
#include "bgl/web_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <boost/graph/graph_concepts.hpp>
#include <boost/graph/reverse_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <iterator>

#include "graph/store.h"
#include "support/data.h"
#include "support/random_graph.h"

namespace orbweb::test {
namespace {

BOOST_CONCEPT_ASSERT((boost::BidirectionalGraphConcept<WebGraph>));
BOOST_CONCEPT_ASSERT((boost::AdjacencyGraphConcept<WebGraph>));
BOOST_CONCEPT_ASSERT((boost::VertexListGraphConcept<WebGraph>));
BOOST_CONCEPT_ASSERT((boost::EdgeListGraphConcept<WebGraph>));
BOOST_CONCEPT_ASSERT((boost::VertexAndEdgeListGraphConcept<WebGraph>));
BOOST_CONCEPT_ASSERT((boost::ReadablePropertyGraphConcept<WebGraph, NodeId, boost::vertex_index_t>));
BOOST_CONCEPT_ASSERT((boost::ReadablePropertyGraphConcept<WebGraph, NodeId, boost::vertex_name_t>));
BOOST_CONCEPT_ASSERT((boost::ReadablePropertyGraphConcept<WebGraph, WebEdge, boost::edge_index_t>));
BOOST_CONCEPT_ASSERT((boost::ReadablePropertyGraphConcept<WebGraph, WebEdge, boost::edge_weight_t>));
BOOST_CONCEPT_ASSERT((boost::ReadablePropertyGraphConcept<WebGraph, WebEdge, edge_followed_t>));

using Weight = boost::property<boost::edge_weight_t, std::uint32_t>;
using Oracle = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS, boost::no_property, Weight>;

Oracle oracle_of(const Web& web) {
  Oracle oracle(web.num_nodes());
  ArcIndex arc = 0;
  for (NodeId u = 0; u < web.num_nodes(); ++u) {
    for (const NodeId v : web.successors()[u]) boost::add_edge(u, v, Weight(web.link_counts()[arc++]), oracle);
  }
  return oracle;
}

/// Each web in memory and as it is mapped.
class BoostGraph : public ::testing::Test {
 protected:
  BoostGraph() {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      const Web web = with_names(random_web({.seed = seed, .nodes = 60 * seed, .arcs = 250 * seed}));
      const auto path = folder_ / std::to_string(seed);
      save_web(web, path);
      webs_.push_back(web);
      webs_.push_back(open_web(path));
    }
    webs_.push_back(make_web(1, {}));
    webs_.push_back(make_web(4, {{1, 1}, {1, 2}}));  // rows without arcs before and behind
  }

  TemporaryFolder folder_;
  std::vector<Web> webs_;
};

TEST_F(BoostGraph, EdgesAreTheArcsInOrder) {
  for (const Web& web : webs_) {
    const WebGraph graph(web);
    const auto [first, last] = edges(graph);
    auto edge = first;
    ArcIndex arc = 0;
    for (NodeId u = 0; u < web.num_nodes(); ++u) {
      for (const NodeId v : web.successors()[u]) {
        ASSERT_NE(edge, last);
        EXPECT_EQ(source(*edge, graph), u);
        EXPECT_EQ(target(*edge, graph), v);
        EXPECT_EQ(get(boost::edge_index, graph, *edge), arc);
        EXPECT_EQ(get(boost::edge_weight, graph, *edge), web.link_counts()[arc]);
        EXPECT_EQ(get(edge_followed, graph, *edge), web.followed().contains(arc));
        ++edge;
        ++arc;
      }
    }
    EXPECT_EQ(edge, last);
    EXPECT_EQ(num_edges(graph), arc);
    EXPECT_EQ(static_cast<std::uint64_t>(std::distance(first, last)), arc) << "a second pass";
  }
}

TEST_F(BoostGraph, RowsAreThoseOfBothDirections) {
  for (const Web& web : webs_) {
    const WebGraph graph(web);
    const auto [first, last] = vertices(graph);
    EXPECT_EQ(static_cast<std::uint64_t>(last - first), num_vertices(graph));
    for (const NodeId v : boost::make_iterator_range(first, last)) {
      std::vector<NodeId> out, adjacent, in;
      for (const WebEdge& edge : boost::make_iterator_range(out_edges(v, graph))) {
        EXPECT_EQ(edge.source, v);
        EXPECT_EQ(graph.index_of(edge), graph.index_of({edge.source, edge.target}));
        out.push_back(edge.target);
      }
      for (const WebEdge& edge : boost::make_iterator_range(in_edges(v, graph))) {
        EXPECT_EQ(edge.target, v);
        EXPECT_EQ(get(boost::edge_weight, graph, edge), web.link_counts()[graph.index_of(edge)]);
        in.push_back(edge.source);
      }
      const auto [begin, end] = adjacent_vertices(v, graph);
      adjacent.assign(begin, end);
      EXPECT_EQ(out, web.successors()[v]);
      EXPECT_EQ(adjacent, out);
      EXPECT_EQ(in, web.predecessors()[v]);
      EXPECT_EQ(degree(v, graph), in.size() + out.size());
      EXPECT_EQ(get(boost::vertex_name, graph, v), web.display_name(v));
      EXPECT_EQ(get(boost::vertex_index, graph, v), v);
    }
  }
}

template <class AnyGraph>
std::vector<int> distances(const AnyGraph& graph) {
  std::vector<int> distances(num_vertices(graph), -1);
  distances[0] = 0;
  const auto recorder = boost::record_distances(
      boost::make_iterator_property_map(distances.begin(), get(boost::vertex_index, graph)), boost::on_tree_edge());
  boost::breadth_first_search(graph, vertex(0, graph), boost::visitor(boost::make_bfs_visitor(recorder)));
  return distances;
}

template <class AnyGraph>
std::vector<std::uint64_t> weighted_distances(const AnyGraph& graph) {
  std::vector<std::uint64_t> distances(num_vertices(graph));
  boost::dijkstra_shortest_paths(
      graph, vertex(0, graph),
      boost::distance_map(boost::make_iterator_property_map(distances.begin(), get(boost::vertex_index, graph))));
  return distances;
}

/// Sizes of the components that vertices are in.
template <class AnyGraph>
std::vector<std::ptrdiff_t> component_sizes(const AnyGraph& graph) {
  std::vector<int> numbers(num_vertices(graph));
  boost::strong_components(graph, boost::make_iterator_property_map(numbers.begin(), get(boost::vertex_index, graph)));
  std::vector<std::ptrdiff_t> sizes;
  for (const int number : numbers) sizes.push_back(std::count(numbers.begin(), numbers.end(), number));
  return sizes;
}

TEST_F(BoostGraph, AlgorithmsSayTheSameAsOnBoostsOwnGraph) {
  for (const Web& web : webs_) {
    const WebGraph graph(web);
    const Oracle oracle = oracle_of(web);
    EXPECT_EQ(distances(graph), distances(oracle));
    EXPECT_EQ(distances(boost::make_reverse_graph(graph)), distances(boost::make_reverse_graph(oracle)));
    EXPECT_EQ(weighted_distances(graph), weighted_distances(oracle));
    EXPECT_EQ(component_sizes(graph), component_sizes(oracle));
  }
}

}  // namespace
}  // namespace orbweb::test
