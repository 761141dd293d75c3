#include "loaders/score_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "exports/score_table.h"
#include "graph/error.h"
#include "support/data.h"
#include "support/random_graph.h"

namespace orbweb::test {
namespace {

using ::testing::HasSubstr;

/// Nodes in order: a.example, b.example, c.example.
Web domains() { return make_named_web({{"a.example", "b.example"}, {"b.example", "c.example"}}); }

const std::string kTable =
    "name\tscore\trank\tlinks\na.example\t0.5\t1\t7\nb.example\t0.25\t2\t8\nc.example\t0.25\t2\t9\n";

LoadError error_of(const std::string& table, const Web& web = domains()) {
  const TemporaryFolder folder;
  try {
    read_score_table(folder.write("s.tsv", table), web);
  } catch (const LoadError& error) {
    return error;
  }
  ADD_FAILURE() << "no LoadError for " << table;
  return {"", "", "", ""};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST(ReadScoreTable, TakesColumnsByTheirNames) {
  const TemporaryFolder folder;
  const auto path = folder.write("s.csv", "name,extra,score\nc.example,1,0.25\na.example,2.5,0.5\nb.example,3,0.25\n");
  const Scores scores = read_score_table(path, domains());
  EXPECT_EQ(scores.score, (std::vector<double>{0.5, 0.25, 0.25}));
  EXPECT_EQ(scores.rank, (std::vector<std::uint64_t>{1, 2, 2}));
  ASSERT_EQ(scores.columns.size(), 1U);
  EXPECT_EQ(std::get<std::vector<double>>(scores.columns[0].values), (std::vector<double>{2.5, 3, 1}));
}

TEST(ReadScoreTable, NamesTheLineThatIsWrong) {
  EXPECT_EQ(error_of(replaced(kTable, "name", "node")).place(), "line 1");
  EXPECT_EQ(error_of(replaced(kTable, "score", "points")).place(), "line 1");
  EXPECT_EQ(error_of(replaced(kTable, "links", "score")).place(), "line 1");
  EXPECT_EQ(error_of(replaced(kTable, "b.example", "z.example")).place(), "line 3");
  EXPECT_EQ(error_of(replaced(kTable, "c.example", "a.example")).place(), "line 4");
  EXPECT_EQ(error_of(replaced(kTable, "0.5", "half")).place(), "line 2");
  EXPECT_EQ(error_of(replaced(kTable, "\t8", "")).place(), "line 3");
  EXPECT_EQ(error_of(replaced(kTable, "\t8", "\t8\t8")).place(), "line 3");
  EXPECT_EQ(error_of(replaced(kTable, "\t2\t8", "\t-2\t8")).place(), "line 3");
  EXPECT_EQ(error_of(kTable + std::string(2 << 20, 'x')).place(), "line 5");
}

TEST(ReadScoreTable, WantsEachNodeOnce) {
  const LoadError error = error_of(kTable.substr(0, kTable.find("c.example")));
  EXPECT_THAT(error.expected(), HasSubstr("3 nodes"));
  EXPECT_THAT(error.found(), HasSubstr("c.example"));
  EXPECT_THAT(error_of("").found(), HasSubstr("empty"));
  EXPECT_THAT(error_of(replaced(kTable, "\t2\t8", "\t4\t8")).found(), HasSubstr("rank 4"));
}

class StoredScores : public ::testing::Test {
 protected:
  StoredScores() : web_(domains()), path_(folder_ / "s.tsv") {
    Scores scores;
    scores.algorithm = "test-rank";
    scores.web_fingerprint = web_.fingerprint();
    scores.score = {0.5, 0.25, 0.25};
    scores.rank = ranks_of(scores.score);
    write_score_table(scores, web_, path_, false);
  }

  std::string error_text(const Web& web) {
    try {
      read_score_table(path_, web);
    } catch (const LoadError& error) {
      return error.what();
    }
    return "no error";
  }

  TemporaryFolder folder_;
  Web web_;
  std::filesystem::path path_;
};

TEST_F(StoredScores, AreRefusedForAnotherWeb) {
  const Web other = make_named_web({{"a.example", "c.example"}, {"b.example", "c.example"}});
  EXPECT_THAT(error_text(other), HasSubstr("rank this web again"));
}

TEST_F(StoredScores, AreRefusedOnceTheTableChanged) {
  folder_.write("s.tsv", replaced(read_file(path_), "0.5", "0.6"));
  EXPECT_THAT(error_text(web_), HasSubstr("XXH3-128"));
}

TEST_F(StoredScores, AreRefusedWithDamagedFacts) {
  const std::string facts = read_file(folder_ / "s.tsv.json");
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{"orbweb-scores/1", "orbweb-scores/2"},
                                                        {"\"iterations\": 0", "\"iterations\": -1"},
                                                        {"\"iterations\": 0", "\"iterations\": 99999999999"},
                                                        {"\"certified_top\": 0", "\"certified_top\": 1e300"},
                                                        {"\"algorithm\"", "\"algorism\""},
                                                        {"{", "[["},
                                                        {"\"columns\": []", "\"columns\": [1]"}}) {
    folder_.write("s.tsv.json", replaced(facts, from, to));
    EXPECT_THAT(error_text(web_), HasSubstr("s.tsv.json")) << to;
  }
}

TEST_F(StoredScores, SurviveAnyFlippedByte) {
  const std::string table = read_file(path_);
  const std::string facts = read_file(folder_ / "s.tsv.json");
  for (std::size_t i = 0; i < table.size(); ++i) {
    std::string damaged = table;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    folder_.write("s.tsv", damaged);
    EXPECT_NE(error_text(web_), "no error");
  }
  folder_.write("s.tsv", table);
  Random random(1);
  for (int round = 0; round < 2000; ++round) {
    std::string damaged = facts;
    damaged[random.below(damaged.size())] = static_cast<char>(random.next());
    folder_.write("s.tsv.json", damaged);
    // A changed letter of the algorithm's name goes unseen; nothing worse may happen.
    const std::string error = error_text(web_);
    EXPECT_TRUE(error == "no error" || error.find("s.tsv") != std::string::npos);
  }
}

TEST(ReadScoreTable, SurvivesRandomBytes) {
  const TemporaryFolder folder;
  const Web web = domains();
  Random random(2);
  std::size_t read = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string table = kTable;
    for (std::uint64_t i = random.below(4); i > 0; --i) {
      table[random.below(table.size())] = static_cast<char>(round % 2 == 0 ? random.next() : '0' + random.below(10));
    }
    try {
      const Scores scores = read_score_table(folder.write("s.tsv", table), web);
      EXPECT_EQ(scores.score.size(), 3U);
      ++read;
    } catch (const LoadError& error) {
      EXPECT_THAT(error.path(), HasSubstr("s.tsv"));
    }
  }
  EXPECT_GT(read, 100U);
}

}  // namespace
}  // namespace orbweb::test
