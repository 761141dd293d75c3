// TrustRank, Anti-TrustRank, spam mass, CheiRank and Truncated PageRank against their definitions.
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <numeric>

#include "algos/cheirank.h"
#include "algos/spam_mass.h"
#include "algos/truncated_pagerank.h"
#include "algos/trustrank.h"
#include "graph/error.h"
#include "support/l1_distance.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

/// The same arcs turned round.
Web turned_round(const std::vector<test::TestArc>& arcs, std::uint64_t num_nodes) {
  std::vector<test::TestArc> turned;
  for (const test::TestArc& arc : arcs) turned.push_back({arc.target, arc.source, arc.followed, arc.count});
  return test::make_web(num_nodes, turned);
}

constexpr test::RandomWebOptions kWeb = {.seed = 5, .nodes = 400, .arcs = 2500, .dangling_share = 0.2};

TEST(CheiRank, IsThePageRankOfTheTransposeWithAnyFilter) {
  const std::vector<test::TestArc> arcs = test::random_arcs(kWeb);
  const Web web = test::make_web(kWeb.nodes, arcs);
  const Web turned = turned_round(arcs, kWeb.nodes);
  for (const bool followed : {false, true}) {
    for (const bool weighted : {false, true}) {
      const PageRankOptions options{.followed_only = followed, .weighted = weighted};
      EXPECT_LT(test::l1_distance(cheirank(web, options).score, pagerank(turned, options).score), 2e-9);
    }
  }
}

TEST(TrustRank, IsPageRankThatStartsOnTheSeeds) {
  const Web web = test::random_web(kWeb);
  std::vector<double> seeds(kWeb.nodes);
  seeds[3] = 2;
  seeds[77] = 1;
  const Scores trust = trustrank(web, {.seeds = seeds});
  EXPECT_EQ(trust.score, pagerank(web, {.preference = seeds}).score);
  EXPECT_EQ(trust.definition, "trustrank/1");
}

//   0 -> 1 -> 2     3 -> 4
TEST(TrustRank, NothingThatSeedsDoNotReachIsTrusted) {
  const Web web = test::make_web(5, {{0, 1}, {1, 2}, {3, 4}});
  const std::vector<double> trust = trustrank(web, {.seeds = {1, 0, 0, 0, 0}}).score;
  EXPECT_GT(trust[0], trust[1]);
  EXPECT_GT(trust[1], trust[2]);
  EXPECT_EQ(trust[3], 0);
  EXPECT_EQ(trust[4], 0);
}

TEST(AntiTrustRank, DistrustFlowsToThoseWhoLink) {
  const Web web = test::make_web(5, {{0, 1}, {1, 2}, {3, 4}});
  const std::vector<double> distrust = anti_trustrank(web, {.seeds = {0, 0, 1, 0, 0}}).score;
  EXPECT_GT(distrust[1], distrust[0]);
  EXPECT_GT(distrust[0], 0);
  EXPECT_EQ(distrust[3], 0);
  EXPECT_EQ(distrust[4], 0);
}

TEST(TrustRank, NeedsSeeds) {
  const Web web = test::random_web(kWeb);
  EXPECT_THROW(trustrank(web, {}), ArgumentError);
  EXPECT_THROW(anti_trustrank(web, {}), ArgumentError);
  EXPECT_THROW(spam_mass(web, {}), ArgumentError);
  EXPECT_THROW(trustrank(web, {.seeds = std::vector<double>(kWeb.nodes)}), ArgumentError);
}

// The whole web as its own good core, all of it good: no mass is left unexplained.
TEST(SpamMass, IsZeroWhereEverybodyIsGood) {
  const Web web = test::random_web(kWeb);
  const Scores mass = spam_mass(web, {.seeds = std::vector<double>(kWeb.nodes, 1), .good_fraction = 1});
  for (const double m : mass.score) EXPECT_NEAR(m, 0, 1e-5);
}

// A farm 4..9 -> 3 beside a good core 0 -> 1 -> 2 -> 0.
TEST(SpamMass, IsHighInAFarmAndLowInTheCore) {
  std::vector<test::TestArc> arcs = {{0, 1}, {1, 2}, {2, 0}};
  for (NodeId farmer = 4; farmer < 10; ++farmer) arcs.push_back({farmer, 3});
  const Scores mass =
      spam_mass(test::make_web(10, arcs), {.seeds = {1, 1, 1, 0, 0, 0, 0, 0, 0, 0}, .good_fraction = 0.5});
  EXPECT_NEAR(mass.score[3], 1, 1e-12);
  EXPECT_LT(mass.score[0], 0);
  EXPECT_EQ(mass.rank[3], 1U);
  const auto& p = std::get<std::vector<double>>(mass.columns[0].values);
  const auto& core = std::get<std::vector<double>>(mass.columns[1].values);
  for (std::size_t v = 0; v < 10; ++v) EXPECT_NEAR(mass.score[v], 1 - core[v] / p[v], 1e-12);
  EXPECT_EQ(mass.certified_top, 0U);
}

TEST(SpamMass, RefusesAFractionOutOfRange) {
  const Web web = test::random_web(kWeb);
  for (const double fraction : {0.0, -1.0, 1.01, std::nan("")}) {
    EXPECT_THROW(spam_mass(web, {.seeds = std::vector<double>(kWeb.nodes, 1), .good_fraction = fraction}),
                 ArgumentError);
  }
}

/// (1 - alpha) * sum over t from `least` on of alpha^t P'^t v, normalised: the definition, term by term.
std::vector<double> paths_of_at_least(const Web& web, double alpha, int least) {
  const auto n = static_cast<Eigen::Index>(web.num_nodes());
  Eigen::MatrixXd step = Eigen::MatrixXd::Zero(n, n);
  for (Eigen::Index u = 0; u < n; ++u) {
    const auto row = web.successors()[static_cast<NodeId>(u)];
    if (row.empty()) step.col(u).setConstant(1.0 / static_cast<double>(n));
    for (const NodeId v : row) step(v, u) = 1.0 / static_cast<double>(row.size());
  }
  Eigen::VectorXd term = Eigen::VectorXd::Constant(n, 1.0 / static_cast<double>(n));
  Eigen::VectorXd total = Eigen::VectorXd::Zero(n);
  for (int t = 0; t < 400; ++t, term = alpha * (step * term)) {
    if (t >= least) total += term;
  }
  total /= total.sum();
  return {total.begin(), total.end()};
}

TEST(TruncatedPageRank, CountsOnlyPathsLongerThanT) {
  const Web web = test::random_web({.seed = 9, .nodes = 120, .arcs = 600, .dangling_share = 0.2});
  for (const int truncation : {0, 1, 4}) {
    const Scores scores = truncated_pagerank(web, {.truncation = truncation});
    EXPECT_LT(test::l1_distance(scores.score, paths_of_at_least(web, 0.85, truncation + 1)), 2e-9) << truncation;
    EXPECT_NEAR(std::accumulate(scores.score.begin(), scores.score.end(), 0.0), 1, 1e-9);
  }
  EXPECT_THROW(truncated_pagerank(web, {.truncation = -1}), ArgumentError);
}

}  // namespace
}  // namespace orbweb
