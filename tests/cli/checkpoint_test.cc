// rank --checkpoint and --resume.
#include <filesystem>

#include "cli/program.h"

namespace orbweb::test {
namespace {

constexpr const char* kRank = "orbweb rank slow.web pagerank --alpha 0.995 --tol 1e-10 --max-iterations 100000 ";

class CheckpointFolder : public ProgramTest {
 protected:
  /// A web that PageRank needs some thousand iterations for: a long way with exits back to its start.
  void make_slow_web() const {
    std::string links;
    for (int i = 0; i < 3000; ++i) {
      const auto host = [](int number) { return "h" + std::to_string(number) + ".com"; };
      links += host(i) + '\t' + host((i + 1) % 3000) + '\n';
      if (i % 700 == 3) links += host(i) + '\t' + host(0) + '\n';
    }
    write("slow.tsv", links);
    ASSERT_EQ(run({"build", "slow.tsv", "-o", "slow.web", "--fold", "host"}).status, 0);
  }
  /// Kills a run with -9 once its first state is on disk. The exit status that bash saw.
  std::string killed(const std::string& command) const {
    return run_bash(command +
                    " -o killed.tsv --checkpoint kept --checkpoint-every 0 2>/dev/null & pid=$!\n"
                    "for i in $(seq 2000); do [ -e kept/rank.state ] && break; sleep 0.005; done\n"
                    "kill -9 $pid; wait $pid 2>/dev/null; echo $?")
        .out;
  }
};

TEST_F(CheckpointFolder, AKilledRunGoesOnToTheSameBytes) {
  make_slow_web();
  for (const std::string solver : {"pull", "scp"}) {  // the others end too soon to be killed for sure
    const std::string options = "--solver " + solver;
    ASSERT_EQ(killed(kRank + options), "137\n") << solver;
    ASSERT_TRUE(std::filesystem::exists(path("kept/rank.state"))) << solver;
    EXPECT_FALSE(std::filesystem::exists(path("killed.tsv")));
    const Outcome resumed = run_bash(kRank + options + " -o resumed.tsv --force --checkpoint kept --resume");
    EXPECT_EQ(resumed.status, 0) << resumed.err;
    EXPECT_EQ(resumed.err.find("starting anew"), std::string::npos) << resumed.err;
    EXPECT_FALSE(std::filesystem::exists(path("kept/rank.state"))) << "a finished run removes its state";
    ASSERT_EQ(run_bash(kRank + options + " -o whole.tsv --force").status, 0);
    EXPECT_EQ(read_file(path("resumed.tsv")), read_file(path("whole.tsv"))) << solver;
  }
}

// HyperBall hands registers on for as many steps as the way is long, exact distances take a search for each node.
TEST_F(CheckpointFolder, AKilledRunOfDistancesGoesOnToTheSameBytes) {
  make_slow_web();
  for (const std::string measure : {"harmonic --log2m 6", "lin --exact"}) {
    const std::string rank = "orbweb rank slow.web " + measure;
    ASSERT_EQ(killed(rank), "137\n") << measure;
    ASSERT_TRUE(std::filesystem::exists(path("kept/rank.state"))) << measure;
    const Outcome resumed = run_bash(rank + " -o resumed.tsv --force --checkpoint kept --resume");
    EXPECT_EQ(resumed.status, 0) << resumed.err;
    EXPECT_EQ(resumed.err.find("starting anew"), std::string::npos) << resumed.err;
    ASSERT_EQ(run_bash(rank + " -o whole.tsv --force").status, 0);
    EXPECT_EQ(read_file(path("resumed.tsv")), read_file(path("whole.tsv"))) << measure;
  }
}

// Registers on disk, then in memory.
TEST_F(CheckpointFolder, AKilledRunInLittleMemoryGoesOnInMoreToTheSameBytes) {
  make_slow_web();
  const std::string rank = "orbweb rank slow.web harmonic --log2m 8 ", little = "--memory 49M ";
  ASSERT_GT(
      run_json({"rank", "slow.web", "harmonic", "--log2m", "8", "--memory", "49M", "--dry-run", "--json"})["slices"],
      1);
  ASSERT_EQ(killed(rank + little), "137\n");
  const Outcome resumed = run_bash(rank + "-o resumed.tsv --checkpoint kept --resume");
  EXPECT_EQ(resumed.status, 0) << resumed.err;
  EXPECT_EQ(resumed.err.find("starting anew"), std::string::npos) << resumed.err;
  ASSERT_EQ(killed(rank), "137\n");
  ASSERT_EQ(run_bash(rank + little + "-o again.tsv --checkpoint kept --resume").status, 0);
  ASSERT_EQ(run_bash(rank + "-o whole.tsv").status, 0);
  EXPECT_EQ(read_file(path("resumed.tsv")), read_file(path("whole.tsv")));
  EXPECT_EQ(read_file(path("again.tsv")), read_file(path("whole.tsv")));
}

TEST_F(CheckpointFolder, ADamagedOneOrOneOfOtherWorkIsBadDataWithAWayOut) {
  make_slow_web();
  make_web();
  ASSERT_EQ(killed(kRank + std::string("--solver pull")), "137\n");
  const auto refused = [&](const std::string& command) {
    const Outcome outcome = run_bash(command + " --checkpoint kept --resume");
    EXPECT_EQ(outcome.status, 65) << command;
    EXPECT_NE(outcome.err.find("kept/rank.state"), std::string::npos) << outcome.err;
    EXPECT_NE(outcome.err.find("start anew"), std::string::npos) << outcome.err;
  };
  refused("orbweb rank my.web pagerank --alpha 0.995 --tol 1e-10 --max-iterations 100000 --solver pull");
  refused(std::string(kRank) + "--solver scp");
  std::string state = read_file(path("kept/rank.state"));
  state[state.size() / 2] ^= 1;
  write("kept/rank.state", state);
  refused(std::string(kRank) + "--solver pull");
  write("kept/rank.state", "not a checkpoint\n");
  refused(std::string(kRank) + "--solver pull");
  EXPECT_EQ(run_bash(std::string(kRank) + "--solver pull --checkpoint kept").status, 73) << "one is in the way";
  EXPECT_EQ(run_bash(std::string(kRank) + "--solver pull --checkpoint kept --force").status, 0);
  EXPECT_FALSE(std::filesystem::exists(path("kept/rank.state")));
}

TEST_F(CheckpointFolder, StaysWhereIterationsRanOutAndMoreOfThemGoOnToTheSameBytes) {
  make_slow_web();
  const std::string rank = "orbweb rank slow.web pagerank --alpha 0.9 --tol 1e-10 ";
  for (const std::string solver : {"pull", "scp", "gauss-seidel", "anderson"}) {
    const std::string options = "--solver " + solver;
    const Outcome cut = run_bash(rank + options + " --max-iterations 9 -o cut.tsv --force --checkpoint kept");
    EXPECT_EQ(cut.status, 4) << solver << cut.err;
    EXPECT_NE(cut.err.find("--resume and more --max-iterations"), std::string::npos) << cut.err;
    ASSERT_TRUE(std::filesystem::exists(path("kept/rank.state"))) << solver;
    const Outcome rest = run_bash(rank + options + " --dangling strong -o rest.tsv --force --checkpoint kept --resume");
    EXPECT_EQ(rest.status, 0) << solver << rest.err;
    EXPECT_EQ(rest.err.find("anew"), std::string::npos) << rest.err;
    ASSERT_EQ(run_bash(rank + options + " -o whole.tsv --force").status, 0);
    EXPECT_EQ(read_file(path("rest.tsv")), read_file(path("whole.tsv"))) << solver;
  }
}

TEST_F(CheckpointFolder, GoesWhenTheWorkIsDoneAndNothingElseInIt) {
  make_web();
  std::filesystem::create_directory(path("kept"));
  write("kept/notes.txt", "mine\n");
  EXPECT_EQ(run({"rank", "my.web", "pagerank", "--checkpoint", "kept", "--checkpoint-every", "0"}).status, 0);
  EXPECT_EQ(read_file(path("kept/notes.txt")), "mine\n");
  EXPECT_FALSE(std::filesystem::exists(path("kept/rank.state")));
}

TEST_F(CheckpointFolder, IsNeededToResumeAndMustBeAFolder) {
  make_web();
  EXPECT_EQ(run({"rank", "my.web", "pagerank", "--resume"}).status, 2);
  EXPECT_EQ(run({"rank", "my.web", "hits", "--checkpoint", "kept"}).status, 2) << "it has no state";
  EXPECT_EQ(run({"rank", "my.web", "domain-rating", "--checkpoint", "kept"}).status, 0);
  EXPECT_EQ(run({"rank", "my.web", "pagerank", "--checkpoint", "kept", "--checkpoint-every", "-1"}).status, 2);
  const Outcome anew = run({"rank", "my.web", "pagerank", "--checkpoint", "none", "--resume"});
  EXPECT_EQ(anew.status, 0);
  EXPECT_NE(anew.err.find("starting anew"), std::string::npos) << anew.err;
  EXPECT_EQ(run({"rank", "my.web", "pagerank", "--checkpoint", "no/folder"}).status, 73);
  EXPECT_FALSE(std::filesystem::exists(path("none"))) << "a folder that the run made goes with the state";
  std::filesystem::create_directories(path("kept/rank.state"));
  write("kept/rank.state/notes", "mine");
  EXPECT_EQ(run({"rank", "my.web", "pagerank", "--checkpoint", "kept", "--force"}).status, 73);
  EXPECT_EQ(read_file(path("kept/rank.state/notes")), "mine");
  write("notes.txt", "not a folder\n");
  EXPECT_EQ(run({"rank", "my.web", "pagerank", "--checkpoint", "notes.txt", "--resume"}).status, 65);
  EXPECT_EQ(run({"rank", "my.web", "pagerank", "--checkpoint", "notes.txt"}).status, 73);
  EXPECT_EQ(read_file(path("notes.txt")), "not a folder\n");
}

}  // namespace
}  // namespace orbweb::test
