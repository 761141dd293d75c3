// Releases whose tables are Parquet or Arrow: proved, read back, started from, as those of text are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "columns/column_file.h"
#include "exports/export_format.h"
#include "exports/release_manifest.h"
#include "exports/release_verify.h"
#include "graph/error.h"
#include "jobs/release_reader.h"
#include "support/job_folder.h"
#include "support/random_graph.h"

namespace orbweb::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr const char* kFirstNight = "a.com\tb.org\nb.org\tc.net\nc.net\ta.com\nd.io\ta.com\n";
constexpr const char* kSecondNight = "a.com\tb.org\nb.org\tc.net\nc.net\ta.com\nd.io\ta.com\ne.com\td.io\n";

std::string job_of(const std::string& format) {
  std::string job = JobFolder::kJob;
  return job.replace(job.find("[\"tsv\"]"), 7, "[\"" + format + "\"]");
}

/// All that is wrong with a release, in one text.
std::string problems_of(const fs::path& release) {
  std::string problems;
  for (const VerifyFinding& finding : verify_release(release)) problems += finding.problem;
  return problems;
}

class ReleaseColumns : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!has_column_files()) GTEST_SKIP() << "this build has no Arrow";
  }
  std::string table() const { return "pagerank." + std::string(GetParam()); }

  const JobFolder folder_{job_of(GetParam())};
};

TEST_P(ReleaseColumns, HoldWhatTablesOfTextHold) {
  const JobFolder text;
  text.write_links(kFirstNight);
  folder_.write_links(kFirstNight);
  const Scores expected = ReleaseReader(text.run().folder).table("pagerank").scores;
  const fs::path release = folder_.run().folder;
  EXPECT_EQ(problems_of(release), "");
  EXPECT_EQ(ReleaseReader(release).table("pagerank").scores.score, expected.score);
  fs::remove_all(folder_.releases() / "webs");
  const TableOfRelease alone = ReleaseReader(release).table("pagerank");
  EXPECT_FALSE(alone.has_arcs);
  EXPECT_EQ(alone.scores.rank, expected.rank);
  EXPECT_TRUE(alone.web.find("c.net"));
}

TEST_P(ReleaseColumns, AreWhereTheNextNightStarts) {
  folder_.write_links(kFirstNight);
  folder_.run();
  EXPECT_EQ(folder_.run().outcome, JobOutcome::unchanged);
  folder_.write_links(kSecondNight);
  const JobResult second = folder_.run();
  EXPECT_EQ(second.outcome, JobOutcome::published);
  EXPECT_EQ(second.tables.at(0).warm_nodes, 4U);
}

TEST_P(ReleaseColumns, EveryFlippedByteIsFound) {
  folder_.write_links(kFirstNight);
  const fs::path release = folder_.run().folder;
  const std::string whole = read_file(release / table());
  for (std::size_t i = 0; i < whole.size(); i += 13) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    std::ofstream(release / table(), std::ios::binary | std::ios::trunc) << damaged;
    EXPECT_NE(problems_of(release), "") << i;
  }
}

// A table that is whole, and has its place in the manifest, but holds the scores of another web.
TEST_P(ReleaseColumns, OfAnotherWebAreFoundByWhatTheyHoldThemselves) {
  folder_.write_links(kFirstNight);
  const fs::path release = folder_.run().folder;
  folder_.write_links("a.com\tb.org\nb.org\tc.net\nc.net\td.io\n");
  const fs::path other = folder_.run().folder;
  fs::copy_file(other / table(), release / table(), fs::copy_options::overwrite_existing);
  ReleaseManifest manifest = read_release_manifest(real_file_system(), release);
  manifest.files[table()] = measure_file(real_file_system(), release / table());
  std::ofstream(release / "manifest.json", std::ios::trunc) << release_manifest_text(manifest);
  EXPECT_EQ(problems_of(release), table() + ": scores of another web");
}

INSTANTIATE_TEST_SUITE_P(Formats, ReleaseColumns, ::testing::Values("parquet", "arrow"));

TEST(JobColumns, AFolderOfParquetFilesIsAnInput) {
  if (!has_column_files()) GTEST_SKIP() << "this build has no Arrow";
  std::string job = JobFolder::kJob;
  const JobFolder folder(job.replace(job.find("links.tsv"), 9, "links"));
  fs::create_directories(folder.path("links/day=1"));
  const Web web = make_named_web({{"a.com", "b.org"}, {"b.org", "c.net"}}, FoldLevel::host);
  write_graph(export_format_named("parquet"),
              {.web = web, .name_of = names_of(web), .path = folder.path("links/day=1/arcs.parquet")});
  const JobResult result = folder.run();
  EXPECT_EQ(result.outcome, JobOutcome::published);
  EXPECT_EQ(ReleaseReader(folder.releases()).table("pagerank").web.fingerprint(), web.fingerprint());
}

TEST(JobColumns, WithoutArrowAreRefusedWhereTheJobIsRead) {
  if (has_column_files()) GTEST_SKIP() << "this build has Arrow";
  const JobFolder folder(job_of("parquet"));
  try {
    folder.job();
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("built without Apache Arrow"));
  }
}

}  // namespace
}  // namespace orbweb::test
