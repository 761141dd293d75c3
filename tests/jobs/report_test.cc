// The page for people: nothing from outside, and names that stay text.
#include "jobs/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "algos/domain_rating.h"
#include "algos/table.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string page_of(const Web& web) {
  const Scores scores = domain_rating(web, {});
  const ScoreChanges changes = compare_scores({scores, web}, {scores, web}, 5);
  return report_html({"night", {{"nodes", "7"}}, {report_table("dr", scores, web, {1, 0.1, 0.01}, changes)}});
}

TEST(Report, NamesFromStrangersStayText) {
  const std::string hostile = "<script>alert(1)</script>\"'&.example";
  const std::string page = page_of(test::make_named_web({{hostile, "a.com"}, {"a.com", hostile}}));
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;.example"));
}

TEST(Report, WhatIsNoUtf8IsReplaced) {
  EXPECT_EQ(html_escaped("a\xff"
                         "b\xc3\xa9\xc0\x80\x01"),
            "a\xef\xbf\xbd"
            "b\xc3\xa9\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(html_escaped("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd") << "a surrogate";
}

TEST(Report, NeedsNothingFromOutsideAndAllowsNothing) {
  const std::string page = page_of(test::with_names(test::random_web({})));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  EXPECT_THAT(page, Not(testing::ContainsRegex("src=|href=|url\\(|@import| on[a-z]+=| style=")));
  EXPECT_EQ(page.find("http"), page.find("http-equiv")) << "no address but in the policy's own name";
  // One script and one style, which the policy names by their hashes: 43 letters and a sign of base64.
  EXPECT_THAT(page,
              testing::ContainsRegex("style-src 'sha256-[A-Za-z0-9+/]{43}='; script-src 'sha256-[A-Za-z0-9+/]{43}='"));
  EXPECT_EQ(page.find("<script>"), page.rfind("<script>"));
}

TEST(Report, ShowsRowsChartsAndChanges) {
  const Web web = test::with_names(test::random_web({.nodes = 50}));
  const std::string page = page_of(web);
  EXPECT_THAT(page, HasSubstr(web.display_name(0)));
  EXPECT_THAT(page, HasSubstr("Certified error after each iteration"));
  EXPECT_THAT(page, HasSubstr("Indegree against rating"));
  EXPECT_THAT(page, HasSubstr("Since the last release"));
}

TEST(Report, ClaimsNoErrorWhereNoneIsKnown) {
  const Web web = test::with_names(test::random_web({.nodes = 50}));
  const auto table_of = [&](const char* algorithm) {
    const Scores scores = find_algorithm(algorithm).run(web, {}, {});
    return report_html({"night", {}, {report_table("t", scores, web, {}, std::nullopt)}});
  };
  EXPECT_THAT(table_of("hits"), Not(HasSubstr("nan")));
  EXPECT_THAT(table_of("hits"), Not(HasSubstr("certified error")));
  EXPECT_THAT(table_of("pagerank"), HasSubstr("certified error"));
}

TEST(Report, OfAWebOfOneNodeIsAPage) {
  EXPECT_THAT(page_of(test::make_named_web({{"a.com", "a.com"}})), HasSubstr("</html>"));
}

}  // namespace
}  // namespace orbweb
