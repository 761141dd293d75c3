#include "graph/graph.h"

#include <gtest/gtest.h>

#include "graph/error.h"
#include "graph/transpose.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

using test::random_web;

TEST(Graph, WithoutNodesIsEmpty) {
  const Graph graph;
  EXPECT_EQ(graph.num_nodes(), 0U);
  EXPECT_EQ(graph.num_arcs(), 0U);
}

TEST(Graph, RowsAreSuccessors) {
  // 0 -> 1, 0 -> 2, 2 -> 0
  const Graph graph({0, 2, 2, 3}, {1, 2, 0});
  EXPECT_EQ(graph.degree(0), 2U);
  EXPECT_EQ(graph.degree(1), 0U);
  EXPECT_EQ(std::vector<NodeId>(graph[0].begin(), graph[0].end()), (std::vector<NodeId>{1, 2}));
  EXPECT_EQ(graph[2][0], 0U);
  EXPECT_EQ(graph.first_arc(2), 2U);
}

TEST(Graph, RefusesMalformedParts) {
  EXPECT_THROW(Graph({}, {}), ArgumentError);                // no offsets at all
  EXPECT_THROW(Graph({1, 1}, {0}), ArgumentError);           // does not start at 0
  EXPECT_THROW(Graph({0, 2}, {0}), ArgumentError);           // does not end at the number of arcs
  EXPECT_THROW(Graph({0, 2, 1, 2}, {0, 1}), ArgumentError);  // falls
  EXPECT_THROW(Graph({0, 1}, {1}), ArgumentError);           // a target past the last node
  EXPECT_THROW(Graph({0, 2, 2}, {1, 0}), ArgumentError);     // a row that is not sorted
  EXPECT_THROW(Graph({0, 2, 2}, {1, 1}), ArgumentError);     // a row with a repeated target
}

TEST(Graph, NamesTheFirstMalformedRow) {
  try {
    Graph({0, 0, 1, 2}, {7, 9});
    FAIL();
  } catch (const ArgumentError& error) {
    EXPECT_NE(std::string(error.what()).find("row of node 1"), std::string::npos) << error.what();
  }
}

TEST(Transpose, ReversesEveryArc) {
  // 0 -> 1 <- 2, 2 -> 2
  const Graph in = transpose(Graph({0, 1, 1, 3}, {1, 1, 2}));
  EXPECT_EQ(std::vector<ArcIndex>(in.offsets().begin(), in.offsets().end()), (std::vector<ArcIndex>{0, 0, 2, 3}));
  EXPECT_EQ(std::vector<NodeId>(in.targets().begin(), in.targets().end()), (std::vector<NodeId>{0, 2, 2}));
}

bool same(const Graph& a, const Graph& b) {
  return std::equal(a.offsets().begin(), a.offsets().end(), b.offsets().begin(), b.offsets().end()) &&
         std::equal(a.targets().begin(), a.targets().end(), b.targets().begin(), b.targets().end());
}

TEST(Transpose, TwiceIsTheIdentity) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Graph graph = decode(random_web({.seed = seed, .nodes = 50 * seed, .arcs = 400 * seed}).successors());
    EXPECT_TRUE(same(graph, transpose(transpose(graph)))) << "seed " << seed;
  }
}

TEST(Transpose, OriginsLeadBackToTheSameArc) {
  const Graph graph = decode(random_web({.seed = 7, .nodes = 300, .arcs = 5000}).successors());
  const TransposeWithOrigins in = transpose_with_origins(graph);
  EXPECT_TRUE(same(in.graph, transpose(graph)));
  for (NodeId node = 0; node < in.graph.num_nodes(); ++node) {
    for (std::uint64_t i = 0; i < in.graph.degree(node); ++i) {
      const NodeId source = in.graph[node][i];
      const ArcIndex origin = in.origins[in.graph.first_arc(node) + i];
      EXPECT_EQ(graph.targets()[origin], node);
      EXPECT_GE(origin, graph.first_arc(source));
      EXPECT_LT(origin, graph.first_arc(source) + graph.degree(source));
    }
  }
}

}  // namespace
}  // namespace orbweb
