#include "loaders/start_scores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "algos/pagerank.h"
#include "exports/score_table.h"
#include "graph/error.h"
#include "support/data.h"
#include "support/random_graph.h"

namespace orbweb::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsNan;

/// Nodes in order: a.example, b.example, c.example.
Web three_domains() { return make_named_web({{"a.example", "b.example"}, {"b.example", "c.example"}}); }

std::vector<double> start_of(const std::string& content, const Web& web = three_domains()) {
  const TemporaryFolder folder;
  return read_start_scores(folder.write("old.tsv", content), web);
}

std::string start_failure(const std::string& content, const Web& web = three_domains()) {
  try {
    start_of(content, web);
  } catch (const LoadError& error) {
    return error.what();
  }
  return "read";
}

TEST(StartScores, AreMatchedByNameAndNaNWhereTheTableIsSilent) {
  EXPECT_THAT(start_of("name\trank\tscore\nc.example\t1\t0.5\ngone.example\t2\t0.25\na.example\t3\t0\n"),
              ElementsAre(0, IsNan(), 0.5));
}

TEST(StartScores, ReadWhatIsWrittenForAnotherWeb) {
  const Web old = make_named_web({{"b.example", "z.example"}, {"z.example", "b.example"}});
  const TemporaryFolder folder;
  for (const char* name : {"old.tsv", "old.csv.gz"}) {
    const Scores scores = pagerank(old, PageRankOptions{});
    write_score_table(scores, old, folder / name, false);
    EXPECT_THAT(read_start_scores(folder / name, three_domains()),
                ElementsAre(IsNan(), scores.score[*old.find("b.example")], IsNan()));
  }
}

TEST(StartScores, NumberedNodesAreMatchedByNumber) {
  EXPECT_THAT(start_of("node,score\n2,7\n9,1\n", make_web(3, {{0, 1}})), ElementsAre(IsNan(), IsNan(), 7));
}

TEST(StartScores, RefuseWhatIsNoScoreTableNamingTheLine) {
  EXPECT_THAT(start_failure(""), HasSubstr("empty"));
  EXPECT_THAT(start_failure("node\tscore\n0\t1\n"), HasSubstr("line 1"));
  EXPECT_THAT(start_failure("name\trank\na.example\t1\n"), HasSubstr("score"));
  EXPECT_THAT(start_failure("name\tscore\na.example\n"), HasSubstr("line 2"));
  for (const char* score : {"-1", "nan", "inf", "x", "", "1x"}) {
    EXPECT_THAT(start_failure("name\tscore\nb.example\t1\na.example\t" + std::string(score) + "\n"),
                HasSubstr("line 3"))
        << score;
  }
  EXPECT_THAT(start_failure("name\tscore\na.example\t1\na.example\t1\n"), HasSubstr("again"));
  EXPECT_THAT(start_failure("name\tscore\ngone.example\t1\n"), HasSubstr("web of domains"));
  EXPECT_THAT(start_failure("name\tscore\na.example\t1\n" + std::string(2 << 20, 'x')), HasSubstr("1 MiB"));
}

}  // namespace
}  // namespace orbweb::test
