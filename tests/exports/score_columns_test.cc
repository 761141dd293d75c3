#include "exports/score_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "columns/column_file.h"
#include "exports/score_samples.h"
#include "exports/score_table.h"
#include "graph/error.h"
#include "graph/parallel.h"
#include "loaders/score_table.h"
#include "loaders/start_scores.h"
#include "loaders/table_names.h"
#include "support/column_table.h"
#include "support/faulty_files.h"

namespace orbweb::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ColumnFormat, IsToldByExtensionOrByFirstBytes) {
  EXPECT_EQ(column_format_of("a/s.parquet"), ColumnFormat::parquet);
  EXPECT_EQ(column_format_of("s.arrow"), ColumnFormat::arrow);
  for (const char* path : {"s.tsv", "s.parquet.gz", "parquet", ".parquet"})
    EXPECT_FALSE(column_format_of(path)) << path;
  const TemporaryFolder folder;
  EXPECT_EQ(column_format_at(real_file_system(), folder.write("a", "PAR1x")), ColumnFormat::parquet);
  EXPECT_EQ(column_format_at(real_file_system(), folder.write("b", "ARROW1")), ColumnFormat::arrow);
  EXPECT_FALSE(column_format_at(real_file_system(), folder.write("c", "PAR")));
  EXPECT_FALSE(column_format_at(real_file_system(), folder / "none"));
}

TEST(ColumnFiles, WithoutArrowSayWhatToDo) {
  if (has_column_files()) GTEST_SKIP() << "this build has Arrow";
  const TemporaryFolder folder;
  try {
    check_score_table_path("s.parquet");
    FAIL() << "accepted";
  } catch (const ArgumentError& error) {
    EXPECT_THAT(error.what(), HasSubstr("s.parquet is a Parquet or Arrow file, and this orbweb was built without"));
  }
  EXPECT_THROW(read_score_table(folder.write("s.tsv", "PAR1PAR1"), domains()), ArgumentError);
}

class ScoreColumns : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!has_column_files()) GTEST_SKIP() << "this build has no Arrow";
  }
  std::filesystem::path path() const { return folder_ / GetParam(); }
  void write(const Scores& scores, const Web& web) const { write_score_table(scores, web, path(), true); }
  void remove_facts() const { std::filesystem::remove(path().string() + ".json"); }

  const TemporaryFolder folder_;
};

TEST_P(ScoreColumns, AreTypedAndInNodeOrder) {
  write(scores_of(domains(), {0.25, 0.5, 0.125}), domains());
  const auto file = ColumnFileReader::open(real_file_system(), path());
  EXPECT_THAT(file->columns(),
              ElementsAre(ColumnInfo{"name", ColumnType::text}, ColumnInfo{"score", ColumnType::number},
                          ColumnInfo{"rank", ColumnType::integer}, ColumnInfo{"rating", ColumnType::number},
                          ColumnInfo{"referring", ColumnType::integer}));
  EXPECT_EQ(file->num_rows(), 3U);
  const auto rows = file->next();
  ASSERT_NE(rows, nullptr);
  EXPECT_THAT(rows->columns[0].texts, ElementsAre("a.example", "b.example", "c.example"));
  EXPECT_THAT(rows->columns[1].numbers, ElementsAre(0.25, 0.5, 0.125));
  EXPECT_THAT(rows->columns[2].integers, ElementsAre(2, 1, 3));
  EXPECT_THAT(rows->columns[4].integers, ElementsAre(0, 1, 1));
  EXPECT_EQ(file->next(), nullptr);
}

TEST_P(ScoreColumns, NumberNodesWithoutNames) {
  const Web web = make_web(3, {{0, 1}});
  write(scores_of(web, {1, 2, 0.5}), web);
  const auto file = ColumnFileReader::open(real_file_system(), path());
  EXPECT_EQ(file->columns()[0], (ColumnInfo{"node", ColumnType::integer}));
  EXPECT_THAT(file->next()->columns[0].integers, ElementsAre(0, 1, 2));
  expect_equal(read_score_table(path(), web), scores_of(web, {1, 2, 0.5}));
}

TEST_P(ScoreColumns, HoldTheirFactsThemselves) {
  const Scores scores = scores_of(domains(), {0.25, 0.5, 0.125});
  write(scores, domains());
  const auto beside = nlohmann::json::parse(read_file(path().string() + ".json"));
  remove_facts();
  const auto text = ColumnFileReader::open(real_file_system(), path())->metadata(kFactsKey);
  ASSERT_TRUE(text);
  auto within = nlohmann::json::parse(*text);
  within["table"] = beside["table"];
  EXPECT_EQ(within, beside);
  const Scores back = read_score_table(path(), domains());
  expect_equal(back, scores);
  auto parameters = scores.parameters;
  parameters.erase("preference");
  EXPECT_EQ(back.parameters, parameters);
  EXPECT_THROW(read_score_table(path(), make_named_web({{"a.example", "c.example"}, {"c.example", "b.example"}})),
               LoadError)
      << "another web's";
}

TEST_P(ScoreColumns, AreNodesOfAWebAndAStart) {
  write(scores_of(domains(), {0.25, 0.5, 0.125}), domains());
  const Web web = web_of_table(path());
  EXPECT_EQ(web.num_nodes(), 3U);
  EXPECT_EQ(web.display_name(1), "b.example");
  EXPECT_EQ(web.fingerprint(), domains().fingerprint());
  EXPECT_THAT(read_start_scores(path(), domains()), ElementsAre(0.25, 0.5, 0.125));
}

/// A table as `scores` are written, of other values under the facts of `scores`: what a program makes that changes
/// values and keeps the metadata.
class ScoreColumnsChanged : public ScoreColumns {
 protected:
  ColumnFormat format() const { return *column_format_of(path()); }
  ColumnTable table(std::vector<double> score) const {
    return ColumnTable()
        .text("name", {"a.example", "b.example", "c.example"})
        .numbers("score", score)
        .integers("rank", {2, 1, 3})
        .numbers("rating", {0.25, 0.5, 0.125})
        .integers("referring", {0, 1, 1});
  }
  void write_scores() {
    write(scores_of(domains(), {0.25, 0.5, 0.125}), domains());
    remove_facts();
    const auto file = ColumnFileReader::open(real_file_system(), path());
    facts_ = file->metadata(kFactsKey).value();
    content_ = file->metadata(kContentKey).value();
  }
  std::string refusal_of(const ColumnTable& table) const {
    folder_.write(GetParam(), table.bytes(format()));
    try {
      read_score_table(path(), domains());
    } catch (const LoadError& error) {
      return error.what();
    }
    return "";
  }

  std::string facts_, content_;
};

TEST_P(ScoreColumnsChanged, FactsWithinAreTiedToValues) {
  write_scores();
  EXPECT_EQ(refusal_of(table({0.25, 0.5, 0.125}).metadata(kFactsKey, facts_).metadata(kContentKey, content_)), "");
  EXPECT_THAT(refusal_of(table({0.25, 0.5, 0.126}).metadata(kFactsKey, facts_).metadata(kContentKey, content_)),
              HasSubstr("others in column \"score\"; rank again, or take orbweb-scores out of its metadata"));
  EXPECT_THAT(refusal_of(table({0.25, 0.5, 0.125})
                             .integers("more", {1, 2, 3})
                             .metadata(kFactsKey, facts_)
                             .metadata(kContentKey, content_)),
              HasSubstr("others in column \"more\""));
  EXPECT_EQ(refusal_of(table({0.25, 0.5, 0.126})), "") << "without facts it says nothing that it does not hold";
}

TEST_P(ScoreColumnsChanged, FactsWithinThatWereChangedOrAreTiedToNothingAreRefused) {
  write_scores();
  const ColumnTable genuine = table({0.25, 0.5, 0.125});
  EXPECT_THAT(refusal_of(ColumnTable(genuine).metadata(kFactsKey, facts_)), HasSubstr("no orbweb-content"));
  std::string better = facts_;
  better.replace(better.find("3e-10"), 5, "3e-15");
  EXPECT_THAT(refusal_of(ColumnTable(genuine).metadata(kFactsKey, better).metadata(kContentKey, content_)),
              HasSubstr("changed after they were written"));
  for (const char* content : {"", "[]", "{}", R"({"facts": 1, "columns": {}})"}) {
    EXPECT_NE(refusal_of(ColumnTable(genuine).metadata(kFactsKey, facts_).metadata(kContentKey, content)), "")
        << content;
  }
}

// Others write columns of more kinds than we do.
TEST_P(ScoreColumnsChanged, ValuesAreReadAsTheNumbersThatTheyAre) {
  std::vector<double> score = {0.1, 1e-300, 12345678.9};
  ColumnTable table = ColumnTable().text("name", {"c.example", "a.example", "b.example"}).numbers("score", score);
  table.numbers("rank", {3, 1, 2}).integers("whole", {9007199254740993, 0, 7}).numbers("number", {1, 2, 3});
  for (int i = 0; i < 70; ++i) table.text("text " + std::to_string(i), {"1", "2", "3"});
  folder_.write(GetParam(), table.bytes(format()));
  const Scores scores = read_score_table(path(), domains());
  EXPECT_THAT(scores.score, ElementsAre(1e-300, 12345678.9, 0.1));
  EXPECT_THAT(scores.rank, ElementsAre(1, 2, 3));
  ASSERT_EQ(scores.columns.size(), 72U);
  EXPECT_EQ(scores.columns[0].values, ColumnValues(std::vector<std::uint64_t>{0, 7, 9007199254740993}));
  EXPECT_EQ(scores.columns[1].values, ColumnValues(std::vector<double>{2, 3, 1}));
  EXPECT_THAT(refusal_of(ColumnTable()
                             .text("name", {"c.example", "a.example", "b.example"})
                             .numbers("score", score)
                             .numbers("rank", {3, 1.5, 2})),
              HasSubstr("row 2: expected a number in column \"rank\", found \"1.5\""));
}

// A damaged page of the scores, which who needs the names alone never reads.
TEST_P(ScoreColumnsChanged, NamesAreReadAlone) {
  const Web web = make_web(100'000, {{0, 1}});
  std::vector<double> values(web.num_nodes());
  Random random(7);
  for (double& value : values) value = random.unit();
  write(scores_of(web, values), web);
  std::string bytes = read_file(path());
  bytes[bytes.size() / 3] = static_cast<char>(bytes[bytes.size() / 3] ^ 1);
  folder_.write(GetParam(), bytes);
  EXPECT_EQ(web_of_table(path()).num_nodes(), web.num_nodes());
  EXPECT_THROW(read_score_table(path(), web), LoadError);
}

INSTANTIATE_TEST_SUITE_P(Formats, ScoreColumnsChanged, ::testing::Values("s.parquet", "s.arrow"));

// More rows than a part holds, and names of many lengths.
TEST_P(ScoreColumns, GoOverManyParts) {
  const Web web = with_names(make_web(kMostRowsOfPart + 5000, {{0, 1}}));
  std::vector<double> values(web.num_nodes());
  Random random(7);
  for (double& value : values) value = random.unit();
  const Scores scores = scores_of(web, values);
  write(scores, web);
  expect_equal(read_score_table(path(), web), scores);
}

TEST_P(ScoreColumns, AreTheSameBytesForAnyNumberOfThreads) {
  const Web web = with_names(random_web({.nodes = 3000, .arcs = 9000}));
  const Scores scores = scores_of(web, std::vector<double>(web.num_nodes(), 0.5));
  with_threads(1, [&] { write(scores, web); });
  const std::string bytes = read_file(path());
  with_threads(3, [&] { write(scores, web); });
  EXPECT_EQ(read_file(path()), bytes);
}

TEST_P(ScoreColumns, RefuseNamesThatAreNoText) {
  const Web web = make_named_web({{"a.example", "caf\xe9"}});
  EXPECT_THROW(write(scores_of(web, {1, 2}), web), ArgumentError);
  EXPECT_EQ(files_in(folder_), 0U);
}

TEST_P(ScoreColumns, CutShortAreErrorsThatNameTheFile) {
  write(scores_of(domains(), {0.25, 0.5, 0.125}), domains());
  remove_facts();
  const std::string whole = read_file(path());
  for (std::size_t length = 6; length < whole.size(); length += 7) {
    folder_.write(GetParam(), whole.substr(0, length));
    try {
      read_score_table(path(), domains());
      ADD_FAILURE() << "read " << length << " of " << whole.size() << " bytes";
    } catch (const LoadError& error) {
      EXPECT_EQ(error.path(), path().string()) << length;
    }
  }
}

// With the facts beside it every changed bit is found; without, every byte still gives an answer or an error.
TEST_P(ScoreColumns, DamagedAreFoundOut) {
  write(scores_of(domains(), {0.25, 0.5, 0.125}), domains());
  const std::string whole = read_file(path());
  const std::string facts = read_file(path().string() + ".json");
  std::size_t found = 0;
  for (std::size_t bit = 0; bit < 8 * whole.size(); bit += 11) {
    std::string damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    folder_.write(GetParam(), damaged);
    folder_.write(GetParam() + std::string(".json"), facts);
    EXPECT_THROW(read_score_table(path(), domains()), LoadError) << bit;
    remove_facts();
    try {
      read_score_table(path(), domains());
    } catch (const LoadError&) {
      ++found;
    } catch (const LimitError&) {  // a length that became a large one
      ++found;
    }
  }
  EXPECT_GT(found, 0U);
}

// Fails each call in turn: what is there afterwards is the old table or the new one, with its own facts.
TEST_P(ScoreColumns, AppearWholeOrNotAtAllWhateverCallFails) {
  const Web web = domains();
  bool failed = true;
  for (std::uint64_t call = 1; failed; ++call) {
    write(scores_of(web, {3, 2, 1}), web);
    FaultyFileSystem files({.fail_at = call, .error_number = ENOSPC});
    failed = false;
    try {
      write_score_table(scores_of(web, {1, 2, 3}), web, path(), true, files);
    } catch (const IoError& error) {
      EXPECT_EQ(error.error_number(), ENOSPC);
      failed = true;
    } catch (const Error&) {
      failed = true;
    }
    const double first = read_score_table(path(), web).score[0];
    EXPECT_TRUE(first == 1 || (failed && first == 3)) << call;
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, ScoreColumns, ::testing::Values("s.parquet", "s.arrow"));

}  // namespace
}  // namespace orbweb::test
