// Meaning, bounds and refusals of PageRank on graphs small enough to solve by hand.
#include "algos/pagerank.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "graph/error.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

using test::make_web;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;

constexpr double kTight = 1e-12;

std::vector<double> rank(const Web& web, PageRankOptions options = {}) {
  options.tolerance = kTight;
  return pagerank(web, options).score;
}

double total(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

//  0 -> 1 -> 2 -> 0
TEST(PageRank, CycleIsUniform) {
  EXPECT_THAT(rank(make_web(3, {{0, 1}, {1, 2}, {2, 0}})), Pointwise(DoubleNear(kTight), {1 / 3., 1 / 3., 1 / 3.}));
}

//  0 -> 1     x0 = .075 + .425 x1, x1 = x0 + .85 x0 by dangling mass spread over both
TEST(PageRank, DanglingMassIsSpreadUniformlyByDefault) {
  const std::vector<double> x = rank(make_web(2, {{0, 1}}));
  EXPECT_NEAR(x[0], 0.5 / 1.425, kTight);
  EXPECT_NEAR(x[1], 0.925 / 1.425, kTight);
}

//  0 -> 1, preference (1, 0). Strong: x0 = .15 + .85 x1, x1 = .85 x0
TEST(PageRank, StrongDanglingMassFollowsPreference) {
  const std::vector<double> x = rank(make_web(2, {{0, 1}}), {.dangling = Dangling::strong, .preference = {1, 0}});
  EXPECT_NEAR(x[0], 1 / 1.85, kTight);
  EXPECT_NEAR(x[1], .85 / 1.85, kTight);
}

//  Weak: x0 = .15 + .425 x1, x1 = .85 x0 + .425 x1
TEST(PageRank, WeakDanglingMassIgnoresPreference) {
  const std::vector<double> x = rank(make_web(2, {{0, 1}}), {.dangling = Dangling::weak, .preference = {1, 0}});
  EXPECT_NEAR(x[0], .575 / 1.425, kTight);
  EXPECT_NEAR(x[1], .85 / 1.425, kTight);
}

//  None: x0 = .15, x1 = .85 x0
TEST(PageRank, PseudorankLosesDanglingMass) {
  const std::vector<double> x = rank(make_web(2, {{0, 1}}), {.dangling = Dangling::none, .preference = {1, 0}});
  EXPECT_THAT(x, Pointwise(DoubleNear(kTight), {.15, .1275}));
}

TEST(PageRank, OneNodeHasAllRank) {
  EXPECT_THAT(rank(make_web(1, {})), Pointwise(DoubleNear(kTight), {1.}));
  EXPECT_THAT(rank(make_web(1, {{0, 0}})), Pointwise(DoubleNear(kTight), {1.}));
}

TEST(PageRank, WithoutArcsEachPolicyHasItsClosedForm) {
  const Web web = make_web(4, {});
  const std::vector<double> v = {1, 2, 5, 0};  // over 8
  EXPECT_THAT(rank(web, {.dangling = Dangling::strong, .preference = v}),
              Pointwise(DoubleNear(kTight), {.125, .25, .625, 0.}));
  EXPECT_THAT(rank(web, {.dangling = Dangling::weak, .preference = v}),
              Pointwise(DoubleNear(kTight), {.15 * .125 + .2125, .15 * .25 + .2125, .15 * .625 + .2125, .2125}));
  EXPECT_THAT(rank(web, {.dangling = Dangling::none, .preference = v}),
              Pointwise(DoubleNear(kTight), {.15 * .125, .15 * .25, .15 * .625, 0.}));
}

TEST(PageRank, WithoutDampingIsThePreference) {
  const Scores scores = pagerank(make_web(3, {{0, 1}, {1, 2}}), {.alpha = 0, .preference = {3, 0, 1}});
  EXPECT_THAT(scores.score, ElementsAre(.75, 0, .25));
  EXPECT_EQ(scores.convergence.iterations, 1);
  EXPECT_TRUE(scores.convergence.converged);
}

//  0 -> 1 three links, 0 -> 2 one link; 1, 2 -> 0
TEST(PageRank, WeightsSplitByNumberOfLinks) {
  const Web web = make_web(3, {{0, 1, true, 3}, {0, 2, true, 1}, {1, 0}, {2, 0}});
  const std::vector<double> plain = rank(web), weighted = rank(web, {.weighted = true});
  EXPECT_DOUBLE_EQ(plain[1], plain[2]);
  EXPECT_NEAR((weighted[1] - .05) / (weighted[2] - .05), 3, 1e-9);
}

TEST(PageRank, FollowedLeavesOtherArcsOut) {
  const Web web = make_web(3, {{0, 1, true}, {0, 2, false}, {1, 0}, {2, 0, false}});
  const Web followed = make_web(3, {{0, 1}, {1, 0}});
  EXPECT_EQ(rank(web, {.followed_only = true}), rank(followed));
  EXPECT_NE(rank(web), rank(followed));
}

TEST(PageRank, SelfLoopsCount) {
  const std::vector<double> x = rank(make_web(2, {{0, 0}, {0, 1}, {1, 0}}));
  EXPECT_NEAR(x[0], .075 + .85 * (x[0] / 2 + x[1]), kTight);
  EXPECT_GT(x[0], rank(make_web(2, {{0, 1}, {1, 0}}))[0]);
}

TEST(PageRank, ScaleOfPreferenceDoesNotMatter) {
  const Web web = test::random_web({.nodes = 50, .arcs = 200});
  std::vector<double> preference(50);
  for (std::size_t i = 0; i < 50; ++i) preference[i] = static_cast<double>(i % 7);
  const std::vector<double> once = rank(web, {.preference = preference});
  for (double& p : preference) p *= 1024;
  EXPECT_EQ(rank(web, {.preference = preference}), once);
}

TEST(PageRank, SumsToOneUnlessMassIsLost) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Web web = test::random_web({.seed = seed, .nodes = 300, .arcs = 1000, .dangling_share = 0.3});
    EXPECT_NEAR(total(rank(web)), 1, kTight);
    EXPECT_NEAR(total(rank(web, {.dangling = Dangling::weak})), 1, kTight);
    EXPECT_LT(total(rank(web, {.dangling = Dangling::none})), 0.999);
  }
}

TEST(PageRank, RunningOutOfIterationsIsReportedNotThrown) {
  const Scores scores = pagerank(test::random_web({}), {.max_iterations = 3});
  EXPECT_EQ(scores.convergence.iterations, 3);
  EXPECT_FALSE(scores.convergence.converged);
  EXPECT_GT(scores.convergence.error_bound_l1, 1e-9);
}

TEST(PageRank, StopsAtTheFirstBoundWithinTolerance) {
  const Web web = test::random_web({});
  std::vector<double> bounds;
  Control control;
  control.report = [&](const Progress& progress) { bounds.push_back(progress.error_bound); };
  const Scores scores = pagerank(web, {.tolerance = 1e-6}, control);
  EXPECT_LE(bounds.back(), 1e-6);
  EXPECT_GT(bounds[bounds.size() - 2], 1e-6);
  EXPECT_EQ(scores.convergence.error_bound_l1, bounds.back());
}

TEST(PageRank, ReportsEachIterationUnderItsName) {
  std::vector<std::uint64_t> done;
  Control control;
  control.report = [&](const Progress& progress) {
    EXPECT_EQ(progress.phase, "pagerank");
    EXPECT_EQ(progress.unit, "iterations");
    done.push_back(progress.done);
  };
  pagerank(test::random_web({}), {.max_iterations = 4}, control);
  EXPECT_THAT(done, ElementsAre(1, 2, 3, 4));
}

TEST(PageRank, StopsWhenAskedTo) {
  std::stop_source source;
  Control control;
  control.stop = source.get_token();
  control.report = [&](const Progress& progress) {
    EXPECT_LE(progress.done, 2U);
    if (progress.done == 2) source.request_stop();
  };
  EXPECT_THROW(pagerank(test::random_web({}), {}, control), Cancelled);
}

TEST(PageRank, ScoresNameTheirPreferenceByTheHashOfItsShares) {
  const Web web = make_web(3, {{0, 1}, {1, 2}, {2, 0}});
  const auto hash = [&](std::vector<double> preference) {
    return pagerank(web, {.preference = std::move(preference)}).vectors.at("preference").hash;
  };
  EXPECT_EQ(hash({1, 2, 1}).size(), 16U);
  EXPECT_EQ(hash({1, 2, 1}), hash({2, 4, 2})) << "shares, not values";
  EXPECT_NE(hash({1, 2, 1}), hash({1, 1, 2}));
  EXPECT_TRUE(pagerank(web, PageRankOptions{}).vectors.empty());
}

TEST(PageRank, ScoresSayHowTheyWereMade) {
  const Web web = test::random_web({});
  const Scores scores = pagerank(web, {.alpha = 0.5, .dangling = Dangling::weak});
  EXPECT_EQ(scores.algorithm, "pagerank");
  EXPECT_EQ(scores.definition, "pagerank/1");
  EXPECT_EQ(scores.web_fingerprint, web.fingerprint());
  EXPECT_EQ(scores.parameters.at("alpha"), OptionValue(0.5));
  EXPECT_EQ(scores.parameters.at("dangling"), OptionValue(std::string("weak")));
  EXPECT_EQ(scores.parameters.at("max-iterations"), OptionValue(std::int64_t{1000}));
  EXPECT_FALSE(scores.parameters.contains("preference"));
  EXPECT_EQ(scores.rank, ranks_of(scores.score));
  EXPECT_EQ(scores.certified_top, certified_top_of(scores.score, scores.convergence.error_bound_l1));
}

void expect_refused(const Web& web, const PageRankOptions& options, const std::string& message) {
  try {
    pagerank(web, options);
    ADD_FAILURE() << "accepted; expected: " << message;
  } catch (const ArgumentError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr(message));
  }
}

TEST(PageRank, OptionsOutOfRangeAreRefused) {
  const Web web = make_web(2, {{0, 1}});
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  for (const double alpha : {-0.1, 1.0, 2.0, nan, inf}) expect_refused(web, {.alpha = alpha}, "alpha: expected");
  for (const double tol : {0.0, -1e-9, nan, inf}) expect_refused(web, {.tolerance = tol}, "tolerance: expected");
  for (const int most : {0, -5}) expect_refused(web, {.max_iterations = most}, "max-iterations: expected");
}

TEST(PageRank, PreferenceMustBeADistribution) {
  const Web web = make_web(2, {{0, 1}});
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  expect_refused(web, {.preference = {1}}, "preference: expected 2 values, found 1");
  expect_refused(web, {.preference = {1, -1}}, "found -1 for node 1");
  expect_refused(web, {.preference = {nan, 1}}, "found nan for node 0");
  expect_refused(web, {.preference = {1, inf}}, "found inf for node 1");
  expect_refused(web, {.preference = {0, 0}}, "positive and finite sum");
  expect_refused(web, {.preference = {1e308, 1e308}}, "positive and finite sum");
}

TEST(PageRank, AWebWithoutNodesIsRefused) { expect_refused(make_web(0, {}), {}, "the web has no nodes"); }

TEST(PageRank, WeightsThatDoNotFitAreRefused) {
  const double inf = std::numeric_limits<double>::infinity();
  const auto predecessors =
      std::make_shared<const Graph>(std::vector<ArcIndex>{0, 0, 1}, std::vector<NodeId>{0});  // 0 -> 1
  const auto refused = [&](std::vector<double> weights, std::vector<double> out_weights) {
    EXPECT_THROW(pagerank(RankGraph{predecessors, std::move(weights), std::move(out_weights)}, PageRankOptions{}),
                 ArgumentError);
  };
  refused({}, {1});
  refused({}, {2, 0});
  refused({}, {0.5, 0.5});
  refused({1, 1}, {1, 0});
  refused({}, {0, 0});
  refused({2}, {1, 0});
  refused({-1}, {1, 0});
  refused({inf}, {inf, 0});
  refused({1e-300}, {1, 0});
  refused({1}, {1, -1});
  EXPECT_NO_THROW(pagerank(RankGraph{predecessors, {0.25}, {0.25, 0}}, PageRankOptions{}));
}

// The message names a tolerance that can be reached: take it at its word.
double reachable_tolerance(const Web& web, const PageRankOptions& options) {
  try {
    pagerank(web, options);
  } catch (const ArgumentError& error) {
    const std::string message = error.what();
    EXPECT_THAT(message, testing::HasSubstr("below what double precision can certify"));
    return std::stod(message.substr(message.find("; ") + 2));
  }
  ADD_FAILURE() << "accepted tolerance " << options.tolerance;
  return 0;
}

TEST(PageRank, ToleranceBelowDoublePrecisionIsRefusedNamingAReachableOne) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const Web web = test::random_web({.seed = seed, .nodes = 20 * seed * seed, .arcs = 100 * seed * seed});
    for (const double alpha : {0.0, 0.5, 0.85, 0.99}) {
      const double reachable = reachable_tolerance(web, {.alpha = alpha, .tolerance = 1e-30, .max_iterations = 5000});
      EXPECT_LT(reachable, 1e-10);
      const Scores scores = pagerank(web, {.alpha = alpha, .tolerance = reachable, .max_iterations = 5000});
      EXPECT_TRUE(scores.convergence.converged) << "alpha " << alpha << ", tolerance " << reachable;
    }
  }
}

TEST(PageRank, ToleranceThatCannotBindIsRefusedLongBeforeTheLastIteration) {
  int iterations = 0;
  Control control;
  control.report = [&](const Progress&) { ++iterations; };
  EXPECT_THROW(pagerank(test::random_web({}), {.tolerance = 1e-20}, control), ArgumentError);
  EXPECT_LT(iterations, 100);
}

}  // namespace
}  // namespace orbweb
