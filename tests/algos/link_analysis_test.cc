// HITS, SALSA, Katz and eigenvector centrality against dense matrices, and SALSA against its walk.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>

#include "algos/eigenvector.h"
#include "algos/hits.h"
#include "algos/katz.h"
#include "algos/salsa.h"
#include "graph/error.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Entry (u, v) is 1 for an arc from u to v.
MatrixXd dense(const Web& web) {
  const auto n = static_cast<Eigen::Index>(web.num_nodes());
  MatrixXd matrix = MatrixXd::Zero(n, n);
  for (NodeId u = 0; u < web.num_nodes(); ++u) {
    for (const NodeId v : web.successors()[u]) matrix(u, v) = 1;
  }
  return matrix;
}

VectorXd vector_of(const std::vector<double>& values) {
  return Eigen::Map<const VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

const std::vector<double>& hubs_of(const Scores& scores) {
  return std::get<std::vector<double>>(scores.columns.at(0).values);
}

Web web_of(std::uint64_t seed) { return test::random_web({.seed = seed, .nodes = 60, .arcs = 400}); }

TEST(Hits, IsTheDominantSingularPair) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Web web = web_of(seed);
    const MatrixXd arcs = dense(web);
    const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(arcs.transpose() * arcs);
    const VectorXd authority = solver.eigenvectors().rightCols(1).cwiseAbs();
    const Scores scores = hits(web, {.tolerance = 1e-12});
    EXPECT_TRUE(scores.convergence.converged);
    EXPECT_LT((vector_of(scores.score) - authority).norm(), 1e-9);
    EXPECT_LT((vector_of(hubs_of(scores)) - (arcs * authority).normalized()).norm(), 1e-9);
    EXPECT_NEAR(scores.facts.at("singular_value"), std::sqrt(solver.eigenvalues().maxCoeff()), 1e-9);
  }
}

TEST(Hits, NormsDifferByAFactorOnly) {
  const Web web = web_of(3);
  EXPECT_NEAR(vector_of(hits(web, {.norm = Norm::l1}).score).sum(), 1, 1e-12);
  EXPECT_NEAR(vector_of(hits(web, {.norm = Norm::l2}).score).norm(), 1, 1e-12);
  EXPECT_EQ(vector_of(hits(web, {.norm = Norm::max}).score).maxCoeff(), 1);
}

TEST(Hits, IsZeroWithoutArcs) { EXPECT_THAT(hits(test::make_web(3, {}), {}).score, testing::Each(0.0)); }

/// The walk itself: from uniform over authorities, back to a random predecessor, forth to a random successor.
VectorXd salsa_walk(const MatrixXd& arcs) {
  const VectorXd in = arcs.colwise().sum().transpose(), out = arcs.rowwise().sum();
  const auto inverse = [](double degree) { return degree > 0 ? 1 / degree : 0.0; };
  VectorXd share = in.unaryExpr([](double degree) { return degree > 0 ? 1.0 : 0.0; });
  share /= share.sum();
  for (int step = 0; step < 20'000; ++step) {
    const VectorXd hubs = arcs * share.cwiseProduct(in.unaryExpr(inverse));
    share = arcs.transpose() * hubs.cwiseProduct(out.unaryExpr(inverse));
  }
  return share;
}

TEST(Salsa, IsTheLimitOfItsWalk) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    // So sparse that there are many components.
    const Web web = test::random_web({.seed = seed, .nodes = 40, .arcs = 40, .dangling_share = 0.4});
    const MatrixXd arcs = dense(web);
    const Scores scores = salsa(web, {});
    EXPECT_LT((vector_of(scores.score) - salsa_walk(arcs)).lpNorm<1>(), 1e-9) << seed;
    EXPECT_LT((vector_of(hubs_of(scores)) - salsa_walk(arcs.transpose())).lpNorm<1>(), 1e-9) << seed;
    EXPECT_GT(scores.facts.at("components"), 1);
  }
}

TEST(Katz, SolvesItsEquationsWithinItsBound) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Web web = web_of(seed);
    const MatrixXd arcs = dense(web);
    const Scores scores = katz(web, {.tolerance = 1e-6});
    const MatrixXd system = MatrixXd::Identity(arcs.rows(), arcs.cols()) - scores.facts.at("alpha") * arcs.transpose();
    const VectorXd exact = system.fullPivLu().solve(VectorXd::Ones(arcs.rows()));
    const double error = (vector_of(scores.score) - exact).lpNorm<1>();
    EXPECT_LE(error, scores.convergence.error_bound_l1);
    EXPECT_LE(scores.convergence.error_bound_l1, 1e-6 * 1.01 * exact.sum());
    EXPECT_GT(error, 1e-6 * scores.convergence.error_bound_l1) << "the bound says nothing";
    const double radius = arcs.eigenvalues().cwiseAbs().maxCoeff();
    EXPECT_LE(scores.facts.at("spectral_radius_low"), radius * (1 + 1e-12));
    EXPECT_GE(scores.facts.at("spectral_radius_high"), radius * (1 - 1e-12));
  }
}

TEST(Katz, RefusesWhatCannotConvergeAndNamesTheBound) {
  const Web cycle = test::make_web(4, {{0, 1}, {1, 2}, {2, 0}, {2, 3}});  // spectral radius 1
  EXPECT_NO_THROW(katz(cycle, {.alpha = 0.99}));
  try {
    katz(cycle, {.alpha = 1.0});
    FAIL() << "accepted";
  } catch (const ArgumentError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("below 1"));
  }
  EXPECT_THROW(katz(cycle, {.alpha = -1}), ArgumentError);
}

TEST(Katz, CountsPathsOfAnAcyclicWeb) {
  const Scores scores = katz(test::make_web(3, {{0, 1}, {1, 2}, {0, 2}}), {.alpha = 2});
  EXPECT_THAT(scores.score, testing::ElementsAre(1, 3, 9));  // 1, 1 + 2, 1 + 2 * 3 + 2 * 1
}

TEST(Eigenvector, IsThePerronVector) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Web web = web_of(seed);
    const VectorXd x = vector_of(eigenvector(web, {.tolerance = 1e-12}).score);
    const Eigen::EigenSolver<MatrixXd> solver(dense(web).transpose());
    Eigen::Index largest = 0;
    solver.eigenvalues().real().maxCoeff(&largest);
    EXPECT_LT((x - solver.eigenvectors().col(largest).real().cwiseAbs()).norm(), 1e-8) << seed;
  }
}

// A path of 60 nodes and an alpha so large that no step contracts: the series has 60 terms, and is there.
TEST(Katz, OfAnAcyclicWebConvergesWhateverAlpha) {
  std::vector<test::TestArc> path;
  for (NodeId v = 0; v + 1 < 60; ++v) path.push_back({v, v + 1});
  const Scores scores = katz(test::make_web(60, path), {.alpha = 1000});
  EXPECT_TRUE(scores.convergence.converged);
  EXPECT_LE(scores.convergence.iterations, 61);
  double expected = 1, off = 0;
  for (const double score : scores.score) {
    off += std::abs(score - expected);
    expected = 1 + 1000 * expected;
  }
  EXPECT_LE(off, scores.convergence.error_bound_l1);
  EXPECT_LE(scores.convergence.error_bound_l1, 1e-9 * 1.01e177);
}

TEST(Katz, ThatExceedsWhatADoubleHoldsIsRefused) {
  std::vector<test::TestArc> path;
  for (NodeId v = 0; v + 1 < 10; ++v) path.push_back({v, v + 1});
  EXPECT_NO_THROW(katz(test::make_web(10, path), {.alpha = 1e30}));
  EXPECT_THROW(katz(test::make_web(10, path), {.alpha = 1e40}), ArgumentError);
  const Web two_of_the_largest = test::make_web(4, {{0, 1}, {0, 2}, {0, 3}});
  EXPECT_THROW(katz(two_of_the_largest, {.alpha = 1e308}), ArgumentError) << "the sum of the scores is infinite";
}

// (0 1 2) -> (3 4 5): both have radius 1, and the whole matrix has one eigenvector, on the second alone.
TEST(Eigenvector, OfAWebWhoseEigenvalueIsDefectiveSaysSo) {
  const Web chained = test::make_web(6, {{0, 1}, {1, 2}, {2, 0}, {3, 4}, {4, 5}, {5, 3}, {2, 3}});
  const Scores scores = eigenvector(chained, {.tolerance = 1e-4});
  EXPECT_FALSE(scores.convergence.converged);
  EXPECT_THAT(scores.convergence.obstacle, testing::HasSubstr("one reaches the other"));
  EXPECT_GT(scores.score[0], 1e-3) << "the residual is small, the vector is far off";
  // A way through a third part makes no difference.
  const Web through = test::make_web(5, {{0, 1}, {1, 0}, {1, 2}, {2, 3}, {3, 4}, {4, 3}});
  EXPECT_FALSE(eigenvector(through, {.tolerance = 1e-4}).convergence.converged);
}

TEST(Eigenvector, OfEqualComponentsThatAreNotChainedConverges) {
  const Web apart = test::make_web(7, {{0, 1}, {1, 2}, {2, 0}, {3, 4}, {4, 5}, {5, 3}, {2, 6}, {5, 6}});
  const Scores scores = eigenvector(apart, {});
  EXPECT_TRUE(scores.convergence.converged);
  EXPECT_EQ(scores.convergence.obstacle, "");
  EXPECT_NEAR(scores.score[0], scores.score[3], 1e-9);
  // The first has radius 1, the second, a complete graph of three with loops, radius 3.
  const Web unequal = test::make_web(
      6, {{0, 1}, {1, 2}, {2, 0}, {2, 3}, {3, 3}, {3, 4}, {3, 5}, {4, 3}, {4, 4}, {4, 5}, {5, 3}, {5, 4}, {5, 5}});
  EXPECT_TRUE(eigenvector(unequal, {}).convergence.converged);
  EXPECT_NEAR(eigenvector(unequal, {}).score[0], 0, 1e-8);
}

TEST(Eigenvector, RefusesAWebWithoutCycles) {
  EXPECT_THROW(eigenvector(test::make_web(3, {{0, 1}, {1, 2}, {0, 2}}), {}), ArgumentError);
  EXPECT_EQ(eigenvector(test::make_web(2, {{0, 0}, {0, 1}}), {.norm = Norm::l1}).score[0], 0.5);
}

/// Large enough for sums over a layout (algos/engine/row_sums.h), more than one part of it. No node is so popular that
/// the rounding of its row's sum alone exceeds Katz' tolerance.
Web large_web(std::uint64_t seed) {
  return test::random_web({.seed = seed, .nodes = 40'000, .arcs = 300'000, .popular_share = 0});
}

/// values[u] added up over the arcs u -> v, for each v; the other way round where `reversed`.
std::vector<double> sums_over(const Web& web, const std::vector<double>& values, bool reversed = false) {
  std::vector<double> sums(values.size(), 0.0);
  for (NodeId u = 0; u < web.num_nodes(); ++u) {
    for (const NodeId v : web.successors()[u]) sums[reversed ? u : v] += values[reversed ? v : u];
  }
  return sums;
}

double l2_between(const std::vector<double>& a, const std::vector<double>& b) {
  return (vector_of(a) - vector_of(b)).norm();
}

TEST(LargeWebs, KatzSolvesItsEquations) {
  const Web web = large_web(1);
  const Scores scores = katz(web, {});
  EXPECT_TRUE(scores.convergence.converged);
  const std::vector<double> sums = sums_over(web, scores.score);
  for (std::size_t v = 0; v < sums.size(); ++v) {
    EXPECT_NEAR(scores.score[v], 1 + scores.facts.at("alpha") * sums[v], 1e-8 * scores.score[v]) << v;
  }
}

TEST(LargeWebs, EigenvectorIsOne) {
  const Web web = large_web(2);
  const Scores scores = eigenvector(web, {.tolerance = 1e-11});
  EXPECT_TRUE(scores.convergence.converged);
  std::vector<double> image = sums_over(web, scores.score);
  for (double& value : image) value /= scores.facts.at("eigenvalue");
  EXPECT_LT(l2_between(image, scores.score), 1e-11 * 1.01);
}

TEST(LargeWebs, HitsIsASingularPair) {
  const Web web = large_web(3);
  const Scores scores = hits(web, {.tolerance = 1e-11});
  EXPECT_TRUE(scores.convergence.converged);
  std::vector<double> hubs = sums_over(web, scores.score, true);
  std::vector<double> authorities = sums_over(web, hubs);
  const double singular = scores.facts.at("singular_value");
  for (double& hub : hubs) hub /= singular;
  for (double& authority : authorities) authority /= singular * singular;
  EXPECT_LT(l2_between(authorities, scores.score), 1e-11 * 1.01);
  EXPECT_LT(l2_between(hubs, hubs_of(scores)), 1e-10);
}

TEST(LargeWebs, TakeNoMoreIterationsThanTheyMay) {
  const Web web = large_web(4);
  for (const int most : {1, 2, 5}) {
    EXPECT_EQ(katz(web, {.max_iterations = most}).convergence.iterations, most);
    EXPECT_EQ(eigenvector(web, {.max_iterations = most}).convergence.iterations, most);
    EXPECT_EQ(hits(web, {.max_iterations = most}).convergence.iterations, most);
  }
}

}  // namespace
}  // namespace orbweb
