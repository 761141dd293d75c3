// The bound against an exact step: what rounding really did never passes it, and a stalled solve is told apart from a
// slow one.
#include "algos/detail/error_bound.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "graph/error.h"
#include "support/random_graph.h"

namespace orbweb::detail {
namespace {

using testing::HasSubstr;

constexpr double kAlpha = 0.85;

/// One step with uniform teleport and no dangling nodes, in any floating-point type.
template <class Real>
std::vector<Real> step_of(const Web& web, const std::vector<double>& rank) {
  const Graph predecessors = decode(web.predecessors());
  const Real base = (1 - static_cast<Real>(kAlpha)) / static_cast<Real>(rank.size());
  std::vector<Real> next(rank.size());
  for (NodeId v = 0; v < rank.size(); ++v) {
    Real total = 0;
    for (const NodeId u : predecessors[v]) {
      total += static_cast<Real>(rank[u]) / static_cast<Real>(web.successors().degree(u));
    }
    next[v] = base + static_cast<Real>(kAlpha) * total;
  }
  return next;
}

/// How far the step in double lies from the one in long double, in L1.
long double distance_to_exact(const Web& web, const std::vector<double>& rank) {
  const std::vector<double> computed = step_of<double>(web, rank);
  const std::vector<long double> exact = step_of<long double>(web, rank);
  long double distance = 0;
  for (std::size_t v = 0; v < rank.size(); ++v) distance += std::abs(exact[v] - static_cast<long double>(computed[v]));
  return distance;
}

std::vector<double> random_distribution(std::uint64_t n, std::uint64_t seed) {
  test::Random random(seed);
  std::vector<double> values(n);
  double total = 0;
  for (double& value : values) total += value = random.unit();
  for (double& value : values) value /= total;
  return values;
}

/// What a step that gave `next` tells of itself, as detail/power_iteration.h does.
RoundingBound::Facts facts_of(const Web& web, const std::vector<double>& next) {
  RoundingBound::Facts facts{0, 1 - kAlpha, 0};
  for (NodeId v = 0; v < next.size(); ++v) {
    const std::uint64_t degree = web.predecessors().degree(v);
    facts.rows += static_cast<double>(degree + 4) * next[v];
    facts.largest_degree = std::max(facts.largest_degree, degree);
  }
  return facts;
}

TEST(RoundingBound, CoversWhatRoundingDidAndIsNotIdle) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Web web = test::random_web({.seed = seed, .nodes = 400, .arcs = 5000, .dangling_share = 0});
    const std::vector<double> rank = random_distribution(web.num_nodes(), seed);
    const double bound = RoundingBound(web.num_nodes(), false).of(facts_of(web, step_of<double>(web, rank)));
    const long double error = distance_to_exact(web, rank);
    EXPECT_GT(error, 0) << "nothing was rounded: this proves nothing";
    EXPECT_LE(error, bound);
    EXPECT_LT(bound, 1e-11) << "a bound this loose would refuse every useful tolerance";
  }
}

TEST(RoundingBound, GrowsWithIndegreeNodesAndAPreference) {
  const RoundingBound plain(1000, false);
  EXPECT_GT(plain.of({8, 0.15, 4}), plain.of({5, 0.15, 4}));
  EXPECT_GT(RoundingBound(1000, true).of({5, 0.15, 4}), plain.of({5, 0.15, 4}));
  EXPECT_GT(RoundingBound(1'000'000'000, false).of({5, 0.15, 4}), plain.of({5, 0.15, 4}));
}

// Moving all mass from one node to another is an L1 distance of 2.
TEST(RoundingBound, ChangesNoFasterThanItsSensitivity) {
  const Web star = test::make_web(4, {{0, 3}, {1, 3}, {2, 3}, {3, 0}});
  const RoundingBound bound(4, false);
  const auto on_three = facts_of(star, {0, 0, 0, 1}), on_one = facts_of(star, {0, 1, 0, 0});
  const double change = bound.of(on_three) - bound.of(on_one);
  EXPECT_GT(change, 0);
  EXPECT_LE(change, 2 * bound.sensitivity(on_three));
}

class ErrorBoundOfACycle : public testing::Test {
 protected:
  ErrorBound with_tolerance(double tolerance) const { return {kAlpha, tolerance}; }
  double update(ErrorBound& bound, double step) const {
    return bound.update(step, RoundingBound(3, false), facts_of(web_, std::vector<double>(3, 1.0 / 3)));
  }

 private:
  Web web_ = test::make_web(3, {{0, 1}, {1, 2}, {2, 0}});
};

TEST_F(ErrorBoundOfACycle, IsTheStepOverTheContractionPlusRounding) {
  ErrorBound bound = with_tolerance(1e-9);
  EXPECT_NEAR(update(bound, 0.3), 0.3 * kAlpha / (1 - kAlpha), 1e-5);
  const double rounding_only = update(bound, 0);
  EXPECT_GT(rounding_only, 0);
  EXPECT_LT(rounding_only, 1e-13);
}

TEST_F(ErrorBoundOfACycle, AToleranceBelowRoundingIsRefusedAtOnceNamingOneThatCanBeReached) {
  ErrorBound bound = with_tolerance(1e-17);
  update(bound, 1e-3);
  try {
    bound.check_reachable();
    FAIL();
  } catch (const ArgumentError& error) {
    const std::string message = error.what();
    EXPECT_THAT(message, HasSubstr("1e-17 is below what double precision can certify"));
    const double named = std::stod(message.substr(message.find("graph; ") + 7));
    ErrorBound again = with_tolerance(named);
    EXPECT_LE(update(again, 0), named);
    EXPECT_NO_THROW(again.check_reachable());
  }
}

TEST_F(ErrorBoundOfACycle, StepsThatShrinkAreSlowAndStepsThatDoNotAreStalled) {
  ErrorBound slow = with_tolerance(1e-9);
  for (double step = 1; step > 1e-6; step *= kAlpha) {
    update(slow, step);
    EXPECT_NO_THROW(slow.check_reachable()) << step;
  }
  ErrorBound stalled = with_tolerance(1e-9);
  for (int i = 0; i < 7; ++i) {  // as many as gain a factor of e: 1 / (1 - alpha) = 6.7
    update(stalled, 1e-6);
    EXPECT_NO_THROW(stalled.check_reachable()) << i;
  }
  update(stalled, 1e-6);
  EXPECT_THROW(stalled.check_reachable(), ArgumentError);
}

}  // namespace
}  // namespace orbweb::detail
