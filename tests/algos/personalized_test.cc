// Personalised PageRank: pushed from one source, and many preferences at once, against full solves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "algos/engine/push.h"
#include "algos/pagerank.h"
#include "algos/personalized_pagerank.h"
#include "graph/error.h"
#include "graph/kernels/simd_target.h"
#include "graph/parallel.h"
#include "support/l1_distance.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

using testing::HasSubstr;

Scores full_solve(const Web& web, NodeId source, double alpha, bool followed) {
  std::vector<double> preference(web.num_nodes());
  preference[source] = 1;
  return pagerank(
      web,
      {.alpha = alpha, .tolerance = alpha > 0.9 ? 1e-11 : 1e-12, .preference = preference, .followed_only = followed});
}

TEST(Push, MeetsItsBoundForEverySourceToleranceAndDamping) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const Web web = test::random_web({.seed = seed, .nodes = 300, .arcs = 1500, .dangling_share = 0.2});
    for (const NodeId source : {NodeId{0}, NodeId{7}, NodeId{299}}) {
      for (const double alpha : {0.0, 0.5, 0.85, 0.99}) {
        for (const bool followed : {false, true}) {
          const Scores exact = full_solve(web, source, alpha, followed);
          for (const double tolerance : {0.5, 1e-2, 1e-5, 1e-9}) {
            const engine::PushResult pushed = engine::push_from(web, source, {.followed_only = followed},
                                                                {.alpha = alpha, .tolerance = tolerance}, {});
            EXPECT_LE(pushed.error_bound_l1, tolerance);
            EXPECT_LE(test::l1_distance(pushed.score, exact.score),
                      pushed.error_bound_l1 + exact.convergence.error_bound_l1);
          }
        }
      }
    }
  }
}

// The bound is the error itself: what is not pushed is missing.
TEST(Push, MissesWhatItDidNotPush) {
  const Web web = test::random_web({.seed = 4, .nodes = 300, .arcs = 1500, .dangling_share = 0.2});
  const engine::PushResult pushed = engine::push_from(web, 3, {}, {.tolerance = 1e-3}, {});
  const double sum = std::accumulate(pushed.score.begin(), pushed.score.end(), 0.0);
  EXPECT_NEAR(1 - sum, 0.85 * pushed.residual_l1, 1e-12);
  EXPECT_GT(pushed.residual_l1, 0);
}

// A chain of closed pairs: however large the web, only the source's own pair is touched.
TEST(Push, StaysWhereTheMassIs) {
  std::vector<test::TestArc> arcs;
  for (NodeId node = 0; node < 20'000; node += 2) {
    arcs.push_back({node, node + 1});
    arcs.push_back({node + 1, node});
  }
  const Web web = test::make_web(20'000, arcs);
  const engine::PushResult pushed = engine::push_from(web, 500, {}, {.tolerance = 1e-9}, {});
  EXPECT_EQ(pushed.nodes, 2U);
  EXPECT_LT(pushed.arcs, 1000U);
  EXPECT_NEAR(pushed.score[500], 1 / 1.85, 1e-9);
}

TEST(Push, GivesUpAtItsLimitWithABoundThatHolds) {
  const Web web = test::random_web({.seed = 4, .nodes = 300, .arcs = 1500});
  const engine::PushResult pushed = engine::push_from(web, 3, {}, {.tolerance = 1e-9, .most_arcs = 50}, {});
  EXPECT_GT(pushed.error_bound_l1, 1e-9);
  EXPECT_LE(test::l1_distance(pushed.score, full_solve(web, 3, 0.85, false).score), pushed.error_bound_l1 + 1e-12);
}

TEST(Push, EndsWhereRoundingAloneExceedsTheTolerance) {
  const Web web = test::random_web({.seed = 4, .nodes = 300, .arcs = 1500});
  for (const double tolerance : {1e-14, 1e-17}) {
    const engine::PushResult pushed = engine::push_from(web, 3, {}, {.tolerance = tolerance}, {});
    EXPECT_GT(pushed.error_bound_l1, tolerance);
    EXPECT_LT(pushed.arcs, 1 << 30);
    EXPECT_LE(test::l1_distance(pushed.score, full_solve(web, 3, 0.85, false).score), pushed.error_bound_l1 + 1e-12);
  }
}

TEST(PersonalizedPageRank, FromASourceEqualsPageRankWithThatPreference) {
  const Web web = test::with_names(test::random_web({.seed = 2, .nodes = 500, .arcs = 3000, .dangling_share = 0.2}));
  for (const Solver solver : {Solver::automatic, Solver::pull, Solver::gauss_seidel}) {
    for (const double tolerance : {1e-2, 1e-9}) {
      const Scores scores =
          personalized_pagerank(web, {.tolerance = tolerance, .source = {web.display_name(42)}, .solver = solver});
      EXPECT_TRUE(scores.convergence.converged);
      EXPECT_LE(scores.convergence.error_bound_l1, tolerance);
      EXPECT_LE(test::l1_distance(scores.score, full_solve(web, 42, 0.85, false).score),
                scores.convergence.error_bound_l1 + 1e-12);
    }
  }
  EXPECT_EQ(personalized_pagerank(web, {.tolerance = 0.3, .source = {web.display_name(42)}}).solver.solver, "push");
}

TEST(PersonalizedPageRank, OfSeedsIsPageRankWithThemForPreference) {
  const Web web = test::random_web({.seed = 2});
  std::vector<double> seeds(web.num_nodes());
  seeds[3] = 2;
  seeds[50] = 1;
  EXPECT_EQ(personalized_pagerank(web, {.seeds = seeds}).score, pagerank(web, {.preference = seeds}).score);
}

TEST(PersonalizedPageRank, NeedsOneOfSourceAndSeeds) {
  const Web web = test::random_web({});
  EXPECT_THROW(personalized_pagerank(web, {}), ArgumentError);
  EXPECT_THROW(personalized_pagerank(web, {.source = {"3"}, .seeds = std::vector<double>(100, 1.0)}), ArgumentError);
  EXPECT_THROW(personalized_pagerank(web, {.source = {"no such node"}}), ArgumentError);
  EXPECT_THROW(personalized_pagerank(web, {.alpha = 1, .source = {"3"}}), ArgumentError);
  EXPECT_THROW(personalized_pagerank(web, {.tolerance = 0, .source = {"3"}}), ArgumentError);
}

std::vector<std::vector<double>> some_preferences(std::uint64_t nodes, std::size_t count) {
  test::Random random(count);
  std::vector<std::vector<double>> preferences(count, std::vector<double>(nodes));
  for (auto& preference : preferences) {
    for (double& share : preference) share = random.unit() < 0.05 ? random.unit() : 0;
    preference[random.below(nodes)] = 1;
  }
  return preferences;
}

TEST(PageRankMany, IsBitForBitThePullOfEachAlone) {
  for (const std::size_t count : {1U, 7U, 8U, 9U, 20U}) {
    const Web web = test::random_web({.seed = count, .nodes = 10'007, .arcs = 40'000, .dangling_share = 0.2});
    const auto preferences = some_preferences(web.num_nodes(), count);
    for (const bool weighted : {false, true}) {
      for (const Dangling dangling : {Dangling::strong, Dangling::weak, Dangling::none}) {
        PageRankOptions options{.tolerance = 1e-6, .dangling = dangling, .weighted = weighted, .solver = Solver::pull};
        const RankGraph graph = select_arcs(web, {}, weighted);
        const std::vector<PageRankResult> many = pagerank_many(graph, preferences, options);
        ASSERT_EQ(many.size(), count);
        for (std::size_t i = 0; i < count; i += 6) {
          options.preference = preferences[i];
          const PageRankResult alone = pagerank(graph, options);
          EXPECT_EQ(many[i].score, alone.score);
          EXPECT_EQ(many[i].convergence.error_bound_l1, alone.convergence.error_bound_l1);
          EXPECT_EQ(many[i].convergence.iterations, alone.convergence.iterations);
        }
      }
    }
  }
}

TEST(PageRankMany, SweepsFindWhatThePullFindsToBothBounds) {
  const Web web = test::random_web({.seed = 5, .nodes = 70'000, .arcs = 300'000, .dangling_share = 0.2});
  const RankGraph graph = select_arcs(web, {}, false);
  const auto preferences = some_preferences(web.num_nodes(), 10);
  for (const Dangling dangling : {Dangling::strong, Dangling::weak, Dangling::none}) {
    const auto swept = pagerank_many(graph, preferences, {.tolerance = 1e-8, .dangling = dangling});
    const auto pulled =
        pagerank_many(graph, preferences, {.tolerance = 1e-8, .dangling = dangling, .solver = Solver::pull});
    for (std::size_t i = 0; i < preferences.size(); ++i) {
      EXPECT_EQ(swept[i].solver.solver, "scp");
      EXPECT_TRUE(swept[i].convergence.converged);
      EXPECT_LE(swept[i].convergence.error_bound_l1, 1e-8);
      EXPECT_LE(test::l1_distance(swept[i].score, pulled[i].score),
                swept[i].convergence.error_bound_l1 + pulled[i].convergence.error_bound_l1);
    }
  }
}

TEST(PageRankMany, HasTheSameBytesOnAnyThreadsAndTarget) {
  const Web web = test::random_web({.seed = 3, .nodes = 20'000, .arcs = 80'000});
  const RankGraph graph = select_arcs(web, {}, false);
  const auto preferences = some_preferences(web.num_nodes(), 5);
  const std::string before = simd_target();
  const auto expected = pagerank_many(graph, preferences, {.max_iterations = 5});
  for (const std::string& target : simd_targets()) {
    force_simd_target(target);
    for (const int threads : {1, 2, 5}) {
      const auto found =
          with_threads(threads, [&] { return pagerank_many(graph, preferences, {.max_iterations = 5}); });
      for (std::size_t i = 0; i < found.size(); ++i) EXPECT_EQ(found[i].score, expected[i].score) << target;
    }
  }
  force_simd_target(before);
}

TEST(PageRankMany, StopsAtTheLastIterationAndRefusesWhatIsNoPreference) {
  const Web web = test::random_web({});
  const RankGraph graph = select_arcs(web, {}, false);
  const auto results = pagerank_many(graph, some_preferences(web.num_nodes(), 3), {.max_iterations = 2});
  for (const PageRankResult& result : results) {
    EXPECT_FALSE(result.convergence.converged);
    EXPECT_EQ(result.score.size(), web.num_nodes());
  }
  EXPECT_TRUE(pagerank_many(graph, {}, {}).empty());
  EXPECT_THROW(pagerank_many(graph, std::vector<std::vector<double>>{{1}}, {}), ArgumentError);
  EXPECT_THROW(pagerank_many(graph, some_preferences(web.num_nodes(), 3), {.tolerance = 1e-16}), ArgumentError);
}

TEST(Topics, AddAColumnEachAndTheLargestBound) {
  const Web web = test::random_web({});
  const auto preferences = some_preferences(web.num_nodes(), 2);
  Scores scores = pagerank(web, PageRankOptions{});
  add_topics(scores, web, {}, std::vector<Topic>{{"sports", preferences[0]}, {"news", preferences[1]}});
  ASSERT_EQ(scores.columns.size(), 2U);
  EXPECT_EQ(scores.columns[0].name, "sports");
  EXPECT_EQ(std::get<std::vector<double>>(scores.columns[1].values),
            pagerank(web, {.preference = preferences[1]}).score);
  EXPECT_LE(scores.convergence.error_bound_l1, 1e-9);
  EXPECT_THROW(add_topics(scores, web, {}, std::vector<Topic>{{"news", preferences[0]}}), ArgumentError);
  EXPECT_THROW(add_topics(scores, web, {}, std::vector<Topic>{{"rank", preferences[0]}}), ArgumentError);
}

}  // namespace
}  // namespace orbweb
