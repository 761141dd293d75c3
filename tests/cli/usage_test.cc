// Wrong arguments, and how errors are told to people and machines.
#include <nlohmann/json.hpp>

#include "cli/program.h"

namespace orbweb::test {
namespace {

using ::nlohmann::json;

class Usage : public ProgramTest {};

TEST_F(Usage, WrongArgumentsAreOneLineAndAHint) {
  make_scores();
  const std::vector<std::vector<std::string>> wrong = {
      {},
      {"bake"},
      {"build"},
      {"build", "links.tsv"},
      {"build", "links.tsv", "-o", "x.web", "--bogus"},
      {"build", "links.tsv", "-o", "x.web", "--fold", "planet"},
      {"build", "links.tsv", "-o", "x.web", "--format", "pdf"},
      {"build", "links.tsv", "-o", "x.web", "--memory", "5X"},
      {"build", "links.tsv", "-o", "x.web", "--threads", "0"},
      {"build", "links.tsv", "-o", "x.web", "--quarantine-threshold", "2"},
      {"info", "my.web", "--log-format", "yaml"},
      {"rank", "my.web", "pgrank"},
      {"rank", "my.web", "pagerank", "--alpha", "much"},
      {"rank", "my.web", "pagerank", "--alpha", "1.5"},
      {"rank", "my.web", "pagerank", "--dangling", "odd"},
      {"rank", "my.web", "pagerank", "-o", "scores.doc"},
      {"rank", "my.web", "pagerank", "-o", "-", "--json"},
      {"rank", "my.web", "domain-rating", "--weighted"},
      {"completion", "tcsh"}};
  for (const auto& arguments : wrong) {
    const Outcome outcome = run(arguments);
    const std::string line = arguments.empty() ? "" : arguments[0] + " ... " + arguments.back();
    EXPECT_EQ(outcome.status, 2) << line << '\n' << outcome.err;
    EXPECT_EQ(outcome.out, "") << line;
    EXPECT_EQ(outcome.err.find("orbweb: error: "), 0U) << line << '\n' << outcome.err;
    EXPECT_NE(outcome.err.find("\n  hint: "), std::string::npos) << line << '\n' << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 2) << outcome.err;
  }
}

TEST_F(Usage, AnEmptyPathAndAShareThatIsNoNumberAreRefused) {
  write("links.tsv", "a.com\tb.com\n");
  for (const std::vector<std::string>& wrong :
       std::vector<std::vector<std::string>>{{"build", "links.tsv", "-o", ""},
                                             {"build", "links.tsv", "-o", "my.web", "--quarantine-threshold", "nan"},
                                             {"build", "links.tsv", "-o", "my.web", "--memory", "0"},
                                             {"build", "links.tsv", "-o", "my.web", "--threads", "257"}}) {
    EXPECT_EQ(run(wrong).status, 2) << wrong[4 < wrong.size() ? 4 : 3];
    EXPECT_FALSE(std::filesystem::exists(path("my.web")));
  }
}

TEST_F(Usage, AnUnknownVerbListsTheVerbsAndSuggestsTheNearest) {
  const std::string list =
      "the verbs are build, info, rank, top, show, explain, what-if, query, convert, verify, run, diff, completion\n";
  const auto said = [&](const std::vector<std::string>& arguments) { return run(arguments).err; };
  const std::string bild = "orbweb: error: unknown verb \"bild\"\n  hint: did you mean build? " + list;
  EXPECT_EQ(said({"bild", "links.tsv", "-o", "my.web"}), bild);
  EXPECT_EQ(said({"--log-format", "text", "bild"}), bild);
  EXPECT_NE(said({"comp"}).find("did you mean completion?"), std::string::npos);
  EXPECT_NE(said({"expalin"}).find("did you mean explain?"), std::string::npos);
  EXPECT_EQ(said({"bake"}), "orbweb: error: unknown verb \"bake\"\n  hint: " + list) << "nothing is near";
  EXPECT_NE(said({}).find("a verb is needed\n  hint: the verbs are build, "), std::string::npos);
  EXPECT_NE(said({"--bogus"}).find("unknown option \"--bogus\""), std::string::npos);
  EXPECT_NE(said({std::string(100'000, 'x')}).find("unknown verb \"xxx"), std::string::npos);
}

TEST_F(Usage, ACountIsAWholeNumberThatIsNotNegative) {
  make_scores();
  const std::vector<std::vector<std::string>> commands = {{"top", "my.web", "dr.tsv"},
                                                          {"show", "my.web", "a.com"},
                                                          {"explain", "my.web", "a.com"},
                                                          {"rank", "my.web", "pagerank"}};
  for (std::vector<std::string> command : commands) {
    command.insert(command.end(), {"-n", ""});
    for (const char* count : {"-1", "1.5", "ten", "18446744073709551616", "", "1e3", " 1"}) {
      command.back() = count;
      const Outcome outcome = run(command);
      EXPECT_EQ(outcome.status, 2) << command[0] << " -n '" << count << "'\n" << outcome.out;
      EXPECT_EQ(outcome.out, "");
      EXPECT_NE(outcome.err.find("-n: "), std::string::npos) << outcome.err;
    }
    for (const char* count : {"0", "18446744073709551615"}) {
      command.back() = count;
      EXPECT_EQ(run(command).status, 0) << command[0] << " -n " << count;
    }
  }
}

TEST_F(Usage, AnUnknownAlgorithmListsThoseThereAre) {
  make_web();
  const Outcome outcome = run({"rank", "my.web", "pgrank"});
  EXPECT_NE(outcome.err.find("pagerank, domain-rating"), std::string::npos) << outcome.err;
}

TEST_F(Usage, WebAndAlgorithmTheOtherWayRoundAreTold) {
  make_web();
  const Outcome outcome = run({"rank", "pagerank", "my.web"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("hint: `orbweb rank my.web pagerank`"), std::string::npos) << outcome.err;
}

TEST_F(Usage, AnOptionThatTheAlgorithmLacksNamesThoseItHas) {
  make_web();
  const Outcome outcome = run({"rank", "my.web", "domain-rating", "--preference", "seeds.txt"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("domain-rating has no option --preference\n  hint: its options are --alpha"),
            std::string::npos)
      << outcome.err;
}

TEST_F(Usage, TheWrongFoldIsNamed) {
  ASSERT_EQ(run({"build", "links.tsv", "-o", "hosts.web", "--fold", "host"}).status, 0);
  const Outcome outcome = run({"rank", "hosts.web", "domain-rating"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("this web's fold is host"), std::string::npos) << outcome.err;
}

TEST_F(Usage, JsonLogsAreOneObjectALine) {
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"--log-format", "json", "build", "none.tsv", "-o", "x.web"},
                                             {"build", "none.tsv", "-o", "x.web", "--log-format=json"}}) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.status, 74);
    const json line = json::parse(outcome.err);
    EXPECT_EQ(line["level"], "error");
    EXPECT_EQ(line["kind"], "io");
    EXPECT_EQ(line["exit_code"], 74);
    EXPECT_EQ(line["message"], "cannot open none.tsv: No such file or directory");
    EXPECT_FALSE(line["hint"].get<std::string>().empty());
  }
}

TEST_F(Usage, JsonLogsOfABuildCarryItsFacts) {
  const Outcome outcome = run({"build", "links.tsv", "-o", "my.web", "--log-format", "json"});
  const json line = json::parse(outcome.err);
  EXPECT_EQ(line["level"], "info");
  EXPECT_EQ(line["links"], 9);
}

/// The exit status of a shell command, which is killed after ten seconds.
int shell_status(const std::string& command) {
  const int status = std::system(("timeout -s KILL 10 " + command + " 2>/dev/null").c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(ClosedStream, IsAnIoErrorAndNeverAnotherFile) {
  const test::TemporaryFolder folder;
  const std::string web = (folder / "a.web").string();
  const std::string program = ORBWEB_PROGRAM;
  EXPECT_EQ(shell_status(program + " build - -o " + web + " <&-"), 74);
  EXPECT_FALSE(std::filesystem::exists(web));
  const std::string links = folder.write("links.tsv", "a.com\tb.com\n").string();
  ASSERT_EQ(shell_status(program + " build " + links + " -o " + web), 0);
  EXPECT_EQ(shell_status(program + " info " + web + " >&-"), 74);
}

}  // namespace
}  // namespace orbweb::test
