// rank --dry-run, and webs that keep their rank layouts.
#include <sstream>

#include "cli/program.h"
#include "support/random_graph.h"
#include "support/sanitized.h"

namespace orbweb::test {
namespace {

class RankPlan : public ProgramTest {
 protected:
  /// Links between enough nodes for a layout to be worth it: each links to its three neighbours and to node 0.
  void write_large() {
    std::string links;
    for (int node = 0; node < 20'000; ++node) {
      for (const int target : {node + 1, node + 2, node + 3, 0}) {
        links += std::to_string(node) + '\t' + std::to_string(target % 20'000) + '\n';
      }
    }
    write("large.tsv", links);
  }

  /// A million links, to make memory per node and arc show.
  void write_random() {
    std::string links;
    Random random(7);
    for (int link = 0; link < 1'000'000; ++link) {
      links += std::to_string(random.below(100'000)) + '\t' + std::to_string(random.below(100'000)) + '\n';
    }
    write("random.tsv", links);
  }
};

TEST_F(RankPlan, SaysWhatWouldRunAndComputesNothing) {
  make_web();
  const auto plan = run_json({"rank", "my.web", "domain-rating", "--dry-run", "--json", "-o", "dr.tsv"});
  EXPECT_EQ(plan["solver"], "pull");
  EXPECT_NE(plan["solver_reason"].get<std::string>().find("few"), std::string::npos);
  EXPECT_TRUE(plan["layout"].is_null());
  EXPECT_GT(plan["estimated_memory"], 0);
  EXPECT_TRUE(plan["fits"]);
  EXPECT_FALSE(std::filesystem::exists(path("dr.tsv")));
  const Outcome outcome = run({"rank", "my.web", "harmonic", "--dry-run"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_NE(outcome.out.find("would compute harmonic/1"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("memory   about"), std::string::npos) << outcome.out;
}

TEST_F(RankPlan, RefusesWhatTheRunWouldRefuse) {
  make_web();
  EXPECT_EQ(run({"rank", "my.web", "pagerank", "--weighted", "--solver", "scp", "--dry-run"}).status, 2);
  EXPECT_EQ(run({"rank", "my.web", "no-such", "--dry-run"}).status, 2);
  EXPECT_EQ(run({"rank", "my.web", "harmonic", "--log2m", "40", "--dry-run"}).status, 2);
}

TEST_F(RankPlan, OfDistancesCountsSearchesAndNoStates) {
  make_web();
  write("chosen.tsv", "b.org\nc.net\n");
  const auto memory_of = [&](std::vector<std::string> options) {
    std::vector<std::string> command = {"rank", "my.web", "harmonic", "--dry-run", "--json"};
    command.insert(command.end(), options.begin(), options.end());
    return run_json(command)["estimated_memory"].get<std::uint64_t>();
  };
  const std::uint64_t plain = memory_of({});
  EXPECT_GT(memory_of({"--exact-for", "chosen.tsv"}), plain);
  EXPECT_EQ(memory_of({"--checkpoint", "kept"}), plain) << "states are written as they lie";
  EXPECT_FALSE(std::filesystem::exists(path("kept"))) << "nothing is computed, nothing kept";
  EXPECT_GT(memory_of({"--exact", "--threads", "4"}), memory_of({"--exact", "--threads", "1"}));
}

TEST_F(RankPlan, NoRunTakesMoreThanItsPlan) {
  if (kIsSanitized) GTEST_SKIP() << "a sanitizer takes memory of its own";
  write_random();
  ASSERT_EQ(run({"build", "random.tsv", "-o", "random.web"}).status, 0);
  write("chosen.tsv", "7\n4711\n99\n");
  std::uint64_t mapped = 0;
  const auto info = run_json({"info", "random.web", "--json"});
  for (const auto& [name, bytes] : info["bytes_by_part"].items()) mapped += bytes.get<std::uint64_t>();
  for (const char* algorithm :
       {"pagerank", "pagerank --solver pull", "pagerank --solver gauss-seidel", "pagerank --weighted", "hits", "katz",
        "eigenvector", "wcc", "scc", "k-core", "triangles", "degrees", "label-propagation", "leiden --max-iterations 1",
        "harmonic --log2m 4", "harmonic --log2m 4 --within 3 --exact-for chosen.tsv",
        "lin --log2m 8 --checkpoint kept --checkpoint-every 0", "harmonic --log2m 8 --memory 80M",
        "lin --log2m 10 --memory 70M --checkpoint kept --checkpoint-every 0"}) {
    std::istringstream words(algorithm);
    std::vector<std::string> command = {"rank", "random.web"};
    for (std::string word; words >> word;) command.push_back(word);
    const Outcome ran = run(command);
    ASSERT_TRUE(ran.status == 0 || ran.status == 4) << algorithm << ": " << ran.err;  // 4: not converged
    command.insert(command.end(), {"--dry-run", "--json"});
    const auto plan = run_json(command)["estimated_memory"].get<std::uint64_t>();
    EXPECT_LE(ran.peak_memory, plan + mapped) << algorithm;
  }
}

TEST_F(RankPlan, OfDistancesTakesAsMuchMemoryAsIsGrantedAndDiskForTheRest) {
  write_random();
  ASSERT_EQ(run({"build", "random.tsv", "-o", "random.web"}).status, 0);
  const auto plan_of = [&](std::vector<std::string> options) {
    std::vector<std::string> command = {"rank", "random.web", "harmonic", "--log2m", "8", "--dry-run", "--json"};
    command.insert(command.end(), options.begin(), options.end());
    return run_json(command);
  };
  const auto plain = plan_of({});
  EXPECT_EQ(plain["slices"], 1);
  EXPECT_EQ(plain["temporary_bytes"], 0);
  EXPECT_TRUE(plain["temporary_folder"].is_null());
  EXPECT_TRUE(plain["memory_limit"].is_null());
  const auto sliced = plan_of({"--memory", "90M"});
  EXPECT_EQ(sliced["slices"], 2);
  EXPECT_EQ(sliced["temporary_bytes"], 100'000 << 8);
  EXPECT_EQ(sliced["memory_limit"], 90 << 20);
  EXPECT_LE(sliced["estimated_memory"], sliced["memory_limit"]);
  EXPECT_TRUE(sliced["fits"]);
  EXPECT_EQ(plan_of({"--memory", "90M", "--checkpoint", "kept"})["temporary_bytes"], 100'000 << 9);
  EXPECT_FALSE(plan_of({"--memory", "50M"})["fits"]);
  const Outcome text = run_bash("TMPDIR=$PWD orbweb rank random.web harmonic --log2m 8 --dry-run --memory 90M");
  EXPECT_NE(text.out.find("slices   2 of the registers"), std::string::npos) << text.out;
  EXPECT_NE(text.out.find("disk     24.4 MiB in " + path("").parent_path().string()), std::string::npos) << text.out;
  EXPECT_NE(text.out.find("fits into the 90.0 MiB granted by --memory"), std::string::npos) << text.out;
}

TEST_F(RankPlan, ARunWithRegistersOnDiskWritesTheSameTable) {
  write_random();
  ASSERT_EQ(run({"build", "random.tsv", "-o", "random.web"}).status, 0);
  const auto rank = [&](const std::string& memory, const std::string& output) {
    return run_json({"rank", "random.web", "lin", "--memory", memory, "--json", "-o", output, "--within", "2"});
  };
  EXPECT_EQ(rank("1G", "whole.tsv")["slices"], 1);
  EXPECT_EQ(rank("70M", "sliced.tsv")["slices"], 8);
  EXPECT_EQ(read_file(path("sliced.tsv")), read_file(path("whole.tsv")));
  EXPECT_EQ(read_file(path("sliced.tsv.json")), read_file(path("whole.tsv.json")));
}

TEST_F(RankPlan, WhatIsGrantedTooLittleIsRefusedBeforeTheStart) {
  make_web();
  for (const char* algorithm : {"harmonic", "pagerank", "hits"}) {
    const Outcome outcome = run({"rank", "my.web", algorithm, "--memory", "10M"});
    EXPECT_EQ(outcome.status, 1) << algorithm;
    EXPECT_NE(outcome.err.find("does not fit into the 10.0 MiB granted by --memory"), std::string::npos) << outcome.err;
    EXPECT_NE(outcome.err.find("--dry-run says what is needed"), std::string::npos) << outcome.err;
  }
  EXPECT_EQ(run({"rank", "my.web", "lin", "--memory", "10M", "--checkpoint", "kept"}).status, 1);
  EXPECT_FALSE(std::filesystem::exists(path("kept")));
}

TEST_F(RankPlan, AFullDiskUnderRegistersIsAnErrorAndLeavesNothing) {
  write_random();
  ASSERT_EQ(run({"build", "random.tsv", "-o", "random.web"}).status, 0);
  const std::vector<std::string> before = files();
  const Outcome outcome =
      run_bash("ulimit -f 4096; trap '' XFSZ; TMPDIR=$PWD orbweb rank random.web harmonic --memory 80M -o x.tsv");
  EXPECT_EQ(outcome.status, 74) << outcome.err;
  EXPECT_NE(outcome.err.find("(temporary file): File too large"), std::string::npos) << outcome.err;
  EXPECT_EQ(files(), before);
}

TEST_F(RankPlan, ALayoutIsKeptByBuildAndConvertAndChangesNoByte) {
  write_large();
  ASSERT_EQ(run({"build", "large.tsv", "-o", "plain.web"}).status, 0);
  ASSERT_EQ(run({"build", "large.tsv", "-o", "kept.web", "--rank-layout"}).status, 0);
  ASSERT_EQ(run({"convert", "plain.web", "-o", "converted.web", "--rank-layout"}).status, 0);
  EXPECT_EQ(run_json({"rank", "plain.web", "pagerank", "--dry-run", "--json"})["layout"], "built first");
  EXPECT_EQ(run_json({"rank", "kept.web", "pagerank", "--dry-run", "--json"})["layout"], "kept with the web");
  const auto plain = run_json({"rank", "plain.web", "pagerank", "--json", "-o", "plain.tsv"});
  EXPECT_FALSE(plain["layout_kept"]);
  for (const char* web : {"kept.web", "converted.web"}) {
    const auto kept = run_json({"rank", web, "pagerank", "--json", "-o", "kept.tsv", "--force"});
    EXPECT_TRUE(kept["layout_kept"]) << web;
    EXPECT_EQ(read_file(path("kept.tsv")), read_file(path("plain.tsv"))) << web;
    EXPECT_EQ(run({"verify", web}).status, 0);
  }
  EXPECT_GT(run_json({"info", "kept.web", "--json"})["bytes_by_part"]["rank_layout"], 0);
}

TEST_F(RankPlan, OfPinnedThreadsAndPlainPagesTheBytesAreTheSame) {
  write_large();
  ASSERT_EQ(run({"build", "large.tsv", "-o", "large.web"}).status, 0);
  ASSERT_EQ(run({"rank", "large.web", "pagerank", "-o", "first.tsv"}).status, 0);
  const Outcome outcome =
      run_bash("ORBWEB_HUGE_PAGES=0 ORBWEB_PIN_THREADS=1 orbweb rank large.web pagerank -o second.tsv");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(read_file(path("first.tsv")), read_file(path("second.tsv")));
}

TEST_F(RankPlan, ALayoutWantsAWebAndMemory) {
  write_large();
  ASSERT_EQ(run({"build", "large.tsv", "-o", "plain.web"}).status, 0);
  const Outcome format = run({"convert", "plain.web", "-o", "links.mtx", "--rank-layout"});
  EXPECT_EQ(format.status, 2);
  EXPECT_NE(format.err.find("expected a web to keep it with"), std::string::npos) << format.err;
  const Outcome small = run({"convert", "plain.web", "-o", "small.web", "--rank-layout", "--memory", "1M"});
  EXPECT_EQ(small.status, 0) << small.err;
  EXPECT_NE(small.err.find("the web is written without"), std::string::npos) << small.err;
}

}  // namespace
}  // namespace orbweb::test
