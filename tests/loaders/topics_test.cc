#include "loaders/topics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "graph/error.h"
#include "support/data.h"
#include "support/random_graph.h"

namespace orbweb::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Nodes in order: a.example, b.example, c.example.
std::vector<Topic> topics_of(const std::string& content) {
  const TemporaryFolder folder;
  return read_topics(folder.write("topics", content),
                     make_named_web({{"a.example", "b.example"}, {"b.example", "c.example"}}));
}

std::string topics_failure(const std::string& content) {
  try {
    topics_of(content);
  } catch (const LoadError& error) {
    return error.what();
  }
  return "read";
}

TEST(Topics, ComeInTheOrderOfTheirFirstLinesWithAValuePerNode) {
  const auto topics = topics_of("# who is about what\nb.example\tnews\na.example\tsports\t0.5\r\na.example\tnews\t2\n");
  ASSERT_EQ(topics.size(), 2U);
  EXPECT_EQ(topics[0].name, "news");
  EXPECT_THAT(topics[0].preference, ElementsAre(2, 1, 0));
  EXPECT_EQ(topics[1].name, "sports");
  EXPECT_THAT(topics[1].preference, ElementsAre(0.5, 0, 0));
}

TEST(Topics, RefuseWhatTheyCannotUseNamingTheLine) {
  EXPECT_THAT(topics_failure("\n# nothing\n"), HasSubstr("no line"));
  for (const char* line : {"a.example", "a.example\t", "z.example\tnews", "a.example\tnews\t0", "a.example\tnews\t-1",
                           "a.example\tnews\tnan", "a.example\tnews\t1\t1", "b.example\tnews"}) {
    EXPECT_THAT(topics_failure("b.example\tnews\n" + std::string(line) + "\n"), HasSubstr("line 2")) << line;
  }
  std::string many;
  for (int i = 0; i <= 60; ++i) many += "a.example\ttopic" + std::to_string(i) + "\n";
  EXPECT_THAT(topics_failure(many), HasSubstr("line 61"));
}

}  // namespace
}  // namespace orbweb::test
