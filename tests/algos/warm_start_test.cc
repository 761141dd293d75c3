// Earlier scores shorten the way and change nothing of where it leads.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "algos/cheirank.h"
#include "algos/domain_rating.h"
#include "algos/pagerank.h"
#include "algos/table.h"
#include "algos/truncated_pagerank.h"
#include "graph/error.h"
#include "support/l1_distance.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Web some_web(std::uint64_t seed = 3) {
  return test::random_web({.seed = seed, .nodes = 3000, .arcs = 20000, .dangling_share = 0.2});
}

std::vector<double> some_values(std::uint64_t size) {
  test::Random random(5);
  std::vector<double> values(size);
  for (double& value : values) value = random.unit() < 0.3 ? kNaN : 100 * random.unit();
  return values;
}

TEST(WarmStart, LeadsToTheSameScoresFromAnywhereForEveryPolicyAndSolver) {
  const Web web = some_web();
  const StartScores anywhere{some_values(web.num_nodes())};
  for (const Solver solver : {Solver::pull, Solver::scp}) {
    for (const Dangling dangling : {Dangling::strong, Dangling::weak, Dangling::none}) {
      const Scores cold = pagerank(web, {.dangling = dangling, .solver = solver});
      const Scores warm = pagerank(web, {.dangling = dangling, .solver = solver, .start = anywhere});
      EXPECT_TRUE(warm.convergence.converged);
      EXPECT_LE(test::l1_distance(cold.score, warm.score),
                cold.convergence.error_bound_l1 + warm.convergence.error_bound_l1);
    }
  }
}

TEST(WarmStart, FromTheSolutionTakesAtMostTwoIterations) {
  const Web web = some_web();
  for (const Solver solver : {Solver::pull, Solver::scp}) {
    const Scores cold = pagerank(web, {.tolerance = 1e-11, .solver = solver});
    const Scores warm = pagerank(web, {.solver = solver, .start = {cold.score}});
    EXPECT_LE(warm.convergence.iterations, 2);
    EXPECT_GT(cold.convergence.iterations, 20);
    EXPECT_EQ(warm.solver.warm_nodes, web.num_nodes());
    EXPECT_EQ(cold.solver.warm_nodes, 0U);
  }
}

TEST(WarmStart, UnitDoesNotMatter) {
  const Web web = some_web();
  std::vector<double> raw = domain_rating(web, {.tolerance = 1e-11}).score;  // its mean is 1
  EXPECT_LE(domain_rating(web, {.start = {raw}}).convergence.iterations, 2);
  for (double& score : raw) score *= 1024;
  EXPECT_LE(domain_rating(web, {.start = {raw}}).convergence.iterations, 2);
}

// A release in which a tenth of the nodes is new: fewer iterations than from nothing.
TEST(WarmStart, HelpsWhereNodesAreMissing) {
  const Web web = some_web();
  std::vector<double> start = pagerank(web, PageRankOptions{}).score;
  for (std::size_t v = 0; v < start.size(); v += 10) start[v] = kNaN;
  const Scores warm = pagerank(web, {.start = {start}});
  EXPECT_LT(warm.convergence.iterations, pagerank(web, PageRankOptions{}).convergence.iterations);
  EXPECT_EQ(warm.solver.warm_nodes, web.num_nodes() - web.num_nodes() / 10);
}

TEST(WarmStart, EveryAlgorithmThatTakesOneKeepsItsBound) {
  const Web web = some_web();
  int takers = 0;
  for (const Algorithm& algorithm : algorithms()) {
    OptionValues cold, warm;
    bool takes_one = false;
    for (const OptionSpec& spec : algorithm.options) {
      if (spec.name == "seeds") cold["seeds"] = warm["seeds"] = std::vector<double>(web.num_nodes(), 1.0);
      takes_one |= spec.kind == OptionKind::start_scores;
    }
    if (!takes_one) continue;
    ++takers;
    warm["warm-start"] = some_values(web.num_nodes());
    const Scores a = algorithm.run(web, cold, {});
    const Scores b = algorithm.run(web, warm, {});
    EXPECT_LE(test::l1_distance(a.score, b.score), a.convergence.error_bound_l1 + b.convergence.error_bound_l1)
        << algorithm.name;
    EXPECT_EQ(a.parameters, b.parameters) << "a start is no parameter of the definition";
    EXPECT_EQ(a.vectors, b.vectors);
  }
  EXPECT_GE(takers, 6);
}

TEST(WarmStart, RefusesWhatCannotBeScores) {
  const Web web = test::make_web(2, {{0, 1}});
  const auto start_at = [&](std::vector<double> values) { return pagerank(web, {.start = {std::move(values)}}); };
  EXPECT_THROW(start_at({1}), ArgumentError);
  EXPECT_THROW(start_at({1, -1}), ArgumentError);
  EXPECT_THROW(start_at({1, std::numeric_limits<double>::infinity()}), ArgumentError);
  EXPECT_THROW(start_at({0, 0}), ArgumentError);
  EXPECT_THROW(start_at({kNaN, kNaN}), ArgumentError);
  EXPECT_THROW(start_at({1e308, 1e308}), ArgumentError);
  EXPECT_NO_THROW(start_at({kNaN, 3}));
}

}  // namespace
}  // namespace orbweb
