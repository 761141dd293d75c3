// Outputs that cannot be made: one clear line before the work, and what was there stays.
#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "support/data.h"

namespace orbweb::test {
namespace {

using ::nlohmann::json;

class BadOutput : public ProgramTest {};

TEST_F(BadOutput, AnExistingWebStaysAsItWas) {
  make_web();
  const std::string manifest = read_file(path("my.web/manifest.json"));
  const Outcome outcome = run({"build", "links.tsv", "-o", "my.web"});
  EXPECT_EQ(outcome.status, 73);
  EXPECT_NE(outcome.err.find("cannot create my.web: it exists\n  hint: choose another -o, or --force"),
            std::string::npos)
      << outcome.err;
  EXPECT_EQ(read_file(path("my.web/manifest.json")), manifest);
}

TEST_F(BadOutput, ForceReplacesNothingButAWeb) {
  EXPECT_EQ(run({"build", "links.tsv", "-o", "links.tsv", "--force"}).status, 73);
  EXPECT_NE(read_file(path("links.tsv")), "");
  std::filesystem::create_directory(path("photos"));
  write("photos/one", "1");
  EXPECT_EQ(run({"build", "links.tsv", "-o", "photos", "--force"}).status, 73);
  EXPECT_EQ(read_file(path("photos/one")), "1");
}

TEST_F(BadOutput, ForceReplacesNoFolderByScoresAndWritesIntoNoWeb) {
  make_web();
  std::filesystem::create_directory(path("dr.tsv"));
  std::filesystem::create_directory(path("pr.tsv.json"));
  for (const char* output : {"dr.tsv", "pr.tsv", "my.web/pr.tsv"}) {
    EXPECT_EQ(run({"rank", "my.web", "pagerank", "-o", output, "--force"}).status, 73) << output;
  }
  EXPECT_EQ(run({"build", "links.tsv", "-o", "my.web/inner.web"}).status, 73);
  EXPECT_TRUE(std::filesystem::is_directory(path("dr.tsv")));
  EXPECT_TRUE(std::filesystem::is_directory(path("pr.tsv.json")));
}

TEST_F(BadOutput, AMissingFolderIsSaidBeforeTheWork) {
  make_web();
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"build", "links.tsv", "-o", "no/such.web"}, {"rank", "my.web", "pagerank", "-o", "no/such.tsv"}}) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.status, 73);
    EXPECT_NE(outcome.err.find("there is no folder no"), std::string::npos) << outcome.err;
  }
}

TEST_F(BadOutput, ExistingScoresStayAsTheyWere) {
  make_scores();
  const std::string table = read_file(path("dr.tsv"));
  EXPECT_EQ(run({"rank", "my.web", "pagerank", "-o", "dr.tsv"}).status, 73);
  EXPECT_EQ(read_file(path("dr.tsv")), table);
  EXPECT_EQ(run({"rank", "my.web", "pagerank", "-o", "dr.tsv", "--force"}).status, 0);
  EXPECT_NE(read_file(path("dr.tsv")), table);
}

TEST_F(BadOutput, AFullDiskOnStandardOutputIsAnError) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full on this system";
  make_scores();
  for (const auto& arguments : std::vector<std::vector<std::string>>{{"info", "my.web"},
                                                                     {"info", "my.web", "--json"},
                                                                     {"verify", "my.web"},
                                                                     {"rank", "my.web", "pagerank", "-o", "-"},
                                                                     {"rank", "my.web", "pagerank", "--json"},
                                                                     {"top", "my.web", "dr.tsv"},
                                                                     {"top", "my.web", "dr.tsv", "--json"},
                                                                     {"show", "my.web", "a.com"},
                                                                     {"show", "my.web", "a.com", "--json"},
                                                                     {"explain", "my.web", "a.com"},
                                                                     {"explain", "my.web", "a.com", "--json"},
                                                                     {"completion", "bash"},
                                                                     {"--help"},
                                                                     {"--version"}}) {
    const Outcome outcome = run(arguments, "/dev/full");
    EXPECT_EQ(outcome.status, 74) << arguments[0];
    EXPECT_NE(outcome.err.find("cannot write standard output: No space left on device"), std::string::npos);
  }
}

TEST_F(BadOutput, AFileSizeLimitLeavesNothingHalfWritten) {
  write("links.tsv", many_links());
  const std::vector<std::string> before = files();
  const Outcome outcome = run_bash("ulimit -f 1; trap '' XFSZ; orbweb build links.tsv -o my.web --fold domain");
  EXPECT_EQ(outcome.status, 74) << outcome.err;
  EXPECT_NE(outcome.err.find("cannot write"), std::string::npos) << outcome.err;
  EXPECT_EQ(files(), before);
}

TEST_F(BadOutput, AClosedPipeEndsQuietlyWithTheStatusOfItsSignal) {
  make_scores();
  for (const char* command : {"info my.web", "rank my.web pagerank -o -", "top my.web dr.tsv", "show my.web a.com",
                              "explain my.web a.com", "verify my.web --json", "completion bash", "--help"}) {
    const Outcome outcome = run_bash(std::string("mkfifo p; exec 3<>p; exec 4>p; exec 3>&-; orbweb ") + command +
                                     " >&4 2>err; echo $?; grep -ci 'error\\|warning' err; rm p");
    EXPECT_EQ(outcome.out, "141\n0\n") << command << outcome.err;
  }
}

TEST_F(BadOutput, ALinkThatLeadsNowhereIsNamedBeforeTheWork) {
  make_web();
  std::filesystem::create_symlink("unmounted/x", path("link.tsv"));
  std::filesystem::create_symlink("unmounted/x", path("link.web"));
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"build", "links.tsv", "-o", "link.web"},
                                             {"build", "links.tsv", "-o", "link.web", "--force"},
                                             {"rank", "my.web", "pagerank", "-o", "link.tsv"},
                                             {"rank", "my.web", "pagerank", "-o", "link.tsv", "--force"}}) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.status, 73) << outcome.err;
    EXPECT_NE(outcome.err.find(": it is a symbolic link to unmounted/x, which does not exist\n  hint: remove the link"),
              std::string::npos)
        << outcome.err;
  }
}

TEST_F(BadOutput, AFileSizeLimitNamesThePathThatTheUserGave) {
  write("links.tsv", many_links());
  const Outcome outcome = run_bash("ulimit -f 1; trap '' XFSZ; orbweb build links.tsv -o my.web --fold domain");
  EXPECT_NE(outcome.err.find("cannot write my.web (at its temporary .my.web."), std::string::npos) << outcome.err;
}

TEST_F(BadOutput, FactsOfAnotherTableInTheWayAreSaidBeforeTheWork) {
  make_web();
  write("pr.tsv.json", "{}");
  const Outcome outcome = run({"rank", "my.web", "pagerank", "-o", "pr.tsv"});
  EXPECT_EQ(outcome.status, 73);
  EXPECT_NE(outcome.err.find("cannot create pr.tsv.json: it exists\n  hint: choose another -o, or --force"),
            std::string::npos)
      << outcome.err;
  EXPECT_FALSE(std::filesystem::exists(path("pr.tsv")));
}

}  // namespace
}  // namespace orbweb::test
