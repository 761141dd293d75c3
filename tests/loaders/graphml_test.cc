#include "loaders/graphml.h"

#include "loaders/graph_loading.h"

namespace orbweb::test {
namespace {

using ::testing::HasSubstr;

std::string document(const std::string& inside, const std::string& keys = "",
                     const std::string& edge_default = "directed") {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n" +
         keys + "<graph id=\"G\" edgedefault=\"" + edge_default + "\">\n" + inside + "</graph></graphml>\n";
}
const std::string kTwoNodes = "<node id=\"a\"/><node id=\"b\"/>";
TEST(Graphml, NodesAreNamedByIdWithoutLabels) {
  for (const std::size_t piece : {1U, 9U, 1U << 20}) {
    const Web web = build_graph("graphml", document(kTwoNodes + "<edge source=\"a\" target=\"b\"/>"), piece).web;
    EXPECT_EQ(arcs_of(web), (Arcs{"a->b:1"}));
    EXPECT_EQ(web.provenance().fold, FoldLevel::none);
  }
}

TEST(Graphml, LabelsWinOverNamesAndIds) {
  const std::string keys =
      "<key id=\"d0\" for=\"node\" attr.name=\"name\" attr.type=\"string\"/>"
      "<key id=\"d1\" attr.name=\"label\" attr.type=\"string\"/><key id=\"d2\" for=\"node\" attr.name=\"colour\"/>";
  EXPECT_EQ(
      arcs_of("graphml",
              document("<node id=\"1\"><data key=\"d0\"> A &amp; B\n</data><data key=\"d2\">red</data></node>"
                       "<node id=\"2\"><data key=\"d1\">www.example.com/page</data><data key=\"d0\">no</data></node>"
                       "<node id=\"3\"><data key=\"d1\"></data></node>"
                       "<edge source=\"1\" target=\"2\"/><edge source=\"2\" target=\"3\"/>",
                       keys)),
      (Arcs{"A & B->www.example.com/page:1", "www.example.com/page->3:1"}));
}

TEST(Graphml, EdgesAreDirectedByDefaultOrThemselves) {
  EXPECT_EQ(arcs_of("graphml", document(kTwoNodes + "<edge source=\"a\" target=\"b\" directed=\"false\"/>")),
            (Arcs{"a->b:1", "b->a:1"}));
  EXPECT_EQ(
      arcs_of("graphml", document(kTwoNodes + "<edge source=\"a\" target=\"b\"/><edge source=\"b\" target=\"b\"/>", "",
                                  "undirected")),
      (Arcs{"a->b:1", "b->a:1", "b->b:1"}));
  EXPECT_EQ(
      arcs_of("graphml", document(kTwoNodes + "<edge source=\"a\" target=\"b\" directed=\"true\"/>", "", "undirected")),
      (Arcs{"a->b:1"}));
}

TEST(Graphml, WholeWeightsAreLinkCounts) {
  const std::string edge = kTwoNodes + "<edge source=\"a\" target=\"b\"><data key=\"w\"> 5 </data></edge>";
  EXPECT_EQ(arcs_of("graphml", document(edge, "<key id=\"w\" for=\"edge\" attr.name=\"weight\" attr.type=\"long\"/>")),
            (Arcs{"a->b:5"}));
  EXPECT_EQ(
      arcs_of("graphml", document(edge, "<key id=\"w\" for=\"edge\" attr.name=\"weight\" attr.type=\"double\"/>")),
      (Arcs{"a->b:1"}));
  EXPECT_THAT(refusal("graphml", document(kTwoNodes + "<edge source=\"a\" target=\"b\"><data key=\"w\">x</data></edge>",
                                          "<key id=\"w\" for=\"edge\" attr.name=\"weight\" attr.type=\"int\"/>")),
              HasSubstr("an integer as weight"));
}

TEST(Graphml, RefusesEntityBombs) {
  EXPECT_THAT(refusal("graphml",
                      "<!DOCTYPE g [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n"
                      "<graphml><graph><node id=\"&b;\"/></graph></graphml>"),
              HasSubstr("no entity declarations"));
  EXPECT_THAT(refusal("graphml", "<!DOCTYPE g [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><graphml>&x;</graphml>"),
              HasSubstr("no entity declarations"));
}

TEST(Graphml, RefusesTagsWithoutEnd) {
  EXPECT_THAT(refusal("graphml", "<graphml><graph><node id=\"" + std::string(5 << 20, 'a') + "\"/></graph></graphml>"),
              HasSubstr("up to 1 MiB"));
}

TEST(Graphml, RefusesWhatIsNoPlainGraph) {
  EXPECT_THAT(refusal("graphml", ""), HasSubstr("well-formed XML"));
  EXPECT_THAT(refusal("graphml", "<graphml>\n<graph></graphml>"), HasSubstr("graph: line 2: expected well-formed XML"));
  EXPECT_THAT(refusal("graphml", "<graphml></graphml>"), HasSubstr("a <graph>"));
  EXPECT_THAT(refusal("graphml", document("<node id=\"a\"><graph/></node>")), HasSubstr("one graph"));
  EXPECT_THAT(refusal("graphml", document("<node id=\"a\"><node id=\"b\"/></node>")),
              HasSubstr("a node inside a graph"));
  EXPECT_THAT(refusal("graphml", document("<hyperedge/>")), HasSubstr("a hyperedge"));
  EXPECT_THAT(refusal("graphml", document("<node/>")), HasSubstr("a node with an id"));
  EXPECT_THAT(refusal("graphml", document(kTwoNodes + "<edge source=\"a\" target=\"c\"/>")), HasSubstr("found \"c\""));
  EXPECT_THAT(refusal("graphml", document(kTwoNodes + "<node id=\"a\"/>")),
              HasSubstr("a second node with the id \"a\""));
  EXPECT_THAT(refusal("graphml", document("", "", "sideways")), HasSubstr("edgedefault"));
}

TEST(Graphml, RefusesNodesOfOneName) {
  EXPECT_THAT(refusal("graphml", document("<node id=\"a\"/><node id=\"b\"><data key=\"k\">a</data></node>",
                                          "<key id=\"k\" for=\"node\" attr.name=\"label\"/>")),
              HasSubstr("a second node with the name \"a\""));
}

}  // namespace
}  // namespace orbweb::test
