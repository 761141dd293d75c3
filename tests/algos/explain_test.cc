// Explanations: parts with the right meaning, which sum to the score.
#include "algos/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "algos/table.h"
#include "graph/error.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

using test::make_web;

double sum_without_remainder(const Explanation& e) {
  double total = e.teleport + e.dangling + e.self;
  for (const Contribution& part : e.contributions) total += part.amount;
  return total;
}

Explanation explain_one(const Web& web, std::span<const double> score, NodeId node, const PageRankOptions& options) {
  return explain_pagerank(web, score, std::vector{node}, options).at(0);
}

//  0 -> 2, 1 -> 2, 1 -> 0, 2 -> 2, 3 -> 2; 4 dangling
TEST(Explain, PartsAreTheTermsOfTheDefinition) {
  const Web web = make_web(5, {{0, 2}, {1, 2}, {1, 0}, {2, 2}, {3, 2}});
  const PageRankOptions options{.tolerance = 1e-13};
  const Scores scores = pagerank(web, options);
  const std::vector<double>& x = scores.score;
  const Explanation e = explain_one(web, x, 2, options);
  EXPECT_EQ(e.node, 2U);
  EXPECT_EQ(e.score, x[2]);
  EXPECT_NEAR(e.teleport, 0.15 / 5, 1e-16);
  EXPECT_NEAR(e.dangling, 0.85 * x[4] / 5, 1e-16);
  EXPECT_NEAR(e.self, 0.85 * x[2], 1e-16);
  ASSERT_EQ(e.contributions.size(), 3U);
  EXPECT_EQ(e.contributions[0].source, 0U);  // the most: its only arc, and 1 gives it rank
  EXPECT_NEAR(e.contributions[0].amount, 0.85 * x[0], 1e-16);
  EXPECT_EQ(e.contributions[1].source, 3U);
  EXPECT_EQ(e.contributions[2].source, 1U);
  EXPECT_NEAR(e.contributions[2].amount, 0.85 * x[1] / 2, 1e-16);
}

TEST(Explain, ManyNodesAreExplainedInTheOrderGiven) {
  const Web web = make_web(5, {{0, 2}, {1, 2}, {1, 0}, {2, 2}, {3, 2}});
  const std::vector<double> score = pagerank(web, {}).score;
  const std::vector<NodeId> nodes = {2, 4, 0, 2};
  const std::vector<Explanation> found = explain_pagerank(web, score, nodes, {});
  ASSERT_EQ(found.size(), nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Explanation alone = explain_one(web, score, nodes[i], {});
    EXPECT_EQ(found[i].node, nodes[i]);
    EXPECT_EQ(found[i].remainder, alone.remainder);
    EXPECT_EQ(found[i].contributions.size(), alone.contributions.size());
  }
}

TEST(Explain, EqualContributionsComeByNode) {
  const Web web = make_web(4, {{3, 0}, {1, 0}, {2, 0}});
  const Explanation e = explain_one(web, pagerank(web, {}).score, 0, {});
  ASSERT_EQ(e.contributions.size(), 3U);
  for (NodeId i = 0; i < 3; ++i) EXPECT_EQ(e.contributions[i].source, i + 1);
}

TEST(Explain, FollowsPolicyPreferenceAndWeights) {
  const Web web = make_web(3, {{0, 2, true, 3}, {0, 1, true, 1}, {1, 2, false, 5}});
  const PageRankOptions options{
      .tolerance = 1e-13, .dangling = Dangling::none, .preference = {1, 3, 0}, .followed_only = true, .weighted = true};
  const Scores scores = pagerank(web, options);
  const Explanation e = explain_one(web, scores.score, 2, options);
  EXPECT_EQ(e.teleport, 0);
  EXPECT_EQ(e.dangling, 0);
  ASSERT_EQ(e.contributions.size(), 1U);
  EXPECT_NEAR(e.contributions[0].amount, 0.85 * 0.25 * 0.15 * 0.75, 1e-15);
  EXPECT_NEAR(explain_one(web, scores.score, 1, options).teleport, 0.15 * 0.75, 1e-16);
}

/// Options that exercise every term, by name, as the command line would pass them.
std::vector<OptionValues> option_sets(const Algorithm& algorithm, const OptionValue& tolerance, std::uint64_t nodes) {
  if (algorithm.name != "pagerank") return {{{"tol", tolerance}}};
  std::vector<double> preference(nodes);
  for (std::size_t v = 0; v < nodes; ++v) preference[v] = static_cast<double>(1 + v % 5);
  std::vector<OptionValues> sets;
  for (const char* policy : {"strong", "weak", "none"}) {
    sets.push_back({{"tol", tolerance}, {"dangling", std::string(policy)}, {"weighted", true}});
    sets.push_back({{"tol", tolerance}, {"dangling", std::string(policy)}, {"preference", preference}});
  }
  return sets;
}

/// Calls check(scores, explanation) for nodes of random webs and every algorithm that explains.
template <class Check>
void over_explanations(double tolerance, Check&& check) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const std::uint64_t nodes = 40 * seed;
    const Web web = test::random_web({.seed = seed, .nodes = nodes, .arcs = 6 * nodes, .dangling_share = 0.2});
    for (const Algorithm& algorithm : algorithms()) {
      if (!algorithm.explain) continue;
      for (const OptionValues& options : option_sets(algorithm, tolerance, nodes)) {
        const Scores scores = algorithm.run(web, options, {});
        SCOPED_TRACE(algorithm.name + ", seed " + std::to_string(seed));
        for (NodeId node = 0; node < nodes; node += 7)
          check(scores, algorithm.explain(web, scores.score, std::vector{node}, options).at(0));
      }
    }
  }
}

TEST(Explain, PartsAndRemainderSumToTheScore) {
  over_explanations(1e-3, [](const Scores&, const Explanation& e) {
    EXPECT_NEAR(sum_without_remainder(e) + e.remainder, e.score, 1e-12 * e.score);
  });
}

TEST(Explain, RemainderIsWithinTheResidual) {
  double largest = 0;
  over_explanations(1e-3, [&](const Scores& scores, const Explanation& e) {
    const double residual = 0.15 * scores.convergence.error_bound_l1;  // alpha |step|_1 + rounding
    EXPECT_LE(std::abs(e.remainder), residual + 1e-15 * e.score);
    largest = std::max(largest, std::abs(e.remainder) / e.score);
  });
  EXPECT_GT(largest, 1e-6) << "nothing was left to explain: the tolerance is too tight for this test";
}

// The identity is real: near convergence the parts alone are the score.
TEST(Explain, RemainderVanishesWithConvergence) {
  over_explanations(3e-13, [](const Scores& scores, const Explanation& e) {
    EXPECT_TRUE(scores.convergence.converged);
    EXPECT_NEAR(sum_without_remainder(e), e.score, 1e-12 * e.score);
    EXPECT_LE(std::abs(e.remainder), 1e-12 * e.score);
  });
}

TEST(Explain, LooksOnlyAtWhatFitsTheGraph) {
  const Web web = make_web(2, {{0, 1}});
  const std::vector<double> score = pagerank(web, {}).score;
  EXPECT_THROW(explain_one(web, score, 2, {}), ArgumentError);
  EXPECT_THROW(explain_one(web, std::vector<double>{1}, 0, {}), ArgumentError);
  EXPECT_THROW(explain_one(web, std::vector<double>{1, std::nan("")}, 0, {}), ArgumentError);
  EXPECT_THROW(explain_one(web, score, 0, {.alpha = 1}), ArgumentError);
  EXPECT_THROW(explain_one(web, score, 0, {.preference = {1}}), ArgumentError);
}

}  // namespace
}  // namespace orbweb
