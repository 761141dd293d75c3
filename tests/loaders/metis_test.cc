#include "loaders/metis.h"

#include "loaders/graph_loading.h"

namespace orbweb::test {
namespace {

using ::testing::HasSubstr;

// 1 --- 2 --- 3, and 4 alone.
const Arcs kPath = {"0->1:1", "1->0:1", "1->2:1", "2->1:1"};

TEST(Metis, ReadsAdjacencyLists) {
  for (const std::size_t piece : {1U, 2U, 1U << 20}) {
    const Web web = build_graph("metis", "% a path\n4 2\n2\n% between\n 1\t3 \r\n2\n\n", piece).web;
    EXPECT_EQ(web.num_nodes(), 4U);
    EXPECT_EQ(arcs_of(web), kPath);
  }
}

TEST(Metis, PassesOverSizesAndNodeWeights) {
  EXPECT_EQ(arcs_of("metis", "4 2 10\n7 2\n7 1 3\n7 2\n7\n"), kPath);
  EXPECT_EQ(arcs_of("metis", "4 2 010 2\n7 8 2\n7 8 1 3\n7 8 2\n7 8\n"), kPath);
  EXPECT_EQ(arcs_of("metis", "4 2 100\n5 2\n5 1 3\n5 2\n5\n"), kPath);
  EXPECT_EQ(arcs_of("metis", "4 2 110 1\n5 9 2\n5 9 1 3\n5 9 2\n5 9\n"), kPath);
}

TEST(Metis, EdgeWeightsAreLinkCounts) {
  EXPECT_EQ(arcs_of("metis", "3 2 1\n2 6\n1 6 3 2\n2 2\n"), (Arcs{"0->1:6", "1->0:6", "1->2:2", "2->1:2"}));
  EXPECT_EQ(arcs_of("metis", "3 2 011\n9 2 6\n9 1 6 3 2\n9 2 2\n"), (Arcs{"0->1:6", "1->0:6", "1->2:2", "2->1:2"}));
}

TEST(Metis, ReadsALineOfAnyLength) {
  constexpr int kLeaves = 300000;
  std::string content = std::to_string(kLeaves + 1) + " " + std::to_string(kLeaves) + "\n";
  for (int i = 0; i < kLeaves; ++i) content += std::to_string(i + 2) + " ";
  for (int i = 0; i < kLeaves; ++i) content += "\n1";
  EXPECT_EQ(build_graph("metis", content + "\n").web.num_arcs(), 2U * kLeaves);
}

TEST(Metis, RefusesWhatContradictsItsHeader) {
  EXPECT_THAT(refusal("metis", "2 1\n3\n1\n"), HasSubstr("graph: line 2: expected a node from 1 to 2"));
  EXPECT_THAT(refusal("metis", "2 1\n0\n1\n"), HasSubstr("line 2"));
  EXPECT_THAT(refusal("metis", "2 1\nx\n1\n"), HasSubstr("found \"x\""));
  EXPECT_THAT(refusal("metis", "3 1\n2\n1\n"), HasSubstr("each of 3 nodes, found the end of the file after 2"));
  EXPECT_THAT(refusal("metis", "2 1\n2\n1\n1\n"), HasSubstr("the end of the file after 2 nodes"));
  EXPECT_THAT(refusal("metis", "2 2\n2\n1\n"), HasSubstr("2 edges, each at both its nodes, found 2 neighbours"));
  EXPECT_THAT(refusal("metis", "2 1 2\n2\n1\n"), HasSubstr("three digits 0 and 1"));
  EXPECT_THAT(refusal("metis", "2 1 1\n2\n1 4\n"), HasSubstr("the weight of an edge, found the end of the line"));
  EXPECT_THAT(refusal("metis", "2\n"), HasSubstr("line 1: expected the number of edges, found the end of the line"));
  EXPECT_THAT(refusal("metis", ""), HasSubstr("the number of nodes, found the end of the file"));
}

TEST(Metis, HeadersAreNotTrusted) {
  EXPECT_THAT(refusal("metis", "4000000000 1\n2\n1\n"), HasSubstr("each of 4000000000 nodes"));
  EXPECT_THAT(refusal("metis", "99999999999 1\n"), HasSubstr("line 1"));
}

}  // namespace
}  // namespace orbweb::test
