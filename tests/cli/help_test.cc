// Help, version and completion.
#include <sstream>

#include "algos/table.h"
#include "cli/program.h"
#include "loaders/open.h"

namespace orbweb::test {
namespace {

const std::vector<std::string> kVerbs = {"build", "info",    "rank",   "top", "show", "explain",
                                         "query", "convert", "verify", "run", "diff", "completion"};

class Help : public ProgramTest {};
class Completion : public ProgramTest {
 protected:
  /// What bash offers for a line whose last word is being typed, a word a line.
  std::string offered(const std::string& words, int current) const {
    return run_bash("eval \"$(orbweb completion bash)\"\nCOMP_WORDS=(" + words +
                    ")\nCOMP_CWORD=" + std::to_string(current) + "\n_orbweb\nprintf '%s\\n' \"${COMPREPLY[@]}\"")
        .out;
  }
};

TEST_F(Help, NamesEveryVerbAndExitStatus) {
  const Outcome outcome = run({"--help"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
  for (const std::string& verb : kVerbs) EXPECT_NE(outcome.out.find("\n  " + verb + " "), std::string::npos) << verb;
  for (const char* status : {" 3 done", " 4 not converged", "65 bad data", "73 cannot", "74 input", "128 + N"}) {
    EXPECT_NE(outcome.out.find(status), std::string::npos) << status;
  }
}

TEST_F(Help, EveryVerbHasExamples) {
  for (const std::string& verb : kVerbs) {
    const Outcome outcome = run({verb, "--help"});
    EXPECT_EQ(outcome.status, 0);
    const std::size_t examples = outcome.out.find("Examples:\n");
    ASSERT_NE(examples, std::string::npos) << verb;
    EXPECT_NE(outcome.out.find("orbweb " + verb + " ", examples), std::string::npos) << verb;
    EXPECT_EQ(outcome.out.find("Examples:\n", examples + 1), std::string::npos) << "once in " << verb;
  }
}

TEST_F(Help, DefaultsAreThoseOfTheOptions) {
  const std::string text = run({"build", "--help"}).out;
  const BuildOptions defaults;
  EXPECT_NE(text.find("[default: " + defaults.format + "]"), std::string::npos);
  EXPECT_NE(text.find("memory of this machine]"), std::string::npos) << text;
  EXPECT_NE(text.find("[default: " + std::string(to_string(defaults.fold.level)) + "]"), std::string::npos);
}

/// The entries of a help text whose option takes a value, each with the lines that it goes on over.
std::vector<std::string> valued_options(const std::string& help) {
  std::vector<std::string> entries;
  std::istringstream lines(help.substr(0, help.find("\nExamples:")));
  bool within = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("  -")) {
      const std::string option = line.substr(2, line.find("  ", 2) - 2);
      within = option.find(' ') != std::string::npos;
      if (within) entries.push_back(line);
    } else if (within && line.starts_with("     ")) {
      entries.back() += line;
    } else {
      within = false;
    }
  }
  return entries;
}

TEST_F(Help, EveryOptionThatTakesAValueSaysItsDefaultOrThatItIsRequired) {
  std::size_t seen = 0;
  for (const std::string& verb : kVerbs) {
    for (const std::string& entry : valued_options(run({verb, "--help"}).out)) {
      EXPECT_TRUE(entry.find("[default") != std::string::npos || entry.find("required") != std::string::npos)
          << verb << entry;
      ++seen;
    }
  }
  EXPECT_GT(seen, 20U);
}

TEST_F(Help, NamesTheInputFormats) {
  const std::string text = run({"build", "--help"}).out;
  for (const std::string& format : input_formats()) EXPECT_NE(text.find(format), std::string::npos) << format;
}

TEST_F(Help, RankListsEveryAlgorithmAndOption) {
  const std::string text = run({"rank", "--help"}).out;
  for (const Algorithm& algorithm : algorithms()) {
    EXPECT_NE(text.find(algorithm.definition), std::string::npos) << algorithm.name;
    EXPECT_NE(text.find(algorithm.summary), std::string::npos) << algorithm.name;
    for (const OptionSpec& option : algorithm.options) {
      EXPECT_NE(text.find("--" + option.name), std::string::npos) << option.name;
    }
  }
}

/// One line without runs of blanks, so that it does not matter where a terminal breaks it.
std::string unwrapped(const std::string& text) {
  std::string words;
  for (const char c : text) {
    if (c != ' ' && c != '\n') {
      words += c;
    } else if (!words.empty() && words.back() != ' ') {
      words += ' ';
    }
  }
  return words;
}

TEST_F(Help, AnOptionThatMeansSeveralThingsSaysWhichWhere) {
  const std::string text = unwrapped(run({"rank", "--help"}).out);
  EXPECT_NE(text.find("In hits, eigenvector: largest relative residual of the eigenvector"), std::string::npos);
  EXPECT_NE(text.find("In katz: largest L1 error relative to the sum of the scores"), std::string::npos);
  for (const Algorithm& algorithm : algorithms()) {
    for (const OptionSpec& option : algorithm.options) {
      EXPECT_NE(text.find(option.help.substr(1, 30)), std::string::npos) << algorithm.name << " --" << option.name;
    }
  }
}

TEST_F(Help, OfOneAlgorithmShowsItsDefaults) {
  const std::string text = run({"rank", "my.web", "domain-rating", "--help"}).out;
  const std::size_t start = text.find("domain-rating (domain-rating/1)");
  ASSERT_NE(start, std::string::npos);
  EXPECT_NE(text.find("[default: stretch]", start), std::string::npos);
  EXPECT_EQ(text.find("--weighted", start), std::string::npos) << "an option of another algorithm";
}

TEST_F(Help, ExplainOffersOnlyWhatSomeExplanationTakes) {
  const std::string text = run({"explain", "--help"}).out;
  EXPECT_NE(text.find("--preference"), std::string::npos);
  EXPECT_EQ(text.find("--seeds"), std::string::npos) << "scores from seeds have no explanation";
}

TEST_F(Help, VersionIsOneLine) {
  const Outcome outcome = run({"--version"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out.find("orbweb "), 0U);
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 1);
}

TEST_F(Completion, OffersVerbs) {
  EXPECT_EQ(offered("orbweb e", 1), "explain\n");
  EXPECT_EQ(offered("orbweb ver", 1), "verify\n");
}

TEST_F(Completion, OffersTheVerbsOwnOptions) {
  EXPECT_EQ(offered("orbweb build --qu", 2), "--quarantine-threshold\n");
  EXPECT_EQ(offered("orbweb info --qu", 2), "\n");
  EXPECT_EQ(offered("orbweb rank w pagerank --prefer", 4), "--preference\n");
}

TEST_F(Completion, OffersAlgorithms) {
  EXPECT_EQ(offered("orbweb rank my.web doma", 3), "domain-rating\n");
  EXPECT_EQ(offered("orbweb rank --json --threads 2 my.web pager", 6), "pagerank\n");
}

TEST_F(Completion, OffersChoices) {
  EXPECT_EQ(offered("orbweb build x --fold d", 4), "domain\n");
  EXPECT_EQ(offered("orbweb rank w pagerank --dangling ''", 5), "strong\nweak\nnone\n");
  EXPECT_EQ(offered("orbweb build x --fold = h", 5), "host\n") << "--fold=h, as bash cuts it";
}

TEST_F(Completion, OffersFiles) {
  EXPECT_EQ(offered("orbweb build lin", 2), "links.tsv\n");
  EXPECT_EQ(offered("orbweb build one two --strict lin", 5), "links.tsv\n");
  EXPECT_EQ(offered("orbweb rank lin", 2), "links.tsv\n");
  EXPECT_EQ(offered("orbweb explain w name --scores lin", 5), "links.tsv\n");
}

TEST_F(Completion, FlagsTakeNoValue) {
  EXPECT_EQ(offered("orbweb build x --strict --dry", 4), "--dry-run\n");
  EXPECT_EQ(offered("orbweb rank --force my.web doma", 4), "domain-rating\n");
}

}  // namespace
}  // namespace orbweb::test
