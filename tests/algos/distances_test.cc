// Harmonic, closeness and Lin: the exact form against searches, HyperBall against the exact form and its own theory.
#include "algos/distances.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "algos/bfs.h"
#include "algos/table.h"
#include "graph/error.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

const std::vector<double>& reach_of(const Scores& scores) {
  return std::get<std::vector<double>>(scores.columns.at(0).values);
}

const std::vector<double>& within_of(const Scores& scores) {
  EXPECT_EQ(scores.columns.at(1).name, "within");
  return std::get<std::vector<double>>(scores.columns.at(1).values);
}

TEST(Distances, ExactOnesAreSumsOverSearches) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const Web web = test::random_web({.seed = seed, .nodes = 80, .arcs = 40 * seed});
    const Scores harmonics = harmonic(web, {.exact = true});
    const Scores closenesses = closeness(web, {.exact = true}), lins = lin(web, {.exact = true});
    double pairs = 0;
    for (NodeId v = 0; v < web.num_nodes(); ++v) {
      double inverse = 0, distances = 0, reach = 0;
      for (const double d : bfs(web, {.source = {web.display_name(v)}, .reversed = true}).score) {
        reach += d >= 0 ? 1 : 0;
        distances += d > 0 ? d : 0;
        inverse += d > 0 ? 1 / d : 0;
      }
      pairs += reach;
      EXPECT_NEAR(harmonics.score[v], inverse, 1e-12 * inverse);
      EXPECT_EQ(closenesses.score[v], distances > 0 ? 1 / distances : 0);
      EXPECT_EQ(lins.score[v], distances > 0 ? reach * reach / distances : 1);
      EXPECT_EQ(reach_of(harmonics)[v], reach);
    }
    EXPECT_EQ(harmonics.facts.at("connected_pairs"), pairs - 80) << "a node and itself are no pair";
    EXPECT_GT(harmonics.convergence.error_bound_l1, 0);
    EXPECT_LT(harmonics.convergence.error_bound_l1, 1e-10);
  }
}

// 0 -> 1 -> 2 -> 3: distances into 3 are 1, 2, 3.
TEST(Distances, OfAPathAreItsClosedForms) {
  const Web path = test::make_web(4, {{0, 1}, {1, 2}, {2, 3}});
  const Scores scores = harmonic(path, {.exact = true});
  EXPECT_THAT(scores.score, testing::ElementsAre(0, 1, 1.5, 1.5 + 1.0 / 3));
  EXPECT_THAT(harmonic(path, {.exact = true, .reversed = true}).score, testing::ElementsAre(1.5 + 1.0 / 3, 1.5, 1, 0));
  EXPECT_EQ(scores.facts.at("within_00_steps"), 4);
  EXPECT_EQ(scores.facts.at("within_01_steps"), 7);
  EXPECT_EQ(scores.facts.at("within_03_steps"), 10);
  EXPECT_EQ(scores.facts.at("connected_pairs"), 6);
  EXPECT_EQ(scores.facts.at("effective_diameter"), 2);  // 9 of 10 pairs
  EXPECT_DOUBLE_EQ(scores.facts.at("mean_distance"), 10.0 / 6);
}

double root_mean_square_error(const std::vector<double>& estimates, const std::vector<double>& exact) {
  double squares = 0, count = 0;
  for (std::size_t v = 0; v < exact.size(); ++v) {
    if (exact[v] < 5) continue;
    squares += std::pow(estimates[v] / exact[v] - 1, 2);
    ++count;
  }
  return std::sqrt(squares / count);
}

TEST(Distances, EstimatesAreWithinTheStandardError) {
  // Balls overlap, so that errors of one run agree with each other: several seeds are needed.
  const Web web = test::random_web({.seed = 9, .nodes = 3000, .arcs = 6000, .dangling_share = 0.2});
  const Scores exact = harmonic(web, {.exact = true});
  for (const int log2m : {4, 6, 8, 11}) {
    double squares = 0;
    constexpr int kSeeds = 12;
    for (int seed = 0; seed < kSeeds; ++seed) {
      const Scores scores = harmonic(web, {.log2m = log2m, .seed = seed});
      squares += std::pow(root_mean_square_error(reach_of(scores), reach_of(exact)), 2) / kSeeds;
      EXPECT_TRUE(std::isnan(scores.convergence.error_bound_l1));
    }
    const double standard_error = 1.04 / std::sqrt(std::ldexp(1.0, log2m));
    EXPECT_LT(std::sqrt(squares), 1.5 * standard_error) << log2m;
    EXPECT_GT(std::sqrt(squares), 0.1 * standard_error) << log2m;
  }
}

// With far more registers than nodes only rare collisions are left.
TEST(Distances, ManyRegistersGiveNearlyExactValues) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const Web web = test::random_web({.seed = seed, .nodes = 120, .arcs = 200});
    const Scores exact = harmonic(web, {.exact = true}), estimate = harmonic(web, {.log2m = 14});
    for (std::size_t v = 0; v < exact.score.size(); ++v) {
      EXPECT_NEAR(estimate.score[v], exact.score[v], 0.03 * exact.score[v] + 1e-3);
    }
    EXPECT_EQ(estimate.convergence.iterations, exact.convergence.iterations) << "a step was skipped";
  }
}

// A long path has few changes in each step: they are followed from their sources.
TEST(Distances, FewChangesAreFollowedToTheEnd) {
  std::vector<test::TestArc> arcs;
  for (NodeId v = 0; v + 1 < 500; ++v) arcs.push_back({v, v + 1});
  for (NodeId v = 500; v < 4000; ++v) arcs.push_back({v, v % 7 + 3990});
  const Web web = test::make_web(4000, arcs);
  const Scores exact = harmonic(web, {.exact = true}), estimate = harmonic(web, {.log2m = 12});
  // Where two near nodes share a register, one node's value is off by more: on the whole it is the standard error.
  EXPECT_LT(root_mean_square_error(estimate.score, exact.score), 2 * 1.04 / std::sqrt(4096));
  EXPECT_GE(estimate.convergence.iterations, 480);
}

TEST(Distances, WhatDoesNotFitTheMemoryLiesOnDiskAndHasTheSameBytes) {
  const Web web = test::random_web({.seed = 3, .nodes = 60'000, .arcs = 300'000});
  const OptionValues values = {{"log2m", std::int64_t{8}}, {"within", std::int64_t{2}}};
  const Algorithm& algorithm = find_algorithm("harmonic");
  const RankPlan plain = algorithm.plan(web, values, {});
  EXPECT_EQ(plain.slices, 1U);
  EXPECT_EQ(plain.temporary_bytes, 0U);
  EXPECT_TRUE(plain.temporary_folder.empty());
  const std::uint64_t memory = plain.memory - (std::uint64_t{20} << 20);  // of 29 MiB of registers
  const RankPlan plan = algorithm.plan(web, values, {.memory = memory});
  EXPECT_EQ(plan.slices, 4U);
  EXPECT_LE(plan.memory, memory);
  EXPECT_EQ(plan.temporary_bytes, 60'000U << 8);
  EXPECT_FALSE(plan.temporary_folder.empty());
  EXPECT_EQ(algorithm.plan(web, values, {.memory = memory, .keeps_state = true}).temporary_bytes, 60'000U << 9);
  const Scores whole = algorithm.run(web, values, {}), sliced = algorithm.run(web, values, {.memory = memory});
  EXPECT_EQ(sliced.score, whole.score);
  EXPECT_EQ(sliced.facts, whole.facts);
  EXPECT_EQ(reach_of(sliced), reach_of(whole));
  EXPECT_EQ(within_of(sliced), within_of(whole));
  EXPECT_EQ(sliced.parameters, whole.parameters) << "memory is none";
  EXPECT_EQ(sliced.solver.slices, 4U);
  EXPECT_EQ(whole.solver.slices, 1U);
}

TEST(Distances, WhatDoesNotFitTheMemoryWithAnySlicesIsRefusedBeforeTheStart) {
  const Web web = test::make_web(100'000, {});
  const Control control{.report = [](const Progress&) { FAIL() << "started"; },
                        .stop = {},
                        .checkpoint = nullptr,
                        .memory = std::uint64_t{50} << 20};
  for (const DistanceOptions& options : {DistanceOptions{.log2m = 14}, {.log2m = 4}, {.exact = true}}) {
    try {
      harmonic(web, options, control);
      FAIL() << "accepted";
    } catch (const LimitError& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr("harmonic needs about"));
      EXPECT_THAT(error.what(), testing::HasSubstr("50.0 MiB are granted"));
    }
  }
}

TEST(Distances, OfChosenNodesAreExactAndOfTheOthersEstimated) {
  const Web web = test::random_web({.seed = 5, .nodes = 900, .arcs = 2500});
  DistanceOptions some{.log2m = 4, .exact_for = std::vector<double>(900, 0)};
  for (std::size_t v = 0; v < 900; v += 3) some.exact_for[v] = 1 + static_cast<double>(v);
  for (const auto measure : {harmonic, closeness, lin}) {
    const Scores exact = measure(web, {.exact = true}, {}), estimate = measure(web, {.log2m = 4}, {});
    const Scores scores = measure(web, some, {});
    std::size_t differ = 0;
    for (std::size_t v = 0; v < 900; ++v) {
      const Scores& expected = v % 3 == 0 ? exact : estimate;
      EXPECT_EQ(scores.score[v], expected.score[v]) << v;
      EXPECT_EQ(reach_of(scores)[v], reach_of(expected)[v]) << v;
      differ += exact.score[v] != estimate.score[v] ? 1U : 0U;
    }
    EXPECT_GT(differ, 500U) << "16 registers do not give exact values";
    EXPECT_EQ(scores.facts.at("exact_nodes"), 300);
    EXPECT_EQ(exact.facts.at("exact_nodes"), 900);
    EXPECT_EQ(estimate.facts.at("exact_nodes"), 0);
    EXPECT_EQ(scores.facts.at("connected_pairs"), estimate.facts.at("connected_pairs"));
    EXPECT_TRUE(std::isnan(scores.convergence.error_bound_l1)) << "most nodes have none";
  }
}

TEST(Distances, SupportersWithinSomeStepsAreCountedBySearches) {
  const Web web = test::random_web({.seed = 6, .nodes = 300, .arcs = 500});
  for (const int steps : {1, 2, 4, 299, 1000}) {
    for (const bool reversed : {false, true}) {
      const Scores exact = harmonic(web, {.exact = true, .within = steps, .reversed = reversed});
      const Scores estimate = harmonic(web, {.log2m = 14, .within = steps, .reversed = reversed});
      for (NodeId v = 0; v < web.num_nodes(); ++v) {
        const auto distances = bfs(web, {.source = {web.display_name(v)}, .reversed = !reversed}).score;
        const auto near = static_cast<double>(std::count_if(
            distances.begin(), distances.end(), [&](double distance) { return distance >= 0 && distance <= steps; }));
        EXPECT_EQ(within_of(exact)[v], near);
        EXPECT_NEAR(within_of(estimate)[v], near, 0.04 * near + 1e-3);
      }
    }
  }
}

TEST(Distances, SupportersOfChosenNodesAreExactToo) {
  const Web web = test::random_web({.seed = 8, .nodes = 400, .arcs = 900});
  DistanceOptions some{.log2m = 4, .exact_for = std::vector<double>(400, 0), .within = 3};
  some.exact_for[7] = some.exact_for[12] = 1;
  const Scores exact = lin(web, {.exact = true, .within = 3}), estimate = lin(web, {.log2m = 4, .within = 3});
  const Scores scores = lin(web, some);
  for (std::size_t v = 0; v < 400; ++v) {
    EXPECT_EQ(within_of(scores)[v], within_of(v == 7 || v == 12 ? exact : estimate)[v]) << v;
  }
  EXPECT_EQ(lin(web, {.exact = true}).columns.size(), 1U) << "only where asked for";
}

TEST(Distances, OptionsOutOfRangeAreRefused) {
  const Web web = test::make_web(2, {{0, 1}});
  EXPECT_THROW(harmonic(web, {.log2m = 3}), ArgumentError);
  EXPECT_THROW(harmonic(web, {.log2m = 15}), ArgumentError);
  EXPECT_THROW(harmonic(web, {.seed = -1}), ArgumentError);
  EXPECT_THROW(harmonic(web, {.exact_for = {1}}), ArgumentError);
  EXPECT_THROW(harmonic(web, {.within = -1}), ArgumentError);
}

}  // namespace
}  // namespace orbweb
