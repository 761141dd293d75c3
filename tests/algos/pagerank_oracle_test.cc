// PageRank against independent oracles: a dense solve, an iteration in long double, Boost.Graph, published vectors.
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/page_rank.hpp>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <vector>

#include "algos/pagerank.h"
#include "support/data.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

constexpr double kOracleTolerance = 1e-12;
constexpr Dangling kPolicies[] = {Dangling::strong, Dangling::weak, Dangling::none};

/// The matrix of x -> alpha P^T x + alpha (d.x) u, written from the web itself.
Eigen::MatrixXd transition(const Web& web, const PageRankOptions& options, const Eigen::VectorXd& v) {
  const auto n = static_cast<Eigen::Index>(web.num_nodes());
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(n, n);
  for (Eigen::Index u = 0; u < n; ++u) {
    ArcIndex arc = web.successors().first_arc(static_cast<NodeId>(u));
    for (const NodeId target : web.successors()[static_cast<NodeId>(u)]) {
      const bool passes = !options.followed_only || web.followed().contains(arc);
      if (passes) matrix(target, u) = options.weighted ? web.link_counts()[arc] : 1.0;
      ++arc;
    }
    const double out = matrix.col(u).sum();
    if (out > 0) {
      matrix.col(u) /= out;
    } else if (options.dangling == Dangling::strong) {
      matrix.col(u) = v;
    } else if (options.dangling == Dangling::weak) {
      matrix.col(u).setConstant(1 / static_cast<double>(n));
    }
  }
  return options.alpha * matrix;
}

Eigen::VectorXd normalised_preference(const Web& web, const PageRankOptions& options) {
  const auto n = static_cast<Eigen::Index>(web.num_nodes());
  if (options.preference.empty()) return Eigen::VectorXd::Constant(n, 1 / static_cast<double>(n));
  const Eigen::VectorXd v = Eigen::Map<const Eigen::VectorXd>(options.preference.data(), n);
  return v / v.sum();
}

/// Solves (I - alpha P^T - alpha u d^T) x = (1 - alpha) v.
Eigen::VectorXd dense_solution(const Web& web, const PageRankOptions& options) {
  const Eigen::VectorXd v = normalised_preference(web, options);
  const auto n = v.size();
  const Eigen::MatrixXd system = Eigen::MatrixXd::Identity(n, n) - transition(web, options, v);
  return system.partialPivLu().solve((1 - options.alpha) * v);
}

double l1(const Eigen::VectorXd& a, const std::vector<double>& b) {
  return (a - Eigen::Map<const Eigen::VectorXd>(b.data(), static_cast<Eigen::Index>(b.size()))).lpNorm<1>();
}

void expect_dense_solution(const Web& web, PageRankOptions options) {
  options.tolerance = kOracleTolerance;
  const Scores scores = pagerank(web, options);
  EXPECT_TRUE(scores.convergence.converged);
  // The solve itself is good to about n * condition * 1e-16 in L1, with a condition of at most 2 / (1 - alpha).
  EXPECT_LE(l1(dense_solution(web, options), scores.score), scores.convergence.error_bound_l1 + 1e-12);
}

std::vector<double> some_preference(std::uint64_t nodes, std::uint64_t seed) {
  test::Random random(seed);
  std::vector<double> preference(nodes);
  for (double& p : preference) p = random.below(3) == 0 ? random.unit() : 0;
  preference[0] = 1;
  return preference;
}

TEST(PageRankOracle, DenseSolveAgreesForEveryPolicyPreferenceAndWeighting) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const std::uint64_t nodes = 1 + 9 * (seed - 1);
    const Web web = test::random_web({.seed = seed, .nodes = nodes, .arcs = 4 * nodes, .dangling_share = 0.3});
    for (const Dangling policy : kPolicies) {
      expect_dense_solution(web, {.dangling = policy});
      expect_dense_solution(web, {.alpha = 0.5, .dangling = policy, .preference = some_preference(nodes, seed)});
      expect_dense_solution(web, {.dangling = policy, .followed_only = true, .weighted = true});
    }
  }
}

TEST(PageRankOracle, DenseSolveAgreesOnFiveHundredNodes) {
  const Web web = test::random_web({.seed = 5, .nodes = 500, .arcs = 3000, .dangling_share = 0.2});
  for (const Dangling policy : kPolicies) {
    expect_dense_solution(web, {.dangling = policy, .preference = some_preference(500, 5), .weighted = true});
  }
}

/// The fixed point to long double's precision, by the defining formula over successors.
std::vector<long double> long_double_solution(const Web& web, long double alpha) {
  const std::uint64_t n = web.num_nodes();
  const long double share = 1 / static_cast<long double>(n);
  std::vector<long double> x(n, share);
  for (int iteration = 0; iteration < 400; ++iteration) {
    std::vector<long double> y(n, 0);
    long double lost = 0;
    for (NodeId u = 0; u < n; ++u) {
      const auto row = web.successors()[u];
      if (row.empty()) lost += x[u];
      for (const NodeId v : row) y[v] += x[u] / static_cast<long double>(row.size());
    }
    for (std::uint64_t v = 0; v < n; ++v) x[v] = alpha * (y[v] + lost * share) + (1 - alpha) * share;
  }
  return x;
}

// After every number of iterations, down to where only rounding is left, the true error is within the bound.
TEST(PageRankOracle, ErrorBoundHoldsAfterEveryIteration) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const Web web = test::random_web({.seed = seed, .nodes = 200, .arcs = 900});
    const std::vector<long double> exact = long_double_solution(web, 0.85);
    double last_bound = 0;
    for (int iterations = 1; iterations <= 230; iterations += 1 + iterations / 8) {
      const Scores scores = pagerank(web, {.tolerance = 2e-13, .max_iterations = iterations});
      long double error = 0;
      for (std::size_t v = 0; v < exact.size(); ++v) error += std::fabs(scores.score[v] - exact[v]);
      last_bound = scores.convergence.error_bound_l1;
      EXPECT_LE(error, last_bound) << iterations << " iterations, seed " << seed;
      EXPECT_GT(error, 0.0L);
    }
    EXPECT_LE(last_bound, 2e-13);
  }
}

TEST(PageRankOracle, BoostAgreesWithoutDanglingNodes) {
  using BoostGraph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const std::uint64_t n = 400;
    const Web web = test::random_web({.seed = seed, .nodes = n, .arcs = 2400, .dangling_share = 0});
    BoostGraph graph(n);
    for (NodeId u = 0; u < n; ++u) {
      for (const NodeId v : web.successors()[u]) boost::add_edge(u, v, graph);
    }
    std::vector<double> ranks(n);
    boost::graph::page_rank(graph, boost::make_iterator_property_map(ranks.begin(), get(boost::vertex_index, graph)),
                            boost::graph::n_iterations(250), 0.85);
    const std::vector<double> ours = pagerank(web, {.tolerance = kOracleTolerance}).score;
    // Boost leaves the sum at n where it starts every vertex with 1: compare shares.
    const double total = Eigen::Map<Eigen::VectorXd>(ranks.data(), static_cast<Eigen::Index>(n)).sum();
    double distance = 0;
    for (std::size_t v = 0; v < n; ++v) distance += std::abs(ranks[v] / total - ours[v]);
    EXPECT_LE(distance, 2 * kOracleTolerance) << "seed " << seed;
  }
}

/// "vertex neighbour neighbour ..." lines, vertices numbered from 1.
Web read_adjacency(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<test::TestArc> arcs;
  NodeId largest = 0;
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields(line);
    NodeId source = 0;
    fields >> source;
    largest = std::max(largest, source);
    for (NodeId target = 0; fields >> target;) arcs.push_back({source - 1, target - 1});
  }
  return test::make_web(largest, arcs);
}

double largest_relative_error(const Web& web, const PageRankOptions& options, const std::filesystem::path& expected) {
  const std::vector<double> score = pagerank(web, options).score;
  std::ifstream file(expected);
  double largest = 0, value = 0;
  std::size_t vertex = 0, found = 0;
  for (; file >> vertex >> value; ++found) largest = std::max(largest, std::abs(score.at(vertex - 1) / value - 1));
  EXPECT_EQ(found, web.num_nodes());
  return largest;
}

// The published directed vector is the fixed point for damping 0.85.
TEST(PageRankOracle, LdbcDirectedVectorIsTheFixedPoint) {
  ORBWEB_DATA_OR_SKIP(path, "graphalytics/pr");
  EXPECT_LE(
      largest_relative_error(read_adjacency(path / "dir-input"), {.tolerance = kOracleTolerance}, path / "dir-output"),
      1e-11);
}

// The published undirected vector is the 26th iterate for damping 0.85 as a single-precision number.
TEST(PageRankOracle, LdbcUndirectedVectorIsTheTwentySixthIterate) {
  ORBWEB_DATA_OR_SKIP(path, "graphalytics/pr");
  const Web web = read_adjacency(path / "undir-input");
  const std::filesystem::path output = path / "undir-output";
  const double alpha = 0.85F;
  EXPECT_LE(largest_relative_error(web, {.alpha = alpha, .tolerance = kOracleTolerance, .max_iterations = 26}, output),
            1e-14);
  EXPECT_GE(largest_relative_error(web, {.alpha = alpha, .tolerance = kOracleTolerance, .max_iterations = 25}, output),
            1e-7);
}

}  // namespace
}  // namespace orbweb
