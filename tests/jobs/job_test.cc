// What a job file may say, and how errors in it read.
#include "jobs/job.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "graph/error.h"
#include "support/job_folder.h"

namespace orbweb {
namespace {

using test::JobFolder;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// What is said of a job that is refused.
std::string problem_of(const std::string& text, const JobOverrides& overrides = {}) {
  const JobFolder folder(text);
  try {
    folder.job(overrides);
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

std::string with(const std::string& more) { return std::string(JobFolder::kJob) + more; }

TEST(Job, PathsStartAtTheFileOfTheJob) {
  const JobFolder folder;
  EXPECT_EQ(folder.job().inputs.front(), folder.path("links.tsv"));
  EXPECT_EQ(folder.job().releases, folder.path("releases"));
}

TEST(Job, AnUnknownKeyNamesItsLineAndTheKeysThatThereAre) {
  EXPECT_THAT(problem_of(with("[limits]\nmemry = \"1G\"\n")),
              AllOf(HasSubstr("job.toml"), HasSubstr("line 12"), HasSubstr("memory, threads"), HasSubstr("\"memry\"")));
  EXPECT_THAT(problem_of(with("[limit]\n")), AllOf(HasSubstr("a key of a job"), HasSubstr("limits")));
}

TEST(Job, AWrongValueNamesWhatIsAllowed) {
  EXPECT_THAT(problem_of(with("[limits]\nthreads = \"two\"\n")),
              AllOf(HasSubstr("line 12"), HasSubstr("an integer for threads"), HasSubstr("text")));
  EXPECT_THAT(problem_of(with("[limits]\nthreads = -1\n")), HasSubstr("threads from 0 to 256"));
  EXPECT_THAT(problem_of(with("[limits]\nmemory = \"much\"\n")), HasSubstr("line 11"));
}

TEST(Job, AnUnknownAlgorithmListsTheKnown) {
  EXPECT_THAT(problem_of(with("[[scores]]\nalgorithm = \"pagerang\"\n")),
              AllOf(HasSubstr("line 12"), HasSubstr("domain-rating"), HasSubstr("\"pagerang\"")));
}

TEST(Job, OptionsAreCheckedAgainstTheAlgorithmsOwn) {
  const std::string scores = "[[scores]]\nname = \"two\"\nalgorithm = \"pagerank\"\n";
  EXPECT_EQ(problem_of(with(scores + "options = {alpha = 0.5, max-iterations = 7}\n")), "");
  EXPECT_THAT(problem_of(with(scores + "options = {alfa = 0.5}\n")),
              AllOf(HasSubstr("line 14"), HasSubstr("alpha, tol")));
  EXPECT_THAT(problem_of(with(scores + "options = {alpha = 1.5}\n")), AllOf(HasSubstr("line 14"), HasSubstr("1.5")));
  EXPECT_THAT(problem_of(with(scores + "options = {dangling = \"odd\"}\n")), HasSubstr("strong, weak, none"));
}

TEST(Job, EveryAlgorithmTakesItsDefaultsWrittenOut) {
  for (const Algorithm& algorithm : algorithms()) {
    std::string options;
    for (const OptionSpec& spec : algorithm.options) {
      if (spec.kind == OptionKind::flag) {
        options += spec.name + (std::get<bool>(spec.default_value) ? " = true\n" : " = false\n");
      } else if (spec.kind == OptionKind::choice) {
        options += spec.name + " = \"" + std::get<std::string>(spec.default_value) + "\"\n";
      }
    }
    EXPECT_EQ(problem_of(with("[[scores]]\nname = \"x\"\nalgorithm = \"" + algorithm.name + "\"\n[scores.options]\n" +
                              options)),
              "")
        << algorithm.name;
  }
}

TEST(Job, TwoTablesOfOneNameAndNamesThatLeaveTheFolderAreRefused) {
  EXPECT_THAT(problem_of(with("[[scores]]\nalgorithm = \"pagerank\"\n")), HasSubstr("no other table"));
  EXPECT_THAT(problem_of(with("[[scores]]\nname = \"../x\"\nalgorithm = \"pagerank\"\n")),
              HasSubstr("letters, digits"));
}

TEST(Job, TablesThatWouldShareAViewAreRefused) {
  const auto scores = [](const std::string& name) {
    return "[[scores]]\nalgorithm = \"pagerank\"\nname = \"" + name + "\"\n";
  };
  const std::string postgres = "[export.postgres]\n";
  EXPECT_EQ(problem_of(with(scores("a-b") + scores("a_b"))), "") << "files may";
  EXPECT_THAT(problem_of(with(scores("a-b") + scores("A.b") + postgres)), HasSubstr("both shown as a_b"));
  EXPECT_THAT(problem_of(with(scores(std::string(33, 'x')) + postgres)), HasSubstr("at most 32 letters"));
}

TEST(Job, APasswordIsNeverPrinted) {
  if (!has_postgres()) GTEST_SKIP() << "this build has no libpq";
  for (const char* wrong : {"postgresql://u:s3cr%zzet@h/db", "password=s3cr host=h", "host=h s3cr"}) {
    const std::string problem = problem_of(with(std::string("[export.postgres]\nconnection = \"") + wrong + "\"\n"));
    EXPECT_THAT(problem, HasSubstr("without a password")) << wrong;
    EXPECT_THAT(problem, Not(HasSubstr("s3cr"))) << wrong;
  }
}

TEST(Job, WhatIsNoTomlNamesItsLine) {
  EXPECT_THAT(problem_of("name = \"x\"\n[input\n"), AllOf(HasSubstr("line 2"), HasSubstr("TOML")));
  EXPECT_NE(problem_of(std::string("\xff\xfe\0\0", 4)), "");
  EXPECT_THAT(problem_of("name = 2026-11-24\n"), HasSubstr("a date or a time"));
  EXPECT_THAT(problem_of(""), HasSubstr("name in a job"));
}

TEST(Job, EveryPrefixOfAJobIsReadOrRefused) {
  const std::string text = with("[limits]\nmemory = \"1G\"\nthreads = 2\n");
  std::size_t refused = 0;
  for (std::size_t size = 0; size < text.size(); ++size) refused += problem_of(text.substr(0, size)).empty() ? 0U : 1U;
  EXPECT_GT(refused, text.size() / 2);
}

TEST(Job, OverridesWinAndMakeTablesThatAreMissing) {
  const JobFolder folder;
  const Job job = folder.job({.settings = {"limits.threads=3", "scores.0.options.alpha=0.5",
                                           "release.formats=[\"csv\"]", "input.files=other.tsv", "limits.threads=4"},
                              .releases = "elsewhere"});
  EXPECT_EQ(job.threads, 4);
  EXPECT_EQ(std::get<double>(job.scores[0].options.at("alpha")), 0.5);
  EXPECT_EQ(job.formats, std::vector<std::string>{"csv"});
  EXPECT_EQ(job.inputs.front(), folder.path("other.tsv"));
  EXPECT_EQ(job.releases, "elsewhere");
}

TEST(Job, AnOverrideThatIsWrongIsNamed) {
  EXPECT_THAT(problem_of(JobFolder::kJob, {.settings = {"limits.thread=3"}, .releases = {}}),
              AllOf(HasSubstr("--set limits.thread=3"), HasSubstr("memory, threads")));
  EXPECT_THAT(problem_of(JobFolder::kJob, {.settings = {"scores.7.name=x"}, .releases = {}}), HasSubstr("below 1"));
  EXPECT_THAT(problem_of(JobFolder::kJob, {.settings = {"name.x=1"}, .releases = {}}), HasSubstr("within text"));
  EXPECT_THAT(problem_of(JobFolder::kJob, {.settings = {"=1"}, .releases = {}}), HasSubstr("KEY.PATH=VALUE"));
}

}  // namespace
}  // namespace orbweb
