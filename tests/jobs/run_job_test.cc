// Jobs from links to releases: what is done again and what is not, what is kept, what readers see.
#include "jobs/run_job.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "exports/release_folder.h"
#include "exports/release_verify.h"
#include "graph/error.h"
#include "jobs/inputs.h"
#include "jobs/release_reader.h"
#include "support/job_folder.h"

namespace orbweb {
namespace {

namespace fs = std::filesystem;
using test::JobFolder;
using test::read_file;

constexpr const char* kLinks = "a.com\tb.org\nb.org\tc.net\nc.net\ta.com\nd.io\ta.com\n";
constexpr const char* kMoreLinks = "a.com\tb.org\nb.org\tc.net\nc.net\ta.com\nd.io\ta.com\ne.com\td.io\n";

/// A clock that stands.
JobOptions at(std::int64_t seconds, bool force = false) {
  JobOptions options;
  options.now = [seconds] { return seconds; };
  options.force = force;
  return options;
}

std::vector<std::string> releases_of(const JobFolder& folder) {
  return ReleaseFolder(folder.releases(), real_file_system()).names();
}

void expect_whole(const fs::path& release) {
  for (const VerifyFinding& finding : verify_release(release)) EXPECT_EQ(finding.problem, "") << finding.check;
}

TEST(RunJob, PublishesAReleaseThatVerifiesAndCurrentNamesIt) {
  const JobFolder folder;
  folder.write_links(kLinks);
  const JobResult result = folder.run(at(1'000'000'000));
  EXPECT_EQ(result.outcome, JobOutcome::published);
  EXPECT_TRUE(result.release.starts_with("20010909T014640Z-")) << result.release;
  EXPECT_EQ(fs::read_symlink(folder.releases() / "CURRENT"), result.release);
  expect_whole(result.folder);
  EXPECT_TRUE(read_file(folder.releases() / "CURRENT" / "pagerank.tsv").starts_with("name\tscore\trank"));
}

TEST(RunJob, UnchangedInputMakesNoReleaseUnlessForced) {
  const JobFolder folder;
  folder.write_links(kLinks);
  const JobResult first = folder.run();
  folder.write_links(kLinks);  // another time, the same content
  EXPECT_EQ(folder.run().outcome, JobOutcome::unchanged);
  EXPECT_EQ(releases_of(folder).size(), 1U);
  const JobResult forced = folder.run(at(0, true));
  EXPECT_EQ(forced.outcome, JobOutcome::published);
  EXPECT_FALSE(forced.web_was_built);
  EXPECT_GT(forced.release, first.release) << "even where the clock went back";
  EXPECT_EQ(read_file(forced.folder / "pagerank.tsv"), read_file(first.folder / "pagerank.tsv"));
}

TEST(RunJob, AnotherWayToWriteTheSameLinksMakesNoRelease) {
  const JobFolder folder;
  folder.write_links(kLinks);
  folder.run();
  folder.write_links("# a comment\nd.io\ta.com\na.com\tb.org\nb.org\tc.net\nc.net\ta.com\n");
  const JobResult again = folder.run();
  EXPECT_TRUE(again.web_was_built);
  EXPECT_EQ(again.outcome, JobOutcome::unchanged);
}

TEST(RunJob, ChangedInputOrOptionsMakeAReleaseThatTellsWhatChanged) {
  const JobFolder folder;
  folder.write_links(kLinks);
  const JobResult first = folder.run();
  folder.write_links(kMoreLinks);
  const JobResult second = folder.run();
  EXPECT_EQ(second.outcome, JobOutcome::published);
  EXPECT_TRUE(second.web_was_built);
  const auto changes = nlohmann::json::parse(read_file(second.folder / "changes.json"))["pagerank"];
  EXPECT_EQ(changes["nodes_gained"], 1);
  EXPECT_EQ(changes["gained"][0]["name"], "e.com");
  EXPECT_EQ(nlohmann::json::parse(read_file(second.folder / "manifest.json"))["previous"], first.release);
  const JobResult third = run_job(folder.job({.settings = {"scores.0.options.alpha=0.5"}, .releases = {}}), {});
  EXPECT_EQ(third.outcome, JobOutcome::published);
  EXPECT_FALSE(third.web_was_built);
}

/// A ring of so many hosts, and one arc across that the other nights lack.
std::string ring_links(int hosts, const std::string& across) {
  std::string text = across;
  for (int i = 0; i < hosts; ++i) text += fmt::format("h{}.com\th{}.com\n", i, (i + 1) % hosts);
  for (int i = 0; i < hosts; i += 3) text += fmt::format("h{}.com\th{}.com\n", i, (i * 7 + 3) % hosts);
  return text;
}

TEST(RunJob, ANightStartsAtTheLastOnesScoresAndEndsAtTheSameBound) {
  const JobFolder folder;
  folder.write_links(ring_links(300, "h1.com\th9.com\n"));
  const TableResult first = folder.run().tables.at(0);
  EXPECT_EQ(first.warm_nodes, 0U);
  EXPECT_EQ(first.iterations_saved, 0);
  folder.write_links(ring_links(300, "h1.com\th9.com\nh1.com\th200.com\n"));
  const JobResult warm = folder.run();
  const TableResult second = warm.tables.at(0);
  EXPECT_EQ(second.warm_nodes, 300U);
  EXPECT_LT(second.iterations, first.iterations);
  EXPECT_EQ(second.iterations_saved, first.iterations - second.iterations);
  EXPECT_TRUE(second.converged);

  const JobResult cold = folder.run(at(2'000'000'000, true));
  EXPECT_EQ(cold.tables.at(0).warm_nodes, 0U) << "a forced run starts cold";
  const Scores warm_scores = ReleaseReader(warm.folder).table("pagerank").scores;
  const Scores cold_scores = ReleaseReader(cold.folder).table("pagerank").scores;
  double distance = 0;
  for (std::size_t node = 0; node < 300; ++node) {
    distance += std::abs(warm_scores.score[node] - cold_scores.score[node]);
  }
  EXPECT_LE(distance, second.error_bound_l1 + cold.tables.at(0).error_bound_l1);
}

TEST(RunJob, AJobMaySayThatItStartsCold) {
  const JobFolder folder(std::string(JobFolder::kJob) + "warm_start = false\n");
  folder.write_links(kLinks);
  folder.run();
  folder.write_links(kMoreLinks);
  EXPECT_EQ(folder.run().tables.at(0).warm_nodes, 0U);
}

/// What a release's table holds by the next night; empty where it is gone.
class SpoiledTable : public testing::TestWithParam<std::string> {};

TEST_P(SpoiledTable, MeansAColdStartAndAWarning) {
  const JobFolder folder;
  folder.write_links(kLinks);
  const JobResult first = folder.run();
  std::filesystem::remove(first.folder / "pagerank.tsv");
  if (!GetParam().empty()) std::ofstream(first.folder / "pagerank.tsv") << GetParam();
  folder.write_links(kMoreLinks);
  std::vector<std::string> warnings;
  JobOptions options;
  options.report = [&](const JobEvent& event) {
    if (event.is_warning) warnings.push_back(event.text);
  };
  const JobResult second = folder.run(options);
  EXPECT_EQ(second.outcome, JobOutcome::published);
  EXPECT_EQ(second.tables.at(0).warm_nodes, 0U);
  EXPECT_THAT(warnings, testing::Contains(testing::HasSubstr("pagerank starts cold: ")));
}

INSTANTIATE_TEST_SUITE_P(RunJob, SpoiledTable, testing::Values("no table\n", ""));

TEST(RunJob, RetentionKeepsTheNewestAndCurrent) {
  const JobFolder folder(std::string(JobFolder::kJob) + "keep_count = 2\nkeep_webs = 1\n");
  folder.write_links(kLinks);
  for (int i = 0; i < 4; ++i) folder.run(at(1'000'000'000 + i, true));
  const std::vector<std::string> names = releases_of(folder);
  ASSERT_EQ(names.size(), 2U);
  EXPECT_EQ(fs::read_symlink(folder.releases() / "CURRENT"), names.back());
  folder.write_links(kMoreLinks);
  folder.run(at(1'000'000'100));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.releases() / "webs"), fs::directory_iterator()), 1);
}

TEST(RunJob, RetentionByAgeNeverRemovesCurrent) {
  const JobFolder folder(std::string(JobFolder::kJob) + "keep_days = 1\n");
  folder.write_links(kLinks);
  folder.run(at(1'000'000'000));
  folder.run(at(1'000'000'000 + 3 * 86'400, true));
  EXPECT_EQ(releases_of(folder).size(), 1U);
  EXPECT_EQ(folder.run(at(1'000'000'000 + 9 * 86'400)).outcome, JobOutcome::unchanged);
  EXPECT_EQ(releases_of(folder).size(), 1U);
}

TEST(RunJob, BadInputPublishesNothingAndKeepsTheLastRelease) {
  const JobFolder folder;
  folder.write_links(kLinks);
  const JobResult first = folder.run();
  folder.write_links("a.com\tb.org\nnothing\nnothing\n");
  const JobResult second = folder.run();
  EXPECT_EQ(second.outcome, JobOutcome::quarantined);
  EXPECT_EQ(second.release, first.release);
  EXPECT_EQ(folder.run().outcome, JobOutcome::quarantined) << "not taken over from the run before";
  EXPECT_EQ(releases_of(folder).size(), 1U);
}

TEST(RunJob, AWebThatShrankTooMuchIsNotPublished) {
  const JobFolder folder(std::string(JobFolder::kJob) + "[limits]\nthreads = 2\n");
  folder.write_links(kMoreLinks);
  folder.run();
  folder.write_links("a.com\tb.org\n");
  const Job careful = folder.job({.settings = {"release.most_nodes_lost=0.5"}, .releases = {}});
  EXPECT_EQ(run_job(careful, {}).outcome, JobOutcome::shrunk);
  EXPECT_EQ(folder.run().outcome, JobOutcome::published);
}

TEST(RunJob, ASolverThatDoesNotConvergePublishesNothingUnlessAllowed) {
  const JobFolder folder;
  folder.write_links(kMoreLinks);
  const std::string few = "scores.0.options.max-iterations=1";
  EXPECT_EQ(run_job(folder.job({.settings = {few}, .releases = {}}), {}).outcome, JobOutcome::not_converged);
  EXPECT_TRUE(releases_of(folder).empty());
  const Job allowed = folder.job({.settings = {few, "release.publish_unconverged=true"}, .releases = {}});
  EXPECT_EQ(run_job(allowed, {}).outcome, JobOutcome::published);
}

TEST(RunJob, TwoJobsAtOnceAreKeptApart) {
  const JobFolder folder;
  folder.write_links(kLinks);
  folder.run();
  const auto other = ReleaseFolder(folder.releases(), real_file_system()).lock();
  EXPECT_THROW(folder.run(), BusyError);
}

TEST(RunJob, PatternsMeanFilesInTheOrderOfNames) {
  const JobFolder folder;
  folder.write("part-2.tsv", "");
  folder.write("part-1.tsv", "");
  const auto found = expand_patterns({folder.path("part-*.tsv"), folder.path("part-1.tsv")}, real_file_system());
  EXPECT_EQ(found, (std::vector<fs::path>{folder.path("part-1.tsv"), folder.path("part-2.tsv")}));
  EXPECT_THROW(expand_patterns({folder.path("none-*")}, real_file_system()), LoadError);
}

TEST(RunJob, ATableIsReadWithoutItsWeb) {
  const JobFolder folder;
  folder.write_links(kLinks);
  folder.run();
  const TableOfRelease with_web = ReleaseReader(folder.releases()).table("pagerank");
  fs::remove_all(folder.releases() / "webs");
  const TableOfRelease alone = ReleaseReader(folder.releases()).table("");
  EXPECT_TRUE(with_web.has_arcs);
  EXPECT_FALSE(alone.has_arcs);
  EXPECT_EQ(alone.scores.score, with_web.scores.score);
  EXPECT_EQ(alone.web.find("c.net"), with_web.web.find("c.net"));
  EXPECT_EQ(folder.run().outcome, JobOutcome::unchanged) << "the web is not needed to see that";
}

TEST(RunJob, EveryFlippedByteOfAReleaseIsFound) {
  const JobFolder folder;
  folder.write_links(kLinks);
  const fs::path release = folder.run().folder;
  for (const auto& entry : fs::directory_iterator(release)) {
    const std::string content = read_file(entry.path());
    for (std::size_t i = 0; i < content.size(); i += content.size() / 20 + 1) {
      std::string damaged = content;
      damaged[i] = static_cast<char>(damaged[i] ^ 1);
      std::ofstream(entry.path(), std::ios::binary | std::ios::trunc) << damaged;
      bool found = false;
      try {
        for (const VerifyFinding& finding : verify_release(release)) found = found || !finding.problem.empty();
      } catch (const LoadError&) {
        found = true;
      }
      EXPECT_TRUE(found) << entry.path() << " byte " << i;
    }
    std::ofstream(entry.path(), std::ios::binary | std::ios::trunc) << content;
  }
  expect_whole(release);
  std::ofstream(release / "stranger") << "x";
  EXPECT_NE(verify_release(release).back().problem, "");
}

}  // namespace
}  // namespace orbweb
