// What links would make or cost, asked of the program.
#include <gmock/gmock.h>

#include <algorithm>

#include "cli/program.h"

namespace orbweb::test {
namespace {

using ::testing::HasSubstr;

class WhatIf : public ProgramTest {
 protected:
  void SetUp() override { make_scores(); }
};

TEST_F(WhatIf, TellsTheRatingsThatTheEditedWebHas) {
  const auto told =
      run_json({"what-if", "my.web", "dr.tsv", "--add", "a.com", "d.io", "--remove", "e.com", "c.net", "--json"});
  write("edited.tsv", "a.com\tb.org\na.com\td.io\nb.org\tc.net\nb.org\td.io\nc.net\td.io\nd.io\ta.com\ne.com\td.io\n");
  ASSERT_EQ(run({"build", "edited.tsv", "-o", "edited.web", "--fold", "domain"}).status, 0);
  ASSERT_EQ(run({"rank", "edited.web", "domain-rating", "-o", "edited-dr.tsv"}).status, 0);
  const auto all = run_json({"top", "edited.web", "edited-dr.tsv", "--json"});
  ASSERT_EQ(told["ends"].size(), 4U);
  for (const auto& end : told["ends"]) {
    const auto row =
        std::ranges::find_if(all["top"], [&](const auto& other) { return other["name"] == end["after"]["name"]; });
    ASSERT_NE(row, all["top"].end());
    EXPECT_NEAR(end["after"]["score"].template get<double>(), (*row)["score"].template get<double>(), 1e-6);
    EXPECT_NEAR(end["after"]["rating"].template get<double>(), (*row)["rating"].template get<double>(), 1e-4);
    EXPECT_EQ(end["after"]["referring_domains"], (*row)["referring_domains"]);
    EXPECT_EQ(end["after"]["rank"], (*row)["rank"]);
  }
  EXPECT_EQ(told["ends"][0]["before"]["name"], "d.io");
  EXPECT_NE(told["ends"][0]["before"]["score"], told["ends"][0]["after"]["score"]);
  EXPECT_LT(told["error_bound_l1"], 1e-6);
}

TEST_F(WhatIf, IsATableForPeople) {
  const Outcome told = run({"what-if", "my.web", "dr.tsv", "--add", "a.com", "d.io", "-n", "2"});
  EXPECT_EQ(told.status, 0) << told.err;
  EXPECT_THAT(told.out, HasSubstr("rating of the links' ends"));
  EXPECT_THAT(told.out, HasSubstr("by domain-rating/1, all scores together within"));
}

TEST_F(WhatIf, OptionsMayComeFirst) {
  EXPECT_EQ(run({"what-if", "--add", "a.com", "d.io", "my.web", "--remove", "e.com", "c.net", "dr.tsv"}).status, 0);
}

TEST_F(WhatIf, OthersAreAsManyAsAskedFor) {
  const auto told = run_json({"what-if", "my.web", "dr.tsv", "--add", "c.net", "e.com", "-n", "1", "--json"});
  EXPECT_EQ(told["ends"].size(), 2U);
  EXPECT_EQ(told["down"].size(), 1U);
  EXPECT_EQ(told["edits"][0]["source"], "c.net");
}

TEST_F(WhatIf, SaysWhereTheScoresHadNotConverged) {
  ASSERT_EQ(run({"rank", "my.web", "domain-rating", "--max-iterations", "2", "-o", "early.tsv"}).status, 4);
  const Outcome told = run({"what-if", "my.web", "early.tsv", "--add", "a.com", "d.io"});
  EXPECT_EQ(told.status, 0);
  EXPECT_THAT(told.err, HasSubstr("early.tsv had not converged"));
}

TEST_F(WhatIf, RefusesWhatItCannotAnswer) {
  const auto refused = [&](std::vector<std::string> rest, const std::string& words, int status) {
    std::vector<std::string> line = {"what-if", "my.web"};
    line.insert(line.end(), rest.begin(), rest.end());
    const Outcome outcome = run(line);
    EXPECT_EQ(outcome.status, status) << words;
    EXPECT_THAT(outcome.err, HasSubstr(words));
  };
  refused({"dr.tsv"}, "nothing to ask about", 2);
  refused({"dr.tsv", "--add", "b.org"}, "--add", 2);
  refused({"dr.tsv", "--add", "b.org", "a.com", "c.net"}, "c.net", 2);
  refused({"dr.tsv", "--add", "b.org", "c.net"}, "b.org -> c.net is there already", 2);
  refused({"dr.tsv", "--remove", "a.com", "c.net"}, "a.com -> c.net is not there, as a followed link", 2);
  refused({"dr.tsv", "--add", "b.org", "x.example"}, "x.example", 2);
  refused({"--add", "a.com", "d.io"}, "SCORES is required", 2);
}

}  // namespace
}  // namespace orbweb::test
