// Domain Rating: its scales, its refusals, and the properties that any implementation must have.
#include "algos/domain_rating.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "algos/explain.h"
#include "graph/error.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

using test::make_web;
using test::TestArc;
using testing::Each;
using testing::ElementsAre;

template <class T>
const std::vector<T>& column(const Scores& scores, const std::string& name) {
  const auto found = std::find_if(scores.columns.begin(), scores.columns.end(),
                                  [&](const Column& candidate) { return candidate.name == name; });
  if (found == scores.columns.end()) throw std::out_of_range(name);
  return std::get<std::vector<T>>(found->values);
}

const std::vector<double>& ratings(const Scores& scores) { return column<double>(scores, "rating"); }

//  1, 2, 3 -> 0.  b = .15 + .85 r0 / 4 by the dangling 0; r0 = b + 3 * .85 b = 3.55 b; r0 + 3 b = 4
TEST(DomainRating, StarHasItsClosedForm) {
  const Scores scores = domain_rating(make_web(4, {{1, 0}, {2, 0}, {3, 0}}), {.tolerance = 1e-12});
  const double leaf = 4 / 6.55, hub = 3.55 * leaf;
  EXPECT_THAT(scores.score, testing::Pointwise(testing::DoubleNear(1e-11), {hub, leaf, leaf, leaf}));
  EXPECT_THAT(ratings(scores), ElementsAre(100, 0, 0, 0));
  EXPECT_THAT(scores.rank, ElementsAre(1, 2, 2, 2));
  EXPECT_THAT(column<std::uint64_t>(scores, "referring_domains"), ElementsAre(3, 0, 0, 0));
  EXPECT_EQ(scores.certified_top, 1U);
}

TEST(DomainRating, ReferringDomainsAreFollowedAndOthers) {
  const Web web = make_web(3, {{0, 0}, {1, 0}, {2, 0, false}, {0, 1, true, 9}, {0, 2}});
  EXPECT_THAT(column<std::uint64_t>(domain_rating(web, {}), "referring_domains"), ElementsAre(1, 1, 1));
}

TEST(DomainRating, MeanIsOne) {
  const Scores scores = domain_rating(test::random_web({.nodes = 300, .arcs = 900}), {});
  const double total = std::accumulate(scores.score.begin(), scores.score.end(), 0.0);
  EXPECT_NEAR(total, 300, scores.convergence.error_bound_l1);
}

TEST(DomainRating, ErrorIsInTheUnitOfTheScore) {
  const Scores scores = domain_rating(test::random_web({.nodes = 300, .arcs = 900}), {.tolerance = 1e-9});
  EXPECT_GT(scores.convergence.error_bound_l1, 1e-9);
  EXPECT_LE(scores.convergence.error_bound_l1, 300.1e-9);
}

TEST(DomainRating, EqualRawRatingsAreAllZero) {
  EXPECT_THAT(ratings(domain_rating(make_web(4, {{0, 1}, {1, 2}, {2, 3}, {3, 0}}), {})), Each(0));
  EXPECT_THAT(ratings(domain_rating(make_web(1, {}), {})), Each(0));
}

// The hub stands above the mean by less than the error: that is not evidence enough for a 100.
TEST(DomainRating, DifferencesWithinTheErrorAreNotStretched) {
  const Web star = make_web(4, {{1, 0}, {2, 0}, {3, 0}});
  EXPECT_THAT(ratings(domain_rating(star, {.alpha = 1e-15})), Each(0));
  EXPECT_THAT(ratings(domain_rating(star, {.alpha = 1e-12})), ElementsAre(100, 0, 0, 0));
}

TEST(DomainRating, StretchIsLogarithmicBetweenMeanAndLargest) {
  const Scores scores = domain_rating(test::random_web({.nodes = 200, .arcs = 800}), {});
  const double largest = *std::max_element(scores.score.begin(), scores.score.end());
  for (std::size_t v = 0; v < scores.score.size(); ++v) {
    const double expected = 100 * std::log(std::max(scores.score[v], 1.0)) / std::log(largest);
    EXPECT_NEAR(ratings(scores)[v], expected, 1e-10);
  }
}

TEST(DomainRating, AnchoredScaleMarksValuesAboveItsCeiling) {
  const Web web = make_web(4, {{1, 0}, {2, 0}, {3, 0}});  // raw 2.168 and .611
  const DomainRatingOptions anchored{.scale = RatingScale::anchored, .floor = 0.5, .ceiling = 2};
  const Scores scores = domain_rating(web, anchored);
  EXPECT_EQ(ratings(scores)[0], 100);
  EXPECT_NEAR(ratings(scores)[1], 100 * std::log(4 / 6.55 / 0.5) / std::log(4), 1e-6);
  EXPECT_THAT(column<std::uint64_t>(scores, "above_ceiling"), ElementsAre(1, 0, 0, 0));
  EXPECT_THROW(column<std::uint64_t>(domain_rating(web, {}), "above_ceiling"), std::out_of_range);
}

TEST(DomainRating, ReportsProgressUnderItsOwnName) {
  int reports = 0;
  Control control;
  control.report = [&](const Progress& progress) {
    EXPECT_EQ(progress.phase, "domain-rating");
    ++reports;
  };
  const Scores scores = domain_rating(test::random_web({}), {}, control);
  EXPECT_EQ(reports, scores.convergence.iterations);
}

TEST(DomainRating, OptionsOutOfRangeAreRefused) {
  const Web web = make_web(2, {{0, 1}});
  EXPECT_THROW(domain_rating(web, {.alpha = 1}), ArgumentError);
  EXPECT_THROW(domain_rating(web, {.tolerance = 0}), ArgumentError);
  EXPECT_THROW(domain_rating(web, {.scale = RatingScale::anchored}), ArgumentError);
  EXPECT_THROW(domain_rating(web, {.scale = RatingScale::anchored, .floor = 0, .ceiling = 5}), ArgumentError);
  EXPECT_THROW(domain_rating(web, {.scale = RatingScale::anchored, .floor = 5, .ceiling = 5}), ArgumentError);
  EXPECT_THROW(domain_rating(web, {.ceiling = 5}), ArgumentError);
  EXPECT_THROW(domain_rating(make_web(0, {}), {}), ArgumentError);
}

TEST(DomainRating, WantsAWebOfDomains) {
  const auto rate = [](FoldLevel fold) { return domain_rating(make_web(2, {{0, 1}}, fold), {}); };
  EXPECT_NO_THROW(rate(FoldLevel::domain));
  EXPECT_NO_THROW(rate(FoldLevel::none));
  for (const FoldLevel fold : {FoldLevel::page, FoldLevel::host}) {
    try {
      rate(fold);
      FAIL() << "accepted";
    } catch (const ArgumentError& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr("--fold domain"));
    }
  }
}

TEST(RatingByLog, IsClampedAndRefusesWhatHasNoLogarithm) {
  EXPECT_THAT(rating_by_log(std::vector<double>{0.5, 1, 10, 100, 1000}, 1, 100), ElementsAre(0, 0, 50, 100, 100));
  EXPECT_THROW(rating_by_log(std::vector<double>{1, 0}, 1, 100), ArgumentError);
  EXPECT_THROW(rating_by_log(std::vector<double>{1, std::nan("")}, 1, 100), ArgumentError);
  EXPECT_THROW(rating_by_log(std::vector<double>{1}, 1, 1), ArgumentError);
}

TEST(RatingByQuantile, ReproducesThePublishedClasses) {
  constexpr double kDomains = 200'000;
  std::vector<double> raw(static_cast<std::size_t>(kDomains));
  std::iota(raw.begin(), raw.end(), 1.0);
  const std::vector<double> rated = rating_by_quantile(raw);
  const auto share = [&](double low, double high) {
    return static_cast<double>(
               std::count_if(rated.begin(), rated.end(), [&](double r) { return r >= low && r < high; })) /
           kDomains;
  };
  EXPECT_NEAR(share(0, 6), 146.5 / 173.75, 2 / kDomains);
  EXPECT_NEAR(share(46, 51), 313324 / 173.75e6, 2 / kDomains);
  EXPECT_NEAR(share(76, 81), 21209 / 173.75e6, 2 / kDomains);
  EXPECT_TRUE(std::is_sorted(rated.begin(), rated.end()));
  EXPECT_EQ(rated.front(), 0);
}

TEST(RatingByQuantile, TiesShareARatingAndTheLowestIsZero) {
  const std::vector<double> rated = rating_by_quantile(std::vector<double>{1, 2, 1, 3, 2});
  EXPECT_EQ(rated[0], 0);
  EXPECT_EQ(rated[2], 0);
  EXPECT_EQ(rated[1], rated[4]);
  EXPECT_GT(rated[3], rated[1]);
  EXPECT_THAT(rating_by_quantile(std::vector<double>(5, 2.5)), Each(0));
  EXPECT_THROW(rating_by_quantile(std::vector<double>{1, -1}), ArgumentError);
}

// Properties any implementation must have, over random webs.

constexpr DomainRatingOptions kPrecise{.tolerance = 1e-11};

struct Property {
  std::vector<TestArc> arcs;
  std::uint64_t nodes;
  test::Random random;

  Web web() const { return make_web(nodes, arcs); }
  /// A pair of nodes without an arc either followed or not; false where all tries fail.
  bool draw_new_arc(TestArc& arc) {
    for (int tries = 0; tries < 1000; ++tries) {
      arc = {static_cast<NodeId>(random.below(nodes)), static_cast<NodeId>(random.below(nodes))};
      const auto same = [&](const TestArc& a) { return a.source == arc.source && a.target == arc.target; };
      if (arc.source != arc.target && std::none_of(arcs.begin(), arcs.end(), same)) return true;
    }
    return false;
  }
};

void over_random_webs(const std::function<void(Property&)>& holds) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const std::uint64_t nodes = 5 + seed * 3;
    const test::RandomWebOptions options{.seed = seed, .nodes = nodes, .arcs = nodes * (1 + seed % 4)};
    Property property{test::random_arcs(options), nodes, test::Random(seed)};
    SCOPED_TRACE("seed " + std::to_string(seed));
    holds(property);
  }
}

TEST(DomainRatingProperty, ASecondLinkFromTheSameDomainChangesNothing) {
  over_random_webs([](Property& p) {
    const Scores before = domain_rating(p.web(), kPrecise);
    TestArc again = p.arcs[p.random.below(p.arcs.size())];
    again.count = 1000;
    p.arcs.push_back(again);
    EXPECT_EQ(domain_rating(p.web(), kPrecise).score, before.score);
  });
}

TEST(DomainRatingProperty, ANofollowLinkChangesNothing) {
  over_random_webs([](Property& p) {
    const Scores before = domain_rating(p.web(), kPrecise);
    TestArc arc{};
    ASSERT_TRUE(p.draw_new_arc(arc));
    arc.followed = false;
    p.arcs.push_back(arc);
    const Scores after = domain_rating(p.web(), kPrecise);
    EXPECT_EQ(after.score, before.score);
    EXPECT_EQ(ratings(after), ratings(before));
  });
}

// Also by more than the two errors: a test that a vanishing gain would not pass.
TEST(DomainRatingProperty, ANewReferringDomainRaisesTheTargetsRawRating) {
  over_random_webs([](Property& p) {
    const Scores before = domain_rating(p.web(), kPrecise);
    TestArc arc{};
    ASSERT_TRUE(p.draw_new_arc(arc));
    p.arcs.push_back(arc);
    const Scores after = domain_rating(p.web(), kPrecise);
    const double errors = before.convergence.error_bound_l1 + after.convergence.error_bound_l1;
    EXPECT_GT(after.score[arc.target], before.score[arc.target] + errors);
  });
}

TEST(DomainRatingProperty, ANewReferringDomainFromOutsideTheWebNeverLowersTheTarget) {
  over_random_webs([](Property& p) {
    const Scores before = domain_rating(p.web(), kPrecise);
    const auto target = static_cast<NodeId>(p.random.below(p.nodes));
    p.arcs.push_back({static_cast<NodeId>(p.nodes++), target});
    const Scores after = domain_rating(p.web(), kPrecise);
    const double errors = before.convergence.error_bound_l1 + after.convergence.error_bound_l1;
    EXPECT_GT(after.score[target], before.score[target] + errors);
  });
}

double passed(const Web& web, const Scores& scores, NodeId source, NodeId target) {
  const Explanation explanation = explain_domain_rating(web, scores.score, std::vector{target}, kPrecise).at(0);
  for (const Contribution& part : explanation.contributions) {
    if (part.source == source) return part.amount;
  }
  return 0;
}

TEST(DomainRatingProperty, ASourceThatLinksToMoreDomainsPassesLessToEach) {
  over_random_webs([](Property& p) {
    const Web before = p.web();
    const Scores scores_before = domain_rating(before, kPrecise);
    TestArc arc{};
    ASSERT_TRUE(p.draw_new_arc(arc));
    p.arcs.push_back(arc);
    const Web after = p.web();
    const Scores scores_after = domain_rating(after, kPrecise);
    for (const NodeId target : before.successors()[arc.source]) {
      const double amount = passed(before, scores_before, arc.source, target);
      if (amount == 0) continue;  // not followed, or to itself
      EXPECT_LT(passed(after, scores_after, arc.source, target), amount - 1e-9);
    }
  });
}

TEST(DomainRatingProperty, TheLargestSiteHasOneHundred) {
  over_random_webs([](Property& p) {
    const Scores scores = domain_rating(p.web(), kPrecise);
    const NodeId largest = top_nodes(scores.score, 1)[0];
    EXPECT_EQ(ratings(scores)[largest], 100);
    EXPECT_EQ(*std::max_element(ratings(scores).begin(), ratings(scores).end()), 100);
  });
}

TEST(DomainRatingProperty, AnUnlinkedDomainHasZeroOnEveryScale) {
  over_random_webs([](Property& p) {
    const auto lonely = static_cast<NodeId>(p.nodes++);
    p.arcs.push_back({lonely, lonely});
    p.arcs.push_back({0, lonely, false});
    for (const DomainRatingOptions& options : {kPrecise, DomainRatingOptions{.scale = RatingScale::quantile},
                                               DomainRatingOptions{.scale = RatingScale::anchored, .ceiling = 10}}) {
      const Scores scores = domain_rating(p.web(), options);
      const auto& referring = column<std::uint64_t>(scores, "referring_domains");
      EXPECT_EQ(referring[lonely], 0U);
      for (std::size_t v = 0; v < p.nodes; ++v) {
        EXPECT_TRUE(referring[v] > 0 || ratings(scores)[v] == 0) << v;
      }
    }
  });
}

TEST(DomainRatingProperty, RatingsFollowTheOrderOfRawRatings) {
  over_random_webs([](Property& p) {
    for (const RatingScale scale : {RatingScale::stretch, RatingScale::quantile}) {
      const Scores scores = domain_rating(p.web(), {.scale = scale});
      const std::vector<NodeId> order = top_nodes(scores.score, p.nodes);
      for (std::size_t i = 1; i < order.size(); ++i) {
        EXPECT_GE(ratings(scores)[order[i - 1]], ratings(scores)[order[i]]);
      }
      EXPECT_THAT(ratings(scores), Each(testing::AllOf(testing::Ge(0), testing::Le(100))));
    }
  });
}

}  // namespace
}  // namespace orbweb
