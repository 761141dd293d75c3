// orbweb query on the small web: who links to whom, in all three forms, and for names from a file.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "cli/program.h"

namespace orbweb::test {
namespace {

using ::nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Query : public ProgramTest {
 protected:
  /// The rows of a question, as JSON. Nodes stand in the order a.com, e.com, d.io, c.net, b.org.
  json rows(std::vector<std::string> question) const {
    std::vector<std::string> line = {"query", "my.web"};
    line.insert(line.end(), question.begin(), question.end());
    line.emplace_back("--json");
    return run_json(line)["rows"];
  }
};

TEST_F(Query, ReferrersComeWithWhatTheirLinksSay) {
  make_web();
  EXPECT_EQ(run({"query", "my.web", "referrers", "c.net"}).out,
            "name   referrer  links  followed\n"
            "c.net  a.com         1  no\n"
            "c.net  e.com         1  yes\n"
            "c.net  b.org         1  yes\n");
  EXPECT_EQ(run({"query", "my.web", "referring-domains", "c.net", "-o", "-"}).out,
            "name\treferrer\tlinks\tfollowed\n"
            "c.net\ta.com\t1\t0\nc.net\te.com\t1\t1\nc.net\tb.org\t1\t1\n");
  const json all = rows({"referrers", "c.net", "--followed"});
  EXPECT_EQ(all, json::parse(R"([{"name":"c.net","referrer":"e.com","links":1,"followed":true},
                                 {"name":"c.net","referrer":"b.org","links":1,"followed":true}])"));
}

TEST_F(Query, ScoresAreAColumnMoreAndTheOrder) {
  make_scores();
  const json all = rows({"referrers", "https://WWW.c.net/page", "--scores", "dr.tsv", "-n", "2"});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0]["referrer"], "a.com");
  EXPECT_EQ(all[1]["referrer"], "b.org");
  EXPECT_GT(all[0]["rating"].get<double>(), all[1]["rating"].get<double>());
  EXPECT_EQ(rows({"best", "--scores", "dr.tsv", "-n", "1"})[0]["name"], "d.io");
}

TEST_F(Query, LinkedIsTheOtherSideAndTotalsAreOneRow) {
  make_web();
  EXPECT_EQ(run({"query", "my.web", "linked", "e.com", "a.com", "-o", "-"}).out,
            "name\tlinked\tlinks\tfollowed\n"
            "e.com\td.io\t1\t1\ne.com\tc.net\t1\t1\na.com\tc.net\t1\t0\na.com\tb.org\t1\t1\n");
  EXPECT_EQ(run({"query", "my.web", "referrers", "c.net", "b.org", "--totals", "-o", "-"}).out,
            "name\treferrers\tfollowed\tlinks\nc.net\t3\t2\t3\nb.org\t1\t1\t1\n");
}

TEST_F(Query, IntersectIsWhoLinksToAllAndNotToSome) {
  make_web();
  EXPECT_EQ(run({"query", "my.web", "intersect", "c.net", "d.io", "-o", "-"}).out,
            "name\tmatches\tlinks\tlinked_to\ne.com\t2\t2\td.io c.net\nb.org\t2\t2\td.io c.net\n");
  EXPECT_EQ(rows({"intersect", "c.net", "--not", "d.io"})[0]["name"], "a.com");
  EXPECT_EQ(rows({"intersect", "c.net", "--not", "d.io", "--followed"}).size(), 0U);
  const json some = rows({"intersect", "b.org", "c.net", "d.io", "--min-matches", "2"});
  ASSERT_EQ(some.size(), 3U);
  EXPECT_EQ(some[0]["linked_to"], json({"c.net", "b.org"}));
}

TEST_F(Query, SharedComparesTheFirstWithTheOthers) {
  make_web();
  EXPECT_EQ(run({"query", "my.web", "shared", "c.net", "d.io", "b.org", "-o", "-"}).out,
            "name\tother\tshared\treferrers\tother_referrers\tjaccard\n"
            "c.net\td.io\t2\t3\t3\t0.5\nc.net\tb.org\t1\t3\t1\t0.3333333333333333\n");
}

// c.net has the referrers a.com, e.com, b.org; d.io has a.com's place taken by another.
TEST_F(Query, SimilarAreThoseWithMostOfTheSameReferrers) {
  make_web();
  EXPECT_EQ(run({"query", "my.web", "similar", "c.net", "-o", "-"}).out,
            "name\tother\tshared\treferrers\tother_referrers\tjaccard\n"
            "c.net\td.io\t2\t3\t3\t0.5\nc.net\tb.org\t1\t3\t1\t0.3333333333333333\n");
  EXPECT_EQ(rows({"similar", "c.net", "-n", "1"}).size(), 1U);
  const json coupled = rows({"shared", "e.com", "b.org", "--linked"});
  EXPECT_EQ(coupled[0]["shared"], 2);
  EXPECT_TRUE(coupled[0].contains("other_linked"));
}

TEST_F(Query, TwinsHaveExactlyTheSame) {
  make_web();
  EXPECT_EQ(rows({"twins", "c.net"}).size(), 0U);
  EXPECT_EQ(run({"query", "my.web", "twins", "e.com", "--linked", "-o", "-"}).out, "name\ttwin\ne.com\tb.org\n");
}

TEST_F(Query, BestAreThoseMostOthersLinkTo) {
  make_web();
  EXPECT_EQ(run({"query", "my.web", "best", "-n", "2"}).out,
            "name   referrers  followed  links\n"
            "d.io           3         3      3\n"
            "c.net          3         2      3\n");
  EXPECT_EQ(rows({"best", "--by", "followed"})[0]["name"], "d.io");
  EXPECT_EQ(rows({"best", "com"}).size(), 2U) << "a.com and e.com are below com";
  EXPECT_EQ(rows({"best", "HTTPS://A.com/"}).size(), 1U) << "a host may be written as a URL";
  EXPECT_EQ(rows({"best", "COM"}).size(), 2U);
}

TEST_F(Query, NamesOfAFileAreAnsweredAndUnknownOnesCounted) {
  make_web();
  std::string names = "# a comment\n";
  for (int i = 0; i < 600; ++i) names += i % 3 == 0 ? "c.net\textra\n" : i % 3 == 1 ? "nobody.example\n" : "B.org\n";
  write("names.txt", names);
  const Outcome outcome = run({"query", "my.web", "referrers", "d.io", "--names", "names.txt", "--totals"});
  EXPECT_EQ(outcome.status, 0);
  std::string expected = "name\treferrers\tfollowed\tlinks\nd.io\t3\t3\t3\n";
  for (int i = 0; i < 200; ++i) expected += "c.net\t3\t2\t3\nb.org\t1\t1\t1\n";
  EXPECT_EQ(outcome.out, expected);
  EXPECT_THAT(outcome.err, HasSubstr("names.txt: 200 of 601 names are not in this web, such as \"nobody.example\""));
  EXPECT_THAT(outcome.err, HasSubstr("referrers: 401 rows for 601 names in "));
  const json all = run_json({"query", "my.web", "intersect", "--names", "names.txt", "--min-matches", "1", "--json"});
  EXPECT_EQ(all["unknown_names"], 200);
  EXPECT_EQ(all["rows"].size(), 3U);
}

TEST_F(Query, TheSameRowsForAnyNumberOfThreadsAndInACompressedFile) {
  make_web();
  write("names.txt", "a.com\nb.org\nc.net\nd.io\ne.com\n");
  const std::string one = run({"query", "my.web", "linked", "--names", "names.txt", "--threads", "1"}).out;
  EXPECT_EQ(run({"query", "my.web", "linked", "--names", "names.txt", "--threads", "3"}).out, one);
  EXPECT_EQ(run({"query", "my.web", "linked", "--names", "names.txt", "-o", "rows.tsv.gz"}).status, 0);
  EXPECT_EQ(run_bash("zcat rows.tsv.gz").out, one);
  EXPECT_EQ(run({"query", "my.web", "linked", "a.com", "-o", "rows.tsv.gz"}).status, 73) << "it exists";
}

TEST_F(Query, WhatCannotBeAnsweredIsRefusedWithAWayOn) {
  make_web();
  const auto refused = [&](std::vector<std::string> question, const std::string& why) {
    std::vector<std::string> line = {"query", "my.web"};
    line.insert(line.end(), question.begin(), question.end());
    const Outcome outcome = run(line);
    EXPECT_EQ(outcome.status, 2) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, HasSubstr(why));
  };
  refused({"whence", "a.com"}, "expected one of referrers, linked, intersect, shared, similar, twins, best");
  refused({"referrers"}, "referrers needs a NAME");
  refused({"shared"}, "shared needs a NAME");
  refused({"referrers", "c.ned"}, "near: c.net");
  refused({"best", "nobody.example"}, "no node of this web is at or below");
  refused({"shared", "a.com", "--totals"}, "shared has no option --totals");
  refused({"referrers", "a.com", "--not", "b.org"}, "its own options are --followed --totals");
  refused({"intersect", "a.com", "--min-matches", "2"}, "expected at most 1");
  refused({"intersect", "a.com", "--min-matches", "0"}, "min-matches");
  refused({"best", "-n", "-1"}, "-n");
}

}  // namespace
}  // namespace orbweb::test
