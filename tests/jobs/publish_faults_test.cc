// Every call to the file system failed or made the last, and full disks of many sizes: readers see the old release or
// the new one, whole, through a CURRENT that always leads to one; and the next run puts all in order.
#include <gtest/gtest.h>

#include <cerrno>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "exports/release_folder.h"
#include "exports/release_verify.h"
#include "graph/error.h"
#include "support/faulty_files.h"
#include "support/job_folder.h"

namespace orbweb {
namespace {

namespace fs = std::filesystem;
using test::FaultyFileSystem;
using test::JobFolder;
using test::read_file;

constexpr const char* kOld = "a.com\tb.org\nb.org\tc.net\nc.net\ta.com\n";
constexpr const char* kNew = "a.com\tb.org\nb.org\tc.net\nc.net\ta.com\nd.io\ta.com\n";

/// The table that CURRENT leads to, of a release that verifies.
std::string current_table(const JobFolder& folder) {
  const ReleaseFolder releases(folder.releases(), real_file_system());
  for (const std::string& name : releases.names()) {
    for (const VerifyFinding& finding : verify_release(releases.path() / name)) {
      EXPECT_EQ(finding.problem, "") << name << " " << finding.check;
    }
  }
  const std::optional<std::string> current = releases.current();
  return current ? read_file(releases.path() / *current / "pagerank.tsv") : "";
}

class PublishFaults : public testing::TestWithParam<bool> {
 protected:
  /// What each links' table looks like.
  std::string table_of(const char* links) const {
    const JobFolder folder;
    folder.write_links(links);
    folder.run();
    return current_table(folder);
  }

  const std::string old_table_ = table_of(kOld);
  const std::string new_table_ = table_of(kNew);
};

/// A run that some fault meets; false where it got through.
bool fails(const JobFolder& folder, FaultyFileSystem& files) {
  try {
    folder.run({}, files);
    return false;
  } catch (const Error&) {
    return true;
  }
}

void expect_order(const JobFolder& folder, const std::string& new_table, bool resume) {
  JobOptions options;
  options.resume = resume;
  folder.run(options);
  EXPECT_EQ(current_table(folder), new_table);
  for (const auto& entry : fs::directory_iterator(folder.releases())) {
    EXPECT_NE(entry.path().extension(), ".tmp") << entry.path();
  }
}

TEST_P(PublishFaults, AnyCallThatFailsOrIsTheLastLeavesOldOrNew) {
  const bool stop = GetParam();
  std::uint64_t tried = 0, old_seen = 0, new_seen = 0;
  for (std::uint64_t call = 1;; ++call, ++tried) {
    const JobFolder folder;
    folder.write_links(kOld);
    folder.run();
    folder.write_links(kNew);
    FaultyFileSystem files({.fail_at = call, .error_number = EIO, .stop = stop});
    fails(folder, files);
    if (files.calls() < call) break;  // it got to the end without meeting the fault
    const std::string table = current_table(folder);
    EXPECT_TRUE(table == old_table_ || table == new_table_) << "call " << call;
    (table == old_table_ ? old_seen : new_seen) += 1;
    expect_order(folder, new_table_, call % 2 == 0);
  }
  EXPECT_GT(tried, 50U);
  EXPECT_GT(old_seen, 0U);
  EXPECT_GT(new_seen, 0U);
  RecordProperty("calls", static_cast<int>(tried));
}

INSTANTIATE_TEST_SUITE_P(FailedAndKilled, PublishFaults, testing::Bool());

TEST(PublishFaultsOfTheFirst, ReleaseIsThereWholeOrNotAtAll) {
  for (std::uint64_t call = 1;; ++call) {
    const JobFolder folder;
    folder.write_links(kOld);
    FaultyFileSystem files({.fail_at = call, .error_number = ENOSPC, .stay_failed = true});
    fails(folder, files);
    if (files.calls() < call) break;
    current_table(folder);  // verifies what there is
    folder.run();
    EXPECT_NE(current_table(folder), "");
  }
}

TEST(PublishFaultsOfSpace, AFullDiskOfAnySizeKeepsTheOldRelease) {
  std::uint64_t failed = 0;
  for (std::uint64_t bytes = 0; bytes < 64 * 1024; bytes = bytes * 3 / 2 + 64) {
    const JobFolder folder;
    folder.write_links(kOld);
    folder.run();
    const std::string old_table = current_table(folder);
    folder.write_links(kNew);
    FaultyFileSystem files({.disk_bytes = bytes});
    if (!fails(folder, files)) break;
    ++failed;
    EXPECT_EQ(current_table(folder), old_table) << bytes;
    folder.run();
    EXPECT_NE(current_table(folder), old_table);
  }
  EXPECT_GE(failed, 8U);
}

/// Interrupts the run of kNew at every third call, after one of `before` where that is not empty, and resumes it.
void expect_the_same_bytes(const std::string& job, const std::string& before, const std::vector<std::string>& names) {
  const auto folder_before = [&] {
    auto folder = std::make_unique<JobFolder>(job);
    if (!before.empty()) {
      folder->write_links(before);
      folder->run();
    }
    folder->write_links(kNew);
    return folder;
  };
  const auto whole = folder_before();
  const fs::path expected = whole->run().folder;
  std::uint64_t resumed = 0;
  for (std::uint64_t call = 1;; call += 3) {
    const auto folder = folder_before();
    FaultyFileSystem files({.fail_at = call, .error_number = EIO, .stop = true});
    fails(*folder, files);
    if (files.calls() < call) break;
    JobOptions options;
    options.resume = true;
    const JobResult result = folder->run(options);
    for (const TableResult& table : result.tables) resumed += table.resumed ? 1 : 0;
    for (const std::string& name : names) {
      EXPECT_EQ(read_file(result.folder / name), read_file(expected / name)) << name << " call " << call;
    }
  }
  EXPECT_GT(resumed, 0U);
}

TEST(Resume, AnInterruptedJobEndsInTheSameBytes) {
  std::string job = std::string(JobFolder::kJob) + "[[scores]]\nalgorithm = \"domain-rating\"\n";
  job.replace(job.find("\"host\""), 6, "\"domain\"");
  expect_the_same_bytes(job, "",
                        {"pagerank.tsv", "pagerank.tsv.json", "domain-rating.tsv", "web.json", "summary.json"});
}

// The first format's table is there, the second's is made of it: its facts tell of the warm start, too.
TEST(Resume, SoDoesAWarmOneOfTwoFormats) {
  std::string job = JobFolder::kJob;
  job.replace(job.find("[\"tsv\"]"), 7, "[\"tsv\", \"csv\"]");
  expect_the_same_bytes(job, kOld, {"pagerank.tsv", "pagerank.tsv.json", "pagerank.csv", "pagerank.csv.json"});
}

}  // namespace
}  // namespace orbweb
