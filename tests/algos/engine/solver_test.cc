// The SCP solver behind pagerank(): the same scores as the clear form, to both certified errors.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "algos/domain_rating.h"
#include "algos/engine/approximate.h"
#include "algos/pagerank.h"
#include "graph/error.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double total = 0;
  for (std::size_t i = 0; i < a.size(); ++i) total += std::abs(a[i] - b[i]);
  return total;
}

void expect_agree(const Web& web, PageRankOptions options) {
  options.solver = Solver::pull;
  const Scores clear = pagerank(web, options);
  options.solver = Solver::scp;
  const Scores fast = pagerank(web, options);
  EXPECT_TRUE(clear.convergence.converged && fast.convergence.converged);
  EXPECT_LE(fast.convergence.error_bound_l1, options.tolerance);
  EXPECT_LE(distance(clear.score, fast.score), clear.convergence.error_bound_l1 + fast.convergence.error_bound_l1);
  EXPECT_EQ(fast.solver.solver, "scp");
  EXPECT_GT(fast.solver.layout_bytes, 0U);
  options.contributions = Contributions::f32;
  const Scores narrow = pagerank(web, options);
  EXPECT_LE(narrow.convergence.error_bound_l1, options.tolerance);
  EXPECT_LE(distance(clear.score, narrow.score), clear.convergence.error_bound_l1 + narrow.convergence.error_bound_l1);
  for (const Solver solver : {Solver::gauss_seidel, Solver::anderson}) {
    options.solver = solver;
    const Scores other = pagerank(web, options);
    EXPECT_TRUE(other.convergence.converged);
    EXPECT_LE(other.convergence.error_bound_l1, options.tolerance);
    EXPECT_LE(distance(clear.score, other.score), clear.convergence.error_bound_l1 + other.convergence.error_bound_l1);
    EXPECT_EQ(other.solver.solver, value_names(solver)[static_cast<std::size_t>(solver)]);
  }
}

TEST(ScpSolver, AgreesWithTheClearFormForEveryPolicy) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const Web web = test::random_web(
        {.seed = seed, .nodes = 3000, .arcs = 20000, .dangling_share = 0.1 * static_cast<double>(seed)});
    std::vector<double> preference(web.num_nodes());
    test::Random random(seed);
    for (double& share : preference) share = random.unit() < 0.2 ? random.unit() : 0;
    for (const Dangling dangling : {Dangling::strong, Dangling::weak, Dangling::none}) {
      for (const bool followed : {false, true}) {
        expect_agree(web, {.dangling = dangling, .followed_only = followed});
        expect_agree(web, {.alpha = 0.6, .dangling = dangling, .preference = preference, .followed_only = followed});
      }
    }
  }
}

TEST(ScpSolver, AgreesOnGraphsOfManyParts) {
  expect_agree(test::random_web({.seed = 6, .nodes = 150'000, .arcs = 900'000, .dangling_share = 0.4}), {});
}

// Self-loops and 2-cycles are what extrapolation is for; the result must not depend on whether it helps.
TEST(ScpSolver, AgreesWhereSmallClosedGroupsConvergeSlowly) {
  std::vector<test::TestArc> arcs;
  for (NodeId node = 0; node < 3000; node += 3) {
    arcs.push_back({node, node});
    arcs.push_back({node + 1, node + 2});
    arcs.push_back({node + 2, node + 1});
    arcs.push_back({(node + 7) % 3000, (node + 300) % 3000});
  }
  expect_agree(test::make_web(3000, arcs), {});
  expect_agree(test::make_web(3000, arcs), {.alpha = 0.99});
}

TEST(ScpSolver, AgreesOnTheSmallestWebs) {
  expect_agree(test::make_web(1, {}), {});                // one node, dangling
  expect_agree(test::make_web(1, {{0, 0}}), {});          // one self-loop
  expect_agree(test::make_web(5, {}), {});                // nobody links
  expect_agree(test::make_web(3, {{0, 1}, {0, 2}}), {});  // one living node
  expect_agree(test::make_web(2, {{0, 1}, {1, 0}}), {.alpha = 0});
}

TEST(GaussSeidel, SolvesWeightedArcsAndSelfLoops) {
  for (const Dangling dangling : {Dangling::strong, Dangling::weak, Dangling::none}) {
    const Web web = test::random_web({.seed = 9, .nodes = 3000, .arcs = 20000, .dangling_share = 0.2, .max_count = 9});
    const Scores clear = pagerank(web, {.dangling = dangling, .weighted = true});
    const Scores swept = pagerank(web, {.dangling = dangling, .weighted = true, .solver = Solver::gauss_seidel});
    EXPECT_TRUE(swept.convergence.converged);
    EXPECT_LE(distance(clear.score, swept.score), clear.convergence.error_bound_l1 + swept.convergence.error_bound_l1);
  }
}

// A part of self-loops alone is solved by one sweep, which the power iteration takes 1 / (1 - alpha) times as long for.
TEST(GaussSeidel, SelfLoopsAreExact) {
  const Web web = test::make_web(2, {{0, 0}, {1, 1}, {0, 1}});
  EXPECT_LE(pagerank(web, {.solver = Solver::gauss_seidel}).convergence.iterations, 4);
}

// Chains, self-loops and 2-cycles, where the power iteration gains no more than alpha a step.
TEST(Solvers, TakeFewerIterationsThanThePowerIterationWhereThatIsSlow) {
  std::vector<test::TestArc> arcs;
  for (NodeId node = 0; node < 30'000; node += 3) {
    arcs.push_back({node, node});
    arcs.push_back({node + 1, node + 2});
    arcs.push_back({node + 2, node + 1});
    arcs.push_back({node, (node + 301) % 30'000});
  }
  const Web web = test::make_web(30'000, arcs);
  const int power = pagerank(web, {.solver = Solver::pull}).convergence.iterations;
  EXPECT_LT(2 * pagerank(web, {.solver = Solver::gauss_seidel}).convergence.iterations, power + power / 2);
  EXPECT_LT(2 * pagerank(web, {.solver = Solver::anderson}).convergence.iterations, power);
}

TEST(ScpSolver, MakesAtMostAsManyIterationsAsAsked) {
  const Web web = test::random_web({.seed = 2, .nodes = 2000, .arcs = 9000});
  for (const int most : {1, 2, 9}) {
    const Scores scores = pagerank(web, {.max_iterations = most, .solver = Solver::scp});
    EXPECT_EQ(scores.convergence.iterations, most);
    EXPECT_FALSE(scores.convergence.converged);
  }
}

TEST(ScpSolver, RefusesWhatItCannotCertifyAndWhatItCannotExpress) {
  const Web web = test::random_web({.seed = 2, .nodes = 2000, .arcs = 9000});
  EXPECT_THROW(pagerank(web, {.tolerance = 1e-16, .solver = Solver::scp}), ArgumentError);
  EXPECT_THROW(pagerank(web, {.weighted = true, .solver = Solver::scp}), ArgumentError);
}

TEST(SolverPlan, IsTheSameOnEveryMachineAndSaysWhy) {
  const Web small = test::random_web({.nodes = 100, .arcs = 500});
  const Web large = test::random_web({.seed = 3, .nodes = 20'000, .arcs = 200'000});
  EXPECT_EQ(pagerank(small, {}).solver.solver, "pull");
  EXPECT_EQ(pagerank(large, {}).solver.solver, "scp");
  EXPECT_EQ(pagerank(large, {.weighted = true}).solver.solver, "pull");
  EXPECT_NE(pagerank(large, {.weighted = true}).solver.reason.find("weights"), std::string::npos);
  EXPECT_EQ(domain_rating(large, {}).solver.solver, "scp");
}

}  // namespace
}  // namespace orbweb
