#include "loaders/link_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "graph/error.h"
#include "graph/parallel.h"
#include "loaders/arcs_of.h"
#include "loaders/open.h"
#include "support/column_table.h"
#include "support/data.h"

namespace orbweb::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Table = ColumnTable;

class LinkColumnsOf : public ::testing::TestWithParam<ColumnFormat> {
 protected:
  void SetUp() override {
    if (!has_column_files()) GTEST_SKIP() << "this build has no Arrow";
  }

  std::string extension() const { return GetParam() == ColumnFormat::parquet ? ".parquet" : ".arrow"; }
  std::filesystem::path write(const std::string& name, const Table& table) const {
    return folder_.write(name + extension(), table.bytes(GetParam()));
  }
  static BuildResult build(const std::vector<std::filesystem::path>& paths, bool strict = false) {
    BuildOptions options;
    options.fold.level = FoldLevel::host;
    options.strict = strict;
    return build_web(paths, options);
  }
  static LoadError error_of(const std::vector<std::filesystem::path>& paths, bool strict = false) {
    try {
      build(paths, strict);
    } catch (const LoadError& error) {
      return error;
    }
    ADD_FAILURE() << "no LoadError";
    return {"", "", "", ""};
  }

  const TemporaryFolder folder_;
};

TEST_P(LinkColumnsOf, NamesAreFoldedAndLabelsKept) {
  const Table table = Table()
                          .numbers("weight", {1, 2, 3})
                          .text("target", {"b.org", "https://b.org/x", "a.com"})
                          .text("source", {"https://a.com/1", "a.com", "b.org"})
                          .text("rel", {"", "external NoFollow", "ugc"})
                          .integers("count", {2, 3, 1});
  const BuildResult result = build({write("links", table)});
  EXPECT_THAT(arcs_of(result.web), ElementsAre("a.com->b.org:5", "b.org->a.com:1n"));
  EXPECT_EQ(result.report.lines, 3U);
  EXPECT_EQ(result.report.links, 6U);
  EXPECT_EQ(result.web.provenance().fold, FoldLevel::host);
}

TEST_P(LinkColumnsOf, WholeNumbersAreNodesWithoutNames) {
  const BuildResult result = build({write("arcs", Table().integers("src", {0, 2, 2}).integers("dst", {2, 0, 2}))});
  EXPECT_FALSE(result.web.has_names());
  EXPECT_THAT(arcs_of(result.web), ElementsAre("0->2:1", "2->0:1", "2->2:1"));
}

// The same rows as text and as columns give the same web, and the same rows are refused for the same reasons.
TEST_P(LinkColumnsOf, AreWhatALinkListOfTheSameRowsIs) {
  const std::vector<std::string> sources = {"a.com", "mailto:x@y", "a.com", "", "b.org", "http://", "c.net"};
  const std::vector<std::string> targets = {"b.org", "a.com", "javascript:1", "a.com", "", "a.com", "a.com:99999"};
  std::string text = "source\ttarget\n";
  for (std::size_t i = 0; i < sources.size(); ++i) text += sources[i] + "\t" + targets[i] + "\n";
  const BuildResult list = build({folder_.write("links.tsv", text)});
  const BuildResult columns = build({write("links", Table().text("source", sources).text("target", targets))});
  EXPECT_EQ(columns.web.fingerprint(), list.web.fingerprint());
  EXPECT_EQ(columns.report.rejected, list.report.rejected);
  EXPECT_EQ(columns.report.lines, list.report.lines);
  ASSERT_FALSE(columns.report.examples.empty());
  EXPECT_EQ(columns.report.examples[0].line, 2U) << "rows count from 1, and have no header";
}

TEST_P(LinkColumnsOf, RefusesCountsAndNumbersOutOfRange) {
  const auto path = write("arcs", Table()
                                      .integers("source", {1, 4294967295, 1, 1, 1})
                                      .integers("target", {2, 2, 9223372036854775807, 2, 2})
                                      .integers("count", {1, 1, 1, 0, 4294967296}));
  const LoadReport report = build({path}).report;
  EXPECT_EQ(report.rejected[static_cast<std::size_t>(Rejection::number_too_large)], 2U);
  EXPECT_EQ(report.rejected[static_cast<std::size_t>(Rejection::invalid_count)], 2U);
  EXPECT_EQ(report.links, 1U);
  const LoadError error = error_of({path}, true);
  EXPECT_EQ(error.place(), "row 2");
  EXPECT_THAT(error.what(), HasSubstr(path.string()));
}

TEST_P(LinkColumnsOf, FoldersArePartitionedTables) {
  std::filesystem::create_directories(folder_ / "t/day=2");
  std::filesystem::create_directories(folder_ / "t/day=1");
  std::filesystem::create_directories(folder_ / "t/_temporary");
  const auto links = [](const char* source, const char* target) {
    return Table().text("source", {source}).text("target", {target});
  };
  write("t/day=1/part-0", links("a.com", "b.org"));
  write("t/day=2/part-0", links("b.org", "c.net"));
  write("t/_temporary/part-0", links("x.com", "y.org"));
  write("t/.hidden", links("x.com", "y.org"));
  folder_.write("t/_SUCCESS", "");
  folder_.write("t/readme.txt", "not a table");
  const BuildResult result = build({folder_ / "t"});
  EXPECT_THAT(arcs_of(result.web), ElementsAre("a.com->b.org:1", "b.org->c.net:1"));
  EXPECT_EQ(result.web.provenance().inputs, std::vector<std::string>{(folder_ / "t").string()});
}

TEST_P(LinkColumnsOf, LinksToFoldersAreNotFollowed) {
  std::filesystem::create_directories(folder_ / "t/day=1");
  write("t/day=1/part-0", Table().text("source", {"a.com"}).text("target", {"b.org"}));
  std::filesystem::create_directory_symlink(folder_ / "t", folder_ / "t/again");
  std::filesystem::create_directory_symlink(folder_ / "t/day=1", folder_ / "t/day=2");
  EXPECT_THAT(arcs_of(build({folder_ / "t"}).web), ElementsAre("a.com->b.org:1"));
}

TEST_P(LinkColumnsOf, FollowedIsTruthValuesInAnyCase) {
  EXPECT_THAT(
      error_of({write("links", Table().text("source", {"a.com"}).text("target", {"b.org"}).integers("Followed", {0}))})
          .expected(),
      HasSubstr("followed as truth values"));
}

TEST_P(LinkColumnsOf, AFolderOfNothingIsAnError) {
  std::filesystem::create_directories(folder_ / "none");
  EXPECT_THROW(link_column_files({folder_ / "none"}, real_file_system()), LoadError);
  EXPECT_FALSE(is_column_folder(folder_ / "none", real_file_system()));
}

TEST_P(LinkColumnsOf, WithoutTheColumnsAreErrorsThatListThem) {
  const LoadError missing = error_of({write("a", Table().text("source", {"a.com"}).text("where", {"b.org"}))});
  EXPECT_THAT(missing.found(), HasSubstr("(text)"));
  EXPECT_THAT(missing.found(), HasSubstr("where"));
  EXPECT_THAT(error_of({write("b", Table().text("source", {"a.com"}).integers("target", {1}))}).expected(),
              HasSubstr("both of text or both of whole numbers"));
  EXPECT_THAT(
      error_of({write("c", Table().text("from", {"a.com"}).text("to", {"b.org"}).text("count", {"1"}))}).expected(),
      HasSubstr("count as whole numbers"));
}

TEST_P(LinkColumnsOf, AreFoundAmongAnyNumberOfColumns) {
  Table table;
  for (int i = 0; i < 100; ++i) table.numbers("feature " + std::to_string(i) + "\t#", {0});
  const Table links = table.text("source", {"a.com"}).numbers("x", {0}).text("target", {"b.org"});
  EXPECT_THAT(arcs_of(build({write("links", links)}).web), ElementsAre("a.com->b.org:1"));
  const LoadError twice = error_of({write("twice", table.text("dst", {"c.net"}))});
  EXPECT_THAT(twice.expected(), HasSubstr("one for the target"));
}

// A text of over 1 MiB would be a line too long in a list; a row has no line.
TEST_P(LinkColumnsOf, RefuseRowsForWhatIsWrongWithThem) {
  const std::string longest = "http://a.com/" + std::string(std::size_t{2} << 20, 'x');
  const LoadReport report =
      build({write("links", Table().text("source", {longest, "a.com"}).text("target", {"b.org", "b.org"}))}).report;
  EXPECT_TRUE(report.of_rows);
  EXPECT_EQ(report.rejected[static_cast<std::size_t>(Rejection::url_too_long)], 1U);
  EXPECT_EQ(report.links, 1U);
}

TEST_P(LinkColumnsOf, FilesOfOneTableHaveNodesOfOneKind) {
  const auto names = write("names", Table().text("source", {"a.com"}).text("target", {"b.org"}));
  const auto numbers = write("numbers", Table().integers("source", {1}).integers("target", {2}));
  EXPECT_EQ(error_of({names, numbers}).path(), numbers.string());
  EXPECT_EQ(error_of({numbers, names}).path(), names.string());
}

TEST_P(LinkColumnsOf, WithoutASingleLinkIsAnError) {
  const auto path = write("links", Table().text("source", {"mailto:a"}).text("target", {"b.org"}));
  EXPECT_THAT(error_of({path}).expected(), HasSubstr("at least one link"));
}

TEST_P(LinkColumnsOf, WithoutRowsAreAnEmptyWeb) {
  const BuildResult result = build({write("links", Table().text("source", {}).text("target", {}))});
  EXPECT_TRUE(result.web.has_names());
  EXPECT_EQ(result.web.num_nodes(), 0U);
}

TEST_P(LinkColumnsOf, ThatAreNotThereOrAreNoneAreSaidToBe) {
  EXPECT_THROW(build({folder_ / ("none" + extension())}), IoError);
  EXPECT_EQ(error_of({folder_.write("empty" + extension(), "")}).found(), "an empty file");
  EXPECT_EQ(error_of({folder_.write("text" + extension(), "a.com\tb.org\n")}).found(), "neither");
}

TEST_P(LinkColumnsOf, DamagedFilesAreErrorsOrAWeb) {
  const std::string whole =
      Table().text("source", {"a.com", "b.org"}).text("target", {"b.org", "c.net"}).bytes(GetParam());
  for (std::size_t bit = 0; bit < 8 * whole.size(); bit += 11) {
    std::string damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    const auto path = folder_.write("links" + extension(), damaged);
    try {
      build({path});
    } catch (const LoadError&) {
    } catch (const LimitError&) {  // a length that became a large one
    }
  }
  for (std::size_t length = 0; length < whole.size(); length += 9) {
    const auto path = folder_.write("links" + extension(), whole.substr(0, length));
    EXPECT_THROW(build({path}), LoadError) << length;
  }
}

// Many batches, by one thread and by three.
TEST_P(LinkColumnsOf, GiveTheSameWebForAnyNumberOfThreads) {
  std::vector<std::uint64_t> sources, targets;
  for (std::uint64_t i = 0; i < 200'000; ++i) {
    sources.push_back(i * 7919 % 5003);
    targets.push_back(i * 104729 % 4999);
  }
  const auto path = write("arcs", Table().integers("source", sources).integers("target", targets));
  std::string first;
  for (const int threads : {1, 3}) {
    const BuildResult result = with_threads(threads, [&] { return build({path}); });
    EXPECT_EQ(result.report.links, 200'000U);
    if (first.empty()) first = result.web.fingerprint();
    EXPECT_EQ(result.web.fingerprint(), first);
  }
}

// Batches of 20 MB, of which the memory holds one at a time.
TEST_P(LinkColumnsOf, AreReadInLittleMemory) {
  std::vector<std::string> sources, targets;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    sources.push_back("https://a" + std::to_string(i % 500) + ".com/" + std::string(500, 'x'));
    targets.push_back("https://b" + std::to_string(i * 7919 % 300) + ".org/" + std::string(500, 'y'));
  }
  const Table table = Table().text("source", sources).text("target", targets);
  const auto path = folder_.write("links" + extension(), table.bytes(GetParam(), 6));
  BuildOptions options;
  options.fold.level = FoldLevel::host;
  const std::string expected = build_web({path}, options).web.fingerprint();
  options.memory_limit = std::uint64_t{128} << 20;
  for (const int threads : {1, 3}) {
    const BuildResult result = with_threads(threads, [&] { return build_web({path}, options); });
    EXPECT_EQ(result.web.fingerprint(), expected) << threads;
    EXPECT_EQ(result.report.links, 120'000U);
  }
}

// One record batch of 80 MB: a program may write all rows as one.
TEST_P(LinkColumnsOf, AskForMoreMemoryWhereABatchDoesNotFit) {
  const std::vector<std::string> texts(40'000, "https://a.com/" + std::string(1000, 'x'));
  const auto path = write("links", Table().text("source", texts).text("target", texts));
  BuildOptions options;
  options.memory_limit = std::uint64_t{128} << 20;
  if (GetParam() == ColumnFormat::parquet) {
    EXPECT_EQ(build_web({path}, options).report.links, 40'000U) << "its batches are as large as its reader likes";
    return;
  }
  try {
    build_web({path}, options);
    FAIL() << "read";
  } catch (const LimitError& error) {
    EXPECT_THAT(error.what(), HasSubstr(path.string()));
    EXPECT_THAT(error.what(), HasSubstr("more memory than the 32 MB granted"));
    EXPECT_THAT(error.what(), HasSubstr("smaller record batches"));
    EXPECT_THAT(error.what(), HasSubstr("--memory"));
  }
  EXPECT_THROW(plan_build({path}, options, real_file_system()), LimitError);
}

TEST_P(LinkColumnsOf, StopWhereTheyAreAskedTo) {
  std::vector<std::uint64_t> ends(300'000, 1);
  const auto path = write("arcs", Table().integers("source", ends).integers("target", ends));
  std::stop_source stop;
  Control control{.stop = stop.get_token()};
  std::uint64_t rows = 0;
  control.report = [&](const Progress& progress) {
    rows = progress.done;
    stop.request_stop();
  };
  EXPECT_THROW(build_web({path}, {}, control), Cancelled);
  EXPECT_LT(rows, 300'000U);
}

TEST_P(LinkColumnsOf, PlansKnowTheirRows) {
  const auto path = write("links", Table().text("source", {"a.com", "b.org"}).text("target", {"b.org", "c.net"}));
  const BuildPlan plan = plan_build({path}, BuildOptions{}, real_file_system());
  EXPECT_EQ(plan.estimated_lines, 2U);
  EXPECT_TRUE(plan.of_rows);
  EXPECT_TRUE(plan.has_names);
  EXPECT_EQ(plan.input_bytes, std::filesystem::file_size(path));
}

INSTANTIATE_TEST_SUITE_P(Formats, LinkColumnsOf, ::testing::Values(ColumnFormat::parquet, ColumnFormat::arrow),
                         [](const auto& tested) {
                           return tested.param == ColumnFormat::parquet ? "parquet" : "arrow";
                         });

}  // namespace
}  // namespace orbweb::test
