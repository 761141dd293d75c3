// Explanations of scores that were made with a preference: which one it was has to be known.
#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "support/data.h"

namespace orbweb::test {
namespace {

using ::nlohmann::json;

/// Scores pr.tsv of my.web by PageRank, with the preference of seeds.txt: d.io and e.com.
class ExplainPreference : public ProgramTest {
 protected:
  ExplainPreference() {
    make_web();
    write("seeds.txt", "e.com 3\nd.io 1\n");
    EXPECT_EQ(run({"rank", "my.web", "pagerank", "--preference", "seeds.txt", "-o", "pr.tsv"}).status, 0);
  }
  Outcome explain(const std::vector<std::string>& options) const {
    std::vector<std::string> line = {"explain", "my.web", "e.com"};
    line.insert(line.end(), options.begin(), options.end());
    return run(line);
  }
};

TEST_F(ExplainPreference, IsRecordedBesideTheScoresByNameAndHash) {
  const json facts = json::parse(read_file(path("pr.tsv.json")));
  EXPECT_EQ(facts["parameters"]["preference"]["file"], "seeds.txt");
  EXPECT_EQ(facts["parameters"]["preference"]["xxh3_64"].get<std::string>().size(), 16U);
  const json explained = json::parse(explain({"--scores", "pr.tsv", "--preference", "seeds.txt", "--json"}).out);
  EXPECT_EQ(explained["parameters"], facts["parameters"]);
}

TEST_F(ExplainPreference, TheSameIsEnoughWhateverItsFileIsCalled) {
  std::filesystem::create_directory(path("else"));
  write("else/where.txt", "# the same\nd.io\t1\nhttps://e.com/,3\n");
  for (const char* file : {"seeds.txt", "else/where.txt"}) {
    const Outcome outcome = explain({"--scores", "pr.tsv", "--preference", file});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.err, "");
  }
}

TEST_F(ExplainPreference, MissingIsNamed) {
  const Outcome outcome = explain({"--scores", "pr.tsv"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err,
            "orbweb: error: pr.tsv was made with --preference seeds.txt, without which its parts cannot be told\n"
            "  hint: give the same: --preference FILE\n");
  EXPECT_EQ(outcome.out, "");
}

TEST_F(ExplainPreference, AnotherIsRefusedWithBothHashes) {
  write("other.txt", "e.com 3\nd.io 2\n");
  const Outcome outcome = explain({"--scores", "pr.tsv", "--preference", "other.txt"});
  EXPECT_EQ(outcome.status, 2);
  const std::string hash = json::parse(read_file(path("pr.tsv.json")))["parameters"]["preference"]["xxh3_64"];
  EXPECT_NE(outcome.err.find("made with --preference seeds.txt, whose shares have XXH3-64 " + hash +
                             "; those of other.txt have "),
            std::string::npos)
      << outcome.err;
}

TEST_F(ExplainPreference, OneThatTheScoresDoNotHaveIsRefused) {
  ASSERT_EQ(run({"rank", "my.web", "pagerank", "-o", "plain.tsv"}).status, 0);
  const Outcome outcome = explain({"--scores", "plain.tsv", "--preference", "seeds.txt"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("plain.tsv was made without --preference\n  hint: leave --preference out"),
            std::string::npos)
      << outcome.err;
}

}  // namespace
}  // namespace orbweb::test
