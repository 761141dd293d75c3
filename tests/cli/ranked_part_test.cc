// orbweb rank of chosen nodes and arcs.
#include <gmock/gmock.h>

#include "cli/program.h"

namespace orbweb::test {
namespace {

using ::nlohmann::json;
using ::testing::HasSubstr;

class RankedPart : public ProgramTest {
 protected:
  RankedPart() { make_web(); }
  /// Scores of an algorithm over a part, and over the web that convert makes of the same part.
  void expect_same(const std::string& algorithm, const std::vector<std::string>& choice) const {
    std::vector<std::string> rank = {"rank", "my.web", algorithm, "-o", "part.tsv", "--force"};
    rank.insert(rank.end(), choice.begin(), choice.end());
    std::vector<std::string> convert = {"convert", "my.web", "-o", "part.web", "--force"};
    convert.insert(convert.end(), choice.begin(), choice.end());
    EXPECT_EQ(run(rank).status, 0);
    EXPECT_EQ(run(convert).status, 0);
    EXPECT_EQ(run({"rank", "part.web", algorithm, "-o", "whole.tsv", "--force"}).status, 0);
    EXPECT_EQ(read_file(path("part.tsv")), read_file(path("whole.tsv"))) << algorithm;
    EXPECT_EQ(run({"top", "part.web", "part.tsv"}).status, 0);  // the scores are of that very web
  }
};

TEST_F(RankedPart, IsTheWebThatConvertWouldMake) {
  write("some.txt", "a.com\nb.org\nc.net\ne.com\n");
  write("without.txt", "b.org\n");
  for (const char* algorithm : {"pagerank", "harmonic", "wcc"}) {
    expect_same(algorithm, {"--nodes", "some.txt"});
    expect_same(algorithm, {"--nodes", "some.txt", "--not", "without.txt"});
    expect_same(algorithm, {"--under", "a.com", "--under", "c.net"});
  }
  expect_same("domain-rating", {"--followed"});
  expect_same("domain-rating", {"--nodes", "some.txt", "--followed"});
}

TEST_F(RankedPart, CountsItsOwnNodes) {
  const json result = run_json({"rank", "my.web", "harmonic", "--under", "a.com", "--under", "b.org", "--json"});
  EXPECT_EQ(result["nodes"], 2);
  EXPECT_EQ(result["arcs"], 1);
}

TEST_F(RankedPart, FollowedArcsAreThoseOfTheAlgorithmWhereItKnowsThem) {
  const json all = run_json({"rank", "my.web", "pagerank", "--json"});
  const json followed = run_json({"rank", "my.web", "pagerank", "--followed", "--json"});
  EXPECT_EQ(followed["arcs"], all["arcs"]);
  EXPECT_EQ(followed["parameters"]["followed"], true);
}

TEST_F(RankedPart, RefusesToRankNothing) {
  write("nobody.txt", "nobody.example\n");
  EXPECT_EQ(run({"rank", "my.web", "pagerank", "--nodes", "nobody.txt"}).status, 2);
  EXPECT_EQ(run({"rank", "my.web", "pagerank", "--under", "nobody.example"}).status, 2);
  EXPECT_EQ(run({"rank", "my.web", "pagerank", "--nodes", "missing.txt"}).status, 74);
}

}  // namespace
}  // namespace orbweb::test
