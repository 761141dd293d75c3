#include "loaders/node_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exports/node_list.h"
#include "graph/error.h"
#include "graph/transform/node_map.h"
#include "support/compress.h"
#include "support/data.h"
#include "support/random_graph.h"

namespace orbweb::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class NodeSetTest : public ::testing::Test {
 protected:
  /// Nodes in order: a.example, b.example, c.example.
  const Web web_ = make_named_web({{"a.example", "b.example"}, {"b.example", "c.example"}});
  const TemporaryFolder folder_;

  NodeSetFile read(std::string_view text) const { return read_node_set(folder_.write("set", text), web_); }
  std::vector<NodeId> nodes(std::string_view text) const { return members_of(read(text).nodes, web_.num_nodes()); }
  std::vector<NodeId> order(std::string_view text) const { return read_node_order(folder_.write("order", text), web_); }
  std::string order_error(std::string_view text) const {
    try {
      order(text);
      return "";
    } catch (const LoadError& error) {
      return error.what();
    }
  }
};

TEST_F(NodeSetTest, HoldsTheNodesThatLinesName) {
  EXPECT_THAT(nodes("c.example\na.example\n"), ElementsAre(0, 2));
  EXPECT_THAT(nodes("# comment\n\n  b.example \r\nb.example"), ElementsAre(1));
}

TEST_F(NodeSetTest, TakesTheFirstFieldOfATable) {
  EXPECT_THAT(nodes("#name\tnode\nc.example\t0.5\t1\n"), ElementsAre(2));
}

TEST_F(NodeSetTest, FoldsNamesAsFarAsTheyCanBe) { EXPECT_THAT(nodes("https://B.Example/page\n"), ElementsAre(1)); }

TEST_F(NodeSetTest, CountsNamesThatTheWebDoesNotHave) {
  const NodeSetFile file = read("x.example\na.example\ny.example\ny.example\nz.example\n");
  EXPECT_EQ(file.lines, 5U);
  EXPECT_EQ(file.unknown, 4U);
  EXPECT_EQ(file.nodes.size(), 1U);
  EXPECT_EQ(file.examples.size(), 3U);
  EXPECT_THAT(file.examples.front(), HasSubstr("x.example"));
}

TEST_F(NodeSetTest, OfANumberedWebIsOfNumbers) {
  const Web web = make_web(4, {{0, 1}});
  const NodeSetFile file = read_node_set(folder_.write("set", "3\n1\n4\n-1\n"), web);
  EXPECT_THAT(members_of(file.nodes, 4), ElementsAre(1, 3));
  EXPECT_EQ(file.unknown, 2U);
}

TEST_F(NodeSetTest, MayBeCompressed) { EXPECT_THAT(nodes(compress(Compression::gzip, "c.example\n")), ElementsAre(2)); }

TEST_F(NodeSetTest, RefusesALineThatIsTooLong) {
  EXPECT_THROW(read("a.example\n" + std::string(3 << 20, 'x')), LoadError);
}

TEST_F(NodeSetTest, WrittenAndReadAgainIsTheSame) {
  const IndexSet set = IndexSet::from_members(std::vector<std::uint8_t>{1, 0, 1});
  write_node_set({.web = web_, .name_of = names_of(web_), .path = folder_ / "set.txt"}, set);
  EXPECT_EQ(read_file(folder_ / "set.txt"), "a.example\nc.example\n");
  EXPECT_EQ(read_node_set(folder_ / "set.txt", web_).nodes.serialize(), set.serialize());
}

TEST_F(NodeSetTest, AnOrderNamesEveryNodeOnce) {
  EXPECT_THAT(order("c.example\na.example\nb.example\n"), ElementsAre(2, 0, 1));
  EXPECT_THAT(order_error("a.example\nb.example\n"), HasSubstr("expected all 3 nodes, found 2 of them"));
  EXPECT_THAT(order_error("a.example\nb.example\na.example\n"), HasSubstr("line 3: expected each node once"));
  EXPECT_THAT(order_error("a.example\nd.example\n"), HasSubstr("line 2: expected the name of a node of this web"));
}

TEST_F(NodeSetTest, AListOfNamesIsAnOrder) {
  WholeFile file(folder_ / "names.tsv.gz", OutputCompression::gzip, false, real_file_system());
  write_node_names(web_.num_nodes(), names_of(web_), file, {});
  file.publish();
  EXPECT_THAT(read_node_order(folder_ / "names.tsv.gz", web_), ElementsAre(0, 1, 2));
}

}  // namespace
}  // namespace orbweb::test
