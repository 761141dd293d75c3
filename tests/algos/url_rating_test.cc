#include "algos/url_rating.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "graph/error.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

using test::NamedArc;

double rating(const Scores& scores, const Web& web, const char* page) {
  return std::get<std::vector<double>>(scores.columns[0].values)[*web.find(page)];
}
double raw(const Scores& scores, const Web& web, const char* page) { return scores.score[*web.find(page)]; }

// One page links to a page of its own domain, of a subdomain of it, and of another domain:
//
//   https://a.com/ --> https://a.com/in, https://blog.a.com/, https://b.com/
const std::vector<NamedArc> kStar = {{"https://a.com/", "https://a.com/in"},
                                     {"https://a.com/", "https://blog.a.com/"},
                                     {"https://a.com/", "https://b.com/"}};

Web pages(const std::vector<NamedArc>& arcs) { return test::make_named_web(arcs, FoldLevel::page); }

TEST(UrlRating, LinksInsideADomainCountLess) {
  const Web web = pages(kStar);
  const Scores scores = url_rating(web, {});
  const double base = raw(scores, web, "https://a.com/");  // nobody links there: teleport and dangling share alone
  const double inside = raw(scores, web, "https://a.com/in") - base;
  EXPECT_NEAR(inside, raw(scores, web, "https://blog.a.com/") - base, 1e-8) << "a subdomain is the same domain";
  EXPECT_NEAR(raw(scores, web, "https://b.com/") - base, 4 * inside, 1e-7);
  EXPECT_EQ(rating(scores, web, "https://b.com/"), 100);
  EXPECT_EQ(rating(scores, web, "https://a.com/"), 0);
}

TEST(UrlRating, WithEqualWeightsIsThePageRankOfPages) {
  const Web web = pages(kStar);
  const Scores scores = url_rating(web, {.internal_weight = 1});
  const PageRankResult plain = pagerank(select_arcs(web, {.followed_only = true, .drop_self_loops = true}, false), {});
  for (std::size_t v = 0; v < plain.score.size(); ++v) EXPECT_NEAR(scores.score[v], 4 * plain.score[v], 1e-8);
}

TEST(UrlRating, SubdomainsOfAPrivateSuffixAreDomainsOfTheirOwn) {
  const Web web = pages({{"https://a.github.io/", "https://b.github.io/"}, {"https://a.github.io/", "https://c.com/"}});
  const Scores scores = url_rating(web, {});
  EXPECT_NEAR(raw(scores, web, "https://b.github.io/"), raw(scores, web, "https://c.com/"), 1e-8);
}

TEST(UrlRating, ANofollowLinkAndALinkToItselfChangeNothing) {
  std::vector<NamedArc> more = kStar;
  more.push_back({"https://b.com/", "https://a.com/in", false});
  more.push_back({"https://b.com/", "https://b.com/"});
  EXPECT_EQ(url_rating(pages(more), {}).score, url_rating(pages(kStar), {}).score);
}

TEST(UrlRating, CountsOtherDomainsThatReferToAPage) {
  const Web web = pages({{"https://a.com/1", "https://x.org/"},
                         {"https://a.com/2", "https://x.org/"},
                         {"https://www.a.com/", "https://x.org/"},
                         {"https://b.com/", "https://x.org/"},
                         {"https://x.org/own", "https://x.org/"}});
  const Scores scores = url_rating(web, {});
  EXPECT_EQ(scores.columns[1].name, "referring_domains");
  EXPECT_EQ(std::get<std::vector<std::uint64_t>>(scores.columns[1].values)[*web.find("https://x.org/")], 2U);
}

// The certified bound holds for weights that no binary fraction expresses.
TEST(UrlRating, TheBoundHolds) {
  const Web web = test::with_names(test::random_web({.seed = 5, .nodes = 300, .arcs = 2000}), FoldLevel::page);
  const RankGraph graph = url_rating_graph(web, 0.1);
  const PageRankResult coarse = pagerank(graph, {.tolerance = 1e-4});
  const PageRankResult fine = pagerank(graph, {.tolerance = 1e-12});
  double distance = 0;
  for (std::size_t v = 0; v < fine.score.size(); ++v) distance += std::abs(coarse.score[v] - fine.score[v]);
  EXPECT_LE(distance, coarse.convergence.error_bound_l1 + fine.convergence.error_bound_l1);
  EXPECT_GT(distance, 0);
}

TEST(UrlRating, ExplainedPartsSumToTheScore) {
  const Web web = pages(kStar);
  const Scores scores = url_rating(web, {});
  const NodeId node = *web.find("https://b.com/");
  const Explanation parts = explain_url_rating(web, scores.score, std::vector{node}, {}).at(0);
  ASSERT_EQ(parts.contributions.size(), 1U);
  EXPECT_NEAR(parts.teleport + parts.dangling + parts.contributions[0].amount, scores.score[node],
              scores.convergence.error_bound_l1);
}

TEST(UrlRating, RefusesOtherFoldsAndOptionsOutOfRange) {
  EXPECT_THROW(url_rating(test::make_named_web({{"a.com", "b.com"}}), {}), ArgumentError);
  EXPECT_THROW(url_rating(test::make_named_web({{"a.com", "b.com"}}, FoldLevel::host), {}), ArgumentError);
  EXPECT_NO_THROW(url_rating(test::random_web({}), {}));
  for (const double weight : {0.0, -1.0, 1.5, std::nan("")}) {
    EXPECT_THROW(url_rating(pages(kStar), {.internal_weight = weight}), ArgumentError);
  }
  EXPECT_THROW(url_rating(pages(kStar), {.floor = 2}), ArgumentError);
}

}  // namespace
}  // namespace orbweb
