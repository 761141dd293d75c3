#include "loaders/gml.h"

#include "loaders/graph_loading.h"

namespace orbweb::test {
namespace {

using ::testing::HasSubstr;

const std::string kNodes = "node [ id 1 label \"a.com\" ] node [ id 2 label \"b.com\" ] ";

TEST(Gml, ReadsNodesEdgesAndLabels) {
  const std::string text =
      "# made\nCreator \"x [ y\"\ngraph\n[\n directed 1\n comment \"]\"\n node [ id 7 label \"12th.com/press\" ]\n"
      " node\n [\n id 3\n graphics [ x 1.5 Line [ point [ x -1e3 ] ] ]\n label \"A &amp; &quot;B&quot; "
      "&#233;&#38;&x;\" ]\n"
      " node [ id 4 ]\n edge [ source 7 target 3 ]\n edge [ target 3 source 7 ] edge[source 3 target 3]\n]\n";
  for (const std::size_t piece : {1U, 5U, 1U << 20}) {
    const Web web = build_graph("gml", text, piece).web;
    EXPECT_EQ(web.num_nodes(), 3U);
    EXPECT_THAT(arcs_of(web), ::testing::UnorderedElementsAre("12th.com/press->A & \"B\" \xc3\xa9&&x;:2",
                                                              "A & \"B\" \xc3\xa9&&x;->A & \"B\" \xc3\xa9&&x;:1"));
    EXPECT_TRUE(web.find("4").has_value()) << "named by its id";
    EXPECT_EQ(web.provenance().fold, FoldLevel::none);
  }
}

TEST(Gml, IsUndirectedUnlessItSaysOtherwise) {
  EXPECT_EQ(arcs_of("gml", "graph [ " + kNodes + "edge [ source 1 target 2 ] ]"),
            (Arcs{"a.com->b.com:1", "b.com->a.com:1"}));
  EXPECT_EQ(arcs_of("gml", "graph [ directed 0 " + kNodes + "edge [ source 1 target 1 ] ]"), (Arcs{"a.com->a.com:1"}));
  EXPECT_EQ(arcs_of("gml", "graph [ directed 1 " + kNodes + "edge [ source 1 target 2 ] ]"), (Arcs{"a.com->b.com:1"}));
}

TEST(Gml, WholeWeightsAreLinkCounts) {
  EXPECT_EQ(arcs_of("gml", "graph [ directed 1 " + kNodes +
                               "edge [ source 1 target 2 value 4 ] edge [ source 2 target 1 weight 0.5 ] ]"),
            (Arcs{"a.com->b.com:4", "b.com->a.com:1"}));
}

TEST(Gml, RefusesWhatIsNoGraph) {
  const auto refused = [](const std::string& inside) { return refusal("gml", "graph [\n" + kNodes + inside); };
  EXPECT_THAT(refusal("gml", ""), HasSubstr("graph [ ... ], found the end of the file"));
  EXPECT_THAT(refusal("gml", "graph 1"), HasSubstr("expected [ behind graph"));
  EXPECT_THAT(refusal("gml", "]"), HasSubstr("a ] without its ["));
  EXPECT_THAT(refusal("gml", "x [ [ [ ] ]"), HasSubstr("] at the end of a list"));
  EXPECT_THAT(refusal("gml", "x \"abc"), HasSubstr("the end of the string that starts on line 1"));
  EXPECT_THAT(refused("edge [ source 1 target 2"), HasSubstr("graph: line 2: expected a key or ]"));
  EXPECT_THAT(refused("edge [ source 1 target 9 ] ]"), HasSubstr("found \"9\""));
  EXPECT_THAT(refused("edge [ source 1 ] ]"), HasSubstr("an edge with source and target"));
  EXPECT_THAT(refused("node [ label \"c\" ] ]"), HasSubstr("a node with an id"));
  EXPECT_THAT(refused("node [ id 1 ] ]"), HasSubstr("a second node with the id \"1\""));
  EXPECT_THAT(refused("node [ id 3 label \"a.com\" ] ]"), HasSubstr("a second node with the name \"a.com\""));
  EXPECT_THAT(refused("node [ id 3 label \"a\nb\" ] ]"), HasSubstr("a name with control bytes"));
  EXPECT_THAT(refused("node [ id 3 label \"" + std::string(9000, 'a') + "\" ] ]"), HasSubstr("over 8 KiB"));
  EXPECT_THAT(refused("edge [ source 1 target 2 ] directed 1 ]"), HasSubstr("directed before the edges"));
  EXPECT_THAT(refused("directed 2 ]"), HasSubstr("0 or 1 behind directed"));
  EXPECT_THAT(refused("] graph [ ]"), HasSubstr("one graph, found a second one"));
  EXPECT_THAT(refused("key ? ]"), HasSubstr("a number, a string or a list"));
}

TEST(Gml, AnyDepthOfListsCostsNothing) {
  const std::string deep(200000, '[');
  EXPECT_THAT(refusal("gml", "x " + deep), HasSubstr("] at the end of a list"));
  EXPECT_EQ(arcs_of("gml", "x " + deep + std::string(200000, ']') + " graph [ ]"), Arcs{});
}

// Adamic and Glance's blogs; all arcs of this copy are distinct.
TEST(Gml, ReadsPolblogs) {
  ORBWEB_DATA_OR_SKIP(path, "links/polblogs.gml");
  const BuildResult result = build_web({path}, {});
  EXPECT_EQ(result.web.num_nodes(), 1490U);
  EXPECT_EQ(result.web.num_arcs(), 19015U);
  EXPECT_EQ(result.report.links, 19015U);
  EXPECT_TRUE(result.web.find("12thharmonic.com/wordpress").has_value());
}

}  // namespace
}  // namespace orbweb::test
