#include "loaders/node_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "graph/error.h"
#include "support/compress.h"
#include "support/data.h"
#include "support/random_graph.h"

namespace orbweb::test {
namespace {

using ::testing::HasSubstr;
using Values = std::vector<double>;

/// Nodes in order: a.example, b.example, c.example.
Web domains() { return make_named_web({{"a.example", "b.example"}, {"b.example", "c.example"}}); }

Values read(const std::string& content, const Web& web) {
  const TemporaryFolder folder;
  return read_node_values(folder.write("values", content), web);
}

LoadError error_of(const std::string& content, const Web& web) {
  try {
    read(content, web);
  } catch (const LoadError& error) {
    return error;
  }
  ADD_FAILURE() << "no LoadError for " << content;
  return {"", "", "", ""};
}

TEST(NodeValues, AreZeroWhereTheFileIsSilentAndOneWithoutAValue) {
  EXPECT_EQ(read("# seeds\n\nb.example\nc.example 0.25\r\n", domains()), (Values{0, 1, 0.25}));
}

TEST(NodeValues, AreSeparatedByTabCommaOrSpaces) {
  for (const std::string separator : {"\t", ",", " ", "   ", ", "}) {
    EXPECT_EQ(read("a.example" + separator + "2e-3\n", domains()), (Values{0.002, 0, 0})) << separator;
  }
}

TEST(NodeValues, FindNodesByWhatPeopleWrite) {
  EXPECT_EQ(read("B.Example 2\nhttps://c.example/page 3", domains()), (Values{0, 2, 3}));
  const Web pages = make_named_web({{"https://a.example/", "https://a.example/x,5"}}, FoldLevel::page);
  EXPECT_EQ(read("HTTPS://A.example\nhttps://a.example/x,5\n", pages), (Values{1, 1}));
  EXPECT_EQ(read("https://a.example/x,5,7\n", pages), (Values{0, 7}));
  const Web hosts = make_named_web({{"www.a.example", "b.example:8080"}}, FoldLevel::host);
  EXPECT_EQ(read("http://WWW.a.example/ 4\nb.example:8080 5\n", hosts)[*hosts.find("www.a.example")], 4);
}

TEST(NodeValues, NameNodesByNumberInAWebWithoutNames) {
  EXPECT_EQ(read("2\t7\n0\n", make_web(3, {{0, 1}, {1, 2}})), (Values{1, 0, 7}));
}

TEST(NodeValues, MayBeCompressed) {
  EXPECT_EQ(read(compress(Compression::xz, "a.example\n"), domains()), (Values{1, 0, 0}));
}

TEST(NodeValues, RefuseAnUnknownNode) {
  const LoadError error = error_of("a.example\nz.example 1\n", domains());
  EXPECT_EQ(error.place(), "line 2");
  EXPECT_THAT(error.found(), HasSubstr("z.example"));
  EXPECT_EQ(error_of("3\n", make_web(3, {{0, 1}})).place(), "line 1");
}

TEST(NodeValues, RefuseANodeGivenTwice) {
  EXPECT_THAT(error_of("a.example 1\nb.example\nA.example 2\n", domains()).place(), "line 3");
}

TEST(NodeValues, RefuseValuesThatAreNoMeasure) {
  for (const std::string value : {"-1", "nan", "inf", "1e999", "x", "1x", "0x10"}) {
    EXPECT_EQ(error_of("a.example\t" + value + "\n", domains()).place(), "line 1") << value;
  }
}

TEST(NodeValues, RefuseAFileWithoutAny) {
  EXPECT_THAT(error_of("", domains()).found(), HasSubstr("no line"));
  EXPECT_THAT(error_of("# nothing\n", domains()).found(), HasSubstr("no line"));
  EXPECT_EQ(error_of("a.example\n" + std::string(2 << 20, 'x'), domains()).place(), "line 2");
}

}  // namespace
}  // namespace orbweb::test
