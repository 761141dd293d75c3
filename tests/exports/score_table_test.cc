#include "exports/score_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "columns/column_file.h"
#include "exports/score_samples.h"
#include "graph/error.h"
#include "loaders/score_table.h"
#include "support/crashing_files.h"
#include "support/data.h"
#include "support/faulty_files.h"
#include "support/random_graph.h"

namespace orbweb::test {
namespace {

using ::testing::HasSubstr;

TEST(ScoreTable, IsSortedByScore) {
  const Web web = domains();
  EXPECT_EQ(score_table_text(scores_of(web, {0.25, 0.1, 1.0 / 3}), web, '\t'),
            "name\tscore\trank\trating\treferring\n"
            "c.example\t0.3333333333333333\t1\t0.3333333333333333\t1\n"
            "a.example\t0.25\t2\t0.25\t0\n"
            "b.example\t0.1\t3\t0.1\t1\n");
}

TEST(ScoreTable, NumbersNodesWithoutNames) {
  const Web web = make_web(2, {{0, 1}});
  EXPECT_EQ(score_table_text(scores_of(web, {1, 2}), web, ','),
            "node,score,rank,rating,referring\n1,2,1,2,1\n0,1,2,1,0\n");
}

class ScoreTableFile : public ::testing::TestWithParam<const char*> {};

TEST_P(ScoreTableFile, ReadsBackTheSame) {
  const TemporaryFolder folder;
  const Web web = with_names(random_web({.nodes = 500, .arcs = 2000}));
  Random random(3);
  std::vector<double> values;
  for (NodeId node = 0; node < web.num_nodes(); ++node) values.push_back(random.unit() * 1e-7);
  values[0] = 5e-324;
  values[1] = 1.7976931348623157e308;
  values[2] = values[3];
  const Scores scores = scores_of(web, values);
  write_score_table(scores, web, folder / GetParam(), false);
  const Scores back = read_score_table(folder / GetParam(), web);
  expect_equal(back, scores);
  auto parameters = scores.parameters;
  parameters.erase("preference");
  EXPECT_EQ(back.parameters, parameters);
  EXPECT_EQ(files_in(folder), 2U);
}

TEST_P(ScoreTableFile, ReadsBackWithoutItsFacts) {
  const TemporaryFolder folder;
  const Web web = domains();
  const Scores scores = scores_of(web, {0.5, 0.25, 0.25});
  write_score_table(scores, web, folder / GetParam(), false);
  std::filesystem::remove(folder / (GetParam() + std::string(".json")));
  const Scores back = read_score_table(folder / GetParam(), web);
  EXPECT_EQ(back.score, scores.score);
  EXPECT_EQ(back.rank, scores.rank);
  EXPECT_EQ(back.columns[0].values, scores.columns[0].values);
  EXPECT_EQ(back.columns[1].values, scores.columns[1].values);
}

std::vector<const char*> table_files() {
  std::vector<const char*> files = {"s.tsv", "s.csv", "s.tsv.gz", "s.csv.gz", "s.tsv.zst", "s.csv.zst"};
  if (has_column_files()) files.insert(files.end(), {"s.parquet", "s.arrow"});
  return files;
}
INSTANTIATE_TEST_SUITE_P(All, ScoreTableFile, ::testing::ValuesIn(table_files()));

TEST(ScoreTable, GuardsFormulasAndQuotesInCsv) {
  const TemporaryFolder folder;
  const Web web = make_named_web({{"=cmd", "-x.example"}, {"@a", "+b,\"c"}});
  const Scores scores = scores_of(web, {1, 2, 3, 4});
  const std::string text = score_table_text(scores, web, ',');
  for (const char* guarded : {"\n'=cmd,", "\n'-x.example,", "\n'@a,", "\n\"'+b,\"\"c\","}) {
    EXPECT_THAT("\n" + text, HasSubstr(guarded));
  }
  write_score_table(scores, web, folder / "s.csv", false);
  expect_equal(read_score_table(folder / "s.csv", web), scores);
}

TEST(ScoreTable, TellsItsFacts) {
  const TemporaryFolder folder;
  const Web web = domains();
  write_score_table(scores_of(web, {3, 2, 1}), web, folder / "s.tsv", false);
  const auto facts = nlohmann::json::parse(read_file(folder / "s.tsv.json"));
  EXPECT_EQ(facts["format"], "orbweb-scores/1");
  EXPECT_EQ(facts["definition"], "test-rank/1");
  EXPECT_EQ(facts["web_fingerprint"], web.fingerprint());
  EXPECT_EQ(facts["parameters"]["alpha"], 0.85);
  EXPECT_EQ(facts["parameters"]["preference"],
            nlohmann::json({{"file", "seeds.tsv"}, {"xxh3_64", "0123456789abcdef"}}));
  EXPECT_EQ(facts["certified_top"], 2);
  EXPECT_EQ(facts["table"]["bytes"], read_file(folder / "s.tsv").size());
}

TEST(ScoreTable, FactsOfAVectorThatAreNoneAreRefused) {
  const Web web = domains();
  const TemporaryFolder folder;
  write_score_table(scores_of(web, {3, 2, 1}), web, folder / "s.tsv", false);
  const auto facts = nlohmann::json::parse(read_file(folder / "s.tsv.json"));
  for (const nlohmann::json& wrong : {nlohmann::json::object(), nlohmann::json({{"file", "seeds.tsv"}}),
                                      nlohmann::json({{"file", 3}, {"xxh3_64", "0"}}), nlohmann::json::array({1, 2})}) {
    auto changed = facts;
    changed["parameters"]["preference"] = wrong;
    folder.write("s.tsv.json", changed.dump());
    EXPECT_THROW(read_score_table(folder / "s.tsv", web), LoadError) << wrong;
  }
}

TEST(ScoreTable, NamesThePathsItTakes) {
  for (const char* path : {"s.tsv", "s.csv.zst", "a.b/s.csv.gz"}) EXPECT_NO_THROW(check_score_table_path(path));
  for (const char* path : {"s", "s.txt", "s.gz", "tsv", ".tsv", "s.tsv.bz2", "s.gz.gz"}) {
    EXPECT_THROW(check_score_table_path(path), ArgumentError) << path;
  }
}

TEST(ScoreTable, DoesNotOverwriteUnasked) {
  const TemporaryFolder folder;
  const Web web = domains();
  write_score_table(scores_of(web, {3, 2, 1}), web, folder / "s.tsv", false);
  EXPECT_THROW(write_score_table(scores_of(web, {1, 2, 3}), web, folder / "s.tsv", false), CreateError);
  EXPECT_EQ(read_score_table(folder / "s.tsv", web).score[0], 3);
  write_score_table(scores_of(web, {1, 2, 3}), web, folder / "s.tsv", true);
  EXPECT_EQ(read_score_table(folder / "s.tsv", web).score[0], 1);
  EXPECT_EQ(files_in(folder), 2U);
}

TEST(ScoreTable, RefusesScoresOfAnotherSize) {
  const Web web = domains();
  Scores scores = scores_of(web, {3, 2, 1});
  scores.score.pop_back();
  EXPECT_THROW(score_table_text(scores, web, '\t'), ArgumentError);
}

TEST(ScoreTable, CannotBeMadeInAMissingFolder) {
  const TemporaryFolder folder;
  const Web web = domains();
  EXPECT_THROW(write_score_table(scores_of(web, {3, 2, 1}), web, folder / "none/s.tsv", false), CreateError);
  EXPECT_EQ(files_in(folder), 0U);
}

// Fails each call in turn: what is there afterwards is the old pair, the new pair, or nothing; never a mix.
TEST(ScoreTable, AppearsWholeOrNotAtAllWhateverCallFails) {
  const Web web = domains();
  const Scores before = scores_of(web, {3, 2, 1});
  const Scores after = scores_of(web, {1, 2, 3});
  for (const bool had_table : {false, true}) {
    bool failed = true;
    for (std::uint64_t call = 1; failed; ++call) {
      const TemporaryFolder folder;
      if (had_table) write_score_table(before, web, folder / "s.tsv", false);
      FaultyFileSystem files({.fail_at = call, .error_number = ENOSPC});
      failed = false;
      try {
        write_score_table(after, web, folder / "s.tsv", had_table, files);
      } catch (const Error&) {
        failed = true;
      }
      const bool has_table = std::filesystem::exists(folder / "s.tsv");
      EXPECT_TRUE(has_table || !had_table) << call;
      EXPECT_EQ(std::filesystem::exists(folder / "s.tsv.json"), has_table) << call;
      EXPECT_LE(files_in(folder), has_table ? 3U : 0U) << call;
      if (!has_table) continue;
      const double first = read_score_table(folder / "s.tsv", web).score[0];
      EXPECT_TRUE(first == 1 || (failed && had_table && first == 3)) << call;
    }
  }
}

// Stops the machine at every moment, with every choice of what had reached the disk. New facts beside the old table are
// found out by their hash; a new table never has other facts than its own.
TEST(ScoreTable, AfterACrashATableHasItsOwnFactsOrIsRefused) {
  const Web web = domains();
  for (const bool had_table : {false, true}) {
    const TemporaryFolder folder;
    if (had_table) write_score_table(scores_of(web, {3, 2, 1}), web, folder / "s.tsv", false);
    CrashingFileSystem files(folder.path());
    write_score_table(scores_of(web, {1, 2, 3}), web, folder / "s.tsv", had_table, files);
    std::set<std::string> seen;
    for (const CrashingFileSystem::State& state : files.states()) {
      const TemporaryFolder after;
      for (const auto& [name, content] : state) after.write(name, content);
      if (!state.contains("s.tsv")) {
        seen.insert("none");
        continue;
      }
      ASSERT_TRUE(state.contains("s.tsv.json"));
      try {
        seen.insert(read_score_table(after / "s.tsv", web).score[0] == 1 ? "new" : "old");
      } catch (const LoadError&) {
        EXPECT_NE(state.at("s.tsv"), read_file(folder / "s.tsv")) << "the new table is refused";
        seen.insert("refused");
      }
    }
    EXPECT_EQ(seen,
              had_table ? (std::set<std::string>{"new", "old", "refused"}) : (std::set<std::string>{"new", "none"}));
  }
}

/// As a writer sees it when another one is faster: nothing is there when it looks.
class TooLate : public FaultyFileSystem {
 public:
  TooLate() : FaultyFileSystem({}) {}
  bool exists(const std::filesystem::path&) override { return false; }
};

TEST(ScoreTable, NeverReplacesWhatAnotherWriterPutThereMeanwhile) {
  const TemporaryFolder folder;
  const Web web = domains();
  const auto own = folder.write("s.tsv", "other");
  TooLate files;
  EXPECT_THROW(write_score_table(scores_of(web, {1, 2, 3}), web, own, false, files), CreateError);
  EXPECT_EQ(read_file(own), "other");
  EXPECT_EQ(files_in(folder), 1U) << "its facts are gone again";
}

TEST(ScoreTable, AFileThatIsNoScoreTableIsNotReplaced) {
  const TemporaryFolder folder;
  const auto links = folder.write("links.tsv", "a.com\tb.com\n");
  EXPECT_THROW(check_can_write_score_table(links, true), CreateError);
  std::filesystem::create_directory(folder / "d.tsv");
  EXPECT_THROW(check_can_write_score_table(folder / "d.tsv", true), CreateError);
  const Web web = domains();
  EXPECT_THROW(write_score_table(scores_of(web, {1, 2, 3}), web, links, true), CreateError);
  EXPECT_EQ(read_file(links), "a.com\tb.com\n");
}

TEST(ScoreTable, FactsWithoutATableAreInTheWayAndSaidSoBeforeTheWork) {
  const TemporaryFolder folder;
  folder.write("s.tsv.json", "{}");
  EXPECT_THROW(check_can_write_score_table(folder / "s.tsv", false), CreateError);
  EXPECT_NO_THROW(check_can_write_score_table(folder / "s.tsv", true));
}

}  // namespace
}  // namespace orbweb::test
