// orbweb run, and the verbs that read releases, as scripts see them; and jobs killed at any moment.
#include <gmock/gmock.h>

#include <sstream>

#include "cli/program.h"

namespace orbweb::test {
namespace {

using testing::HasSubstr;

constexpr int kKills = 12;

class Run : public ProgramTest {
 protected:
  Run() {
    write("job.toml",
          "name = \"night\"\n[input]\nfiles = \"links.tsv\"\n[fold]\nlevel = \"domain\"\n"
          "[[scores]]\nalgorithm = \"domain-rating\"\n[[scores]]\nalgorithm = \"pagerank\"\n"
          "[operation]\nmetrics = \"orbweb.prom\"\nnotify_command = [\"sh\", \"-c\", "
          "\"echo $ORBWEB_EXIT_CODE $ORBWEB_OUTCOME > told\"]\n");
  }
};

TEST_F(Run, PublishesAndTellsMachinesAndPeople) {
  const auto outcome = run_json({"run", "job.toml", "--json"});
  EXPECT_EQ(outcome["outcome"], "published");
  EXPECT_EQ(outcome["nodes"], 5);
  EXPECT_EQ(outcome["tables"].size(), 2U);
  EXPECT_EQ(read_file(path("told")), "0 published\n");
  EXPECT_THAT(read_file(path("orbweb.prom")), HasSubstr("orbweb_job_last_exit_code{job=\"night\"} 0\n"));
  EXPECT_EQ(run_json({"run", "job.toml", "--json"})["outcome"], "unchanged");
  EXPECT_EQ(run({"verify", "releases"}).status, 0);
  EXPECT_EQ(run({"verify", "releases/CURRENT"}).status, 0);
}

TEST_F(Run, LogsAreJsonLinesWithTheRunsId) {
  const Outcome outcome = run({"run", "job.toml", "--log-format", "json"});
  EXPECT_EQ(outcome.status, 0);
  std::istringstream lines(outcome.err);
  std::string id;
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const auto event = nlohmann::json::parse(line);
    if (id.empty()) id = event.at("run_id");
    EXPECT_EQ(event.at("run_id"), id);
    EXPECT_TRUE(event.contains("stage"));
  }
  EXPECT_GE(count, 5U);
}

TEST_F(Run, ADryRunWritesNothing) {
  const auto before = files();
  EXPECT_EQ(run_json({"run", "job.toml", "--dry-run", "--json"})["fits"], true);
  EXPECT_THAT(run({"run", "job.toml", "--dry-run"}).out, HasSubstr("known after the first run"));
  EXPECT_EQ(files(), before);
}

TEST_F(Run, AWrongJobIsBadDataWithItsLine) {
  const Outcome outcome = run({"run", "job.toml", "--set", "limits.thread=2"});
  EXPECT_EQ(outcome.status, 65);
  EXPECT_THAT(outcome.err, HasSubstr("memory, threads"));
  EXPECT_EQ(run({"run", "job.toml", "--set", "x"}).status, 2);
  EXPECT_EQ(run({"run", "none.toml"}).status, 74);
}

TEST_F(Run, ABusyFolderIsToTryAgainLater) {
  run({"run", "job.toml"});
  EXPECT_EQ(run_bash("exec 9<releases; flock 9; orbweb run job.toml 2>/dev/null; echo $?").out, "75\n");
}

TEST_F(Run, AFailedRunTellsAndKeepsTheTimeOfTheLastSuccess) {
  run({"run", "job.toml"});
  const std::string line = "grep '^orbweb_job_last_success' orbweb.prom";
  const std::string success = run_bash(line).out;
  EXPECT_NE(success, "");
  EXPECT_EQ(run({"run", "job.toml", "--set", "input.files=none"}).status, 65);
  EXPECT_EQ(run_bash(line).out, success);
  EXPECT_EQ(read_file(path("told")), "65 failed\n");
}

TEST_F(Run, ReleasesAreAskedLikeWebs) {
  run({"run", "job.toml"});
  EXPECT_THAT(run({"top", "releases", "-n", "1"}).out, HasSubstr("d.io"));
  EXPECT_THAT(run({"show", "releases/CURRENT", "d.io"}).out, HasSubstr("who links to it"));
  EXPECT_THAT(run({"explain", "releases/CURRENT", "d.io", "--scores", "pagerank"}).out, HasSubstr("c.net"));
  EXPECT_THAT(run({"top", "releases", "none"}).err, HasSubstr("domain-rating, pagerank"));
  std::filesystem::remove_all(path("releases/webs"));
  EXPECT_THAT(run({"top", "releases", "pagerank"}).out, HasSubstr("d.io"));
  EXPECT_THAT(run({"show", "releases", "https://www.d.io/x"}).out, HasSubstr("d.io"));
  EXPECT_EQ(run({"explain", "releases", "d.io"}).status, 2);
}

TEST_F(Run, DiffTellsWhatChangedAndWhy) {
  run({"run", "job.toml"});
  const std::string old_release = run_bash("readlink releases/CURRENT").out;
  const std::string old_path = "releases/" + old_release.substr(0, old_release.size() - 1);
  write("links.tsv", "a.com\tb.org\nb.org\tc.net\nc.net\td.io\nd.io\ta.com\nf.com\ta.com\n");
  ASSERT_EQ(run({"run", "job.toml"}).status, 0);
  const auto outcome = run_json({"diff", old_path, "releases", "--json"});
  EXPECT_EQ(outcome["nodes_gained"], 1);
  EXPECT_EQ(outcome["nodes_lost"], 1);
  const auto why = run_json({"diff", old_path, "releases", "--why", "a.com", "--json"});
  EXPECT_NEAR(why["sum"].get<double>(), why["change"].get<double>(), 1e-9);
  EXPECT_THAT(run({"diff", old_path, "releases", "--why", "a.com"}).out, HasSubstr("link gained"));
  EXPECT_THAT(run({"diff", old_path, "releases"}).out, HasSubstr("f.com"));
  EXPECT_EQ(run({"diff", old_path, "releases", "-n", "1", "-o", "changes.tsv"}).status, 0);
  EXPECT_THAT(read_file(path("changes.tsv")), HasSubstr("f.com\tnew\t0\t"));
  const auto again = run({"diff", old_path, "releases", "-o", "changes.tsv"});
  EXPECT_EQ(again.status, 73);
  EXPECT_THAT(again.err, HasSubstr("--force"));
}

TEST_F(Run, AKilledRunLeavesAWholeReleaseAndTheNextPutsAllInOrder) {
  std::string links;
  for (int i = 0; i < 20'000; ++i) {
    links += "h" + std::to_string(i * 7919 % 2003) + ".com\th" + std::to_string(i * 104'729 % 2011) + ".com\n";
  }
  write("links.tsv", links);
  const std::vector<std::string> job = {"run", "job.toml", "--set", "release.keep_count=2"};
  const auto run_with = [&](const std::string& flag) {
    std::vector<std::string> arguments = job;
    arguments.push_back(flag);
    return run(arguments).status;
  };
  ASSERT_EQ(run(job).status, 0);
  int killed = 0;
  for (int i = 0; i < kKills; ++i) {
    const std::string delay = "0.0" + std::to_string(10 + i * 37 % 90);
    const Outcome outcome = run_bash("orbweb run job.toml --set release.keep_count=2 --force >/dev/null 2>&1 & sleep " +
                                     delay + "; kill -9 $!; wait $!; echo $?");
    if (outcome.out == "137\n") ++killed;
    EXPECT_EQ(run_bash("for r in releases/2*; do orbweb verify $r >/dev/null || echo $r; done; "
                       "orbweb verify releases/CURRENT >/dev/null || echo CURRENT")
                  .out,
              "")
        << "after " << delay << " s";
    ASSERT_EQ(run_with(i % 2 == 0 ? "--resume" : "--force"), 0);
  }
  ASSERT_EQ(run_with("--force"), 0);
  EXPECT_EQ(run_bash("ls -A releases releases/webs | grep -c tmp").out, "0\n");
  EXPECT_GT(killed, 0) << "every run ended before it was killed";
}

}  // namespace
}  // namespace orbweb::test
