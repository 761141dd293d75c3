// Hurwitz's zeta function and fits of power laws against closed forms, sums by definition and samples of known laws.
#include "algos/detail/power_law.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <vector>

#include "algos/detail/zeta.h"
#include "graph/split_mix.h"

namespace orbweb::detail {
namespace {

TEST(Zeta, HasTheValuesThatAreKnown) {
  constexpr double kPi = std::numbers::pi;
  EXPECT_NEAR(scaled_zeta(2, 1).value, kPi * kPi / 6, 1e-13);
  EXPECT_NEAR(scaled_zeta(4, 1).value, std::pow(kPi, 4) / 90, 1e-13);
  EXPECT_NEAR(scaled_zeta(2, 1).first, -0.937548254315843753702574094567864, 1e-13);  // DLMF 25.6: zeta'(2)
  EXPECT_EQ(scaled_zeta(5000, 3).value, 1);                                           // all but the first term vanish
}

TEST(Zeta, IsRiemannsLessTheFirstTerms) {
  for (const double s : {1.05, 1.5, 2.1, 3.0, 7.5}) {
    double rest = std::riemann_zeta(s);
    for (int q = 1; q <= 12; ++q) {
      EXPECT_NEAR(scaled_zeta(s, q).value, rest * std::pow(q, s), 1e-12 * rest * std::pow(q, s)) << s << " " << q;
      rest -= std::pow(q, -s);
      if (rest < 0.01) break;  // the oracle has lost its digits
    }
  }
}

// Where Riemann's function has lost its digits: zeta(s, q) is its first term and zeta(s, q + 1).
TEST(Zeta, IsTheFirstTermAndTheRest) {
  for (const double s : {1.1, 3.0, 10.0, 30.0, 100.0}) {
    for (const double q : {1.0, 10.0, 49.0, 50.0, 319.0, 320.0, 5000.0}) {
      const double rest = std::exp(-s * std::log1p(1 / q)) * scaled_zeta(s, q + 1).value;
      EXPECT_NEAR(scaled_zeta(s, q).value, 1 + rest, 1e-12 * (1 + rest)) << s << " " << q;
    }
  }
}

TEST(Zeta, DerivativesAreTheSlopesOfWhatIsDerived) {
  constexpr double kStep = 1e-5;
  for (const double s : {1.2, 2.5, 6.0}) {
    for (const double q : {1.0, 4.0, 30.0, 1000.0}) {
      const ZetaSeries before = scaled_zeta(s - kStep, q), at = scaled_zeta(s, q), after = scaled_zeta(s + kStep, q);
      EXPECT_NEAR(at.first, (after.value - before.value) / (2 * kStep), 1e-7 * std::abs(at.first));
      EXPECT_NEAR(at.second, (after.first - before.first) / (2 * kStep), 1e-7 * std::abs(at.second));
    }
  }
}

/// By definition, from sums of single terms: probabilities of numbers from `from` on, the far ones as an integral.
class NaiveLaw {
 public:
  NaiveLaw(double exponent, std::uint64_t from) : exponent_(exponent), from_(from) {
    constexpr std::uint64_t kTerms = 20'000;
    double sum = std::pow(static_cast<double>(from + kTerms) - 0.5, 1 - exponent) / (exponent - 1);
    for (std::uint64_t x = from + kTerms; x-- > from;) sum += std::pow(static_cast<double>(x), -exponent);
    sum_ = sum;
  }
  double log_likelihood(const std::vector<std::uint64_t>& tail) const {
    double sum = 0;
    for (const std::uint64_t x : tail) sum -= exponent_ * std::log(static_cast<double>(x)) + std::log(sum_);
    return sum;
  }
  /// Largest difference of the distribution functions, number by number.
  double distance(const std::vector<std::uint64_t>& tail) const {
    std::map<std::uint64_t, double> counts;
    for (const std::uint64_t x : tail) ++counts[x];
    double found = 0, expected = 0, distance = 0;
    for (std::uint64_t x = from_; x <= counts.rbegin()->first; ++x) {
      const auto count = counts.find(x);
      if (count != counts.end()) found += count->second / static_cast<double>(tail.size());
      expected += std::pow(static_cast<double>(x), -exponent_) / sum_;
      distance = std::max(distance, std::abs(found - expected));
    }
    return distance;
  }

 private:
  double exponent_, sum_;
  std::uint64_t from_;
};

std::vector<std::uint64_t> at_least(const std::vector<std::uint64_t>& values, std::uint64_t from) {
  std::vector<std::uint64_t> tail;
  std::copy_if(values.begin(), values.end(), std::back_inserter(tail), [&](std::uint64_t x) { return x >= from; });
  return tail;
}

/// `size` values drawn from the law by adding up probabilities until they exceed a uniform number.
std::vector<std::uint64_t> drawn(double exponent, std::uint64_t from, std::size_t size, std::uint64_t seed) {
  constexpr std::size_t kLargest = 200'000;
  std::vector<double> cumulated;
  const double first = std::pow(static_cast<double>(from), exponent);
  const double all = scaled_zeta(exponent, static_cast<double>(from)).value;
  double sum = 0;
  for (std::size_t x = from; x < kLargest; ++x) {
    cumulated.push_back(sum += first * std::pow(static_cast<double>(x), -exponent) / all);
  }
  SplitMix64 random(seed);
  std::vector<std::uint64_t> values(size);
  for (std::uint64_t& value : values) {
    const auto place = std::lower_bound(cumulated.begin(), cumulated.end(), random.unit()) - cumulated.begin();
    value = from + static_cast<std::uint64_t>(place);
  }
  return values;
}

TEST(PowerLaw, FindsTheExponentOfWhatItDrew) {
  for (const double exponent : {1.8, 2.1, 2.5, 3.2}) {
    const auto tail = fit_power_law(drawn(exponent, 1, 30'000, 7));
    ASSERT_TRUE(tail);
    EXPECT_NEAR(tail->exponent, exponent, 4 * tail->standard_error);
    EXPECT_LT(tail->standard_error, 0.2);
    EXPECT_LT(tail->distance, 0.02);
  }
}

// A body that is no power law: everything below 8 is as frequent as 8.
TEST(PowerLaw, FindsWhereTheTailBegins) {
  std::vector<std::uint64_t> values = drawn(2.4, 8, 20'000, 3);
  const auto each = std::count(values.begin(), values.end(), std::uint64_t{8});
  for (std::uint64_t x = 1; x < 8; ++x) values.insert(values.end(), static_cast<std::size_t>(each), x);
  const auto tail = fit_power_law(values);
  ASSERT_TRUE(tail);
  EXPECT_GE(tail->from, 8U);
  EXPECT_LE(tail->from, 12U);
  EXPECT_EQ(tail->size, at_least(values, tail->from).size());
  EXPECT_NEAR(tail->exponent, 2.4, 4 * tail->standard_error);
}

TEST(PowerLaw, IsTheLikeliestAndNearestOfAllByDefinition) {
  const std::vector<std::uint64_t> values = drawn(2.2, 2, 400, 11);
  const auto best = fit_power_law(values);
  ASSERT_TRUE(best);
  const auto tail = at_least(values, best->from);
  const double likelihood = NaiveLaw(best->exponent, best->from).log_likelihood(tail);
  for (const double step : {-0.01, -0.0003, 0.0003, 0.01}) {
    EXPECT_LT(NaiveLaw(best->exponent + step, best->from).log_likelihood(tail), likelihood) << step;
  }
  EXPECT_NEAR(NaiveLaw(best->exponent, best->from).distance(tail), best->distance, 1e-6);
  for (std::uint64_t from = 1; at_least(values, from).size() >= kLeastTail; ++from) {
    const auto other = at_least(values, from);
    if (std::count(values.begin(), values.end(), from) == 0) continue;
    double nearest = 1;  // of the likeliest exponent, on a grid
    double most = -1e300;
    for (double exponent = 1.3; exponent < 6; exponent += 0.02) {
      const NaiveLaw law(exponent, from);
      if (law.log_likelihood(other) <= most) continue;
      most = law.log_likelihood(other);
      nearest = law.distance(other);
    }
    EXPECT_GE(nearest, best->distance - 0.01) << from;
  }
}

// The standard error is the likelihood's curvature: of a second difference, by definition.
TEST(PowerLaw, StandardErrorIsTheCurvatureOfTheLikelihood) {
  const std::vector<std::uint64_t> values = drawn(2.6, 1, 2'000, 5);
  const auto best = fit_power_law(values);
  ASSERT_TRUE(best);
  const auto tail = at_least(values, best->from);
  constexpr double kStep = 1e-3;
  const double curvature = (NaiveLaw(best->exponent - kStep, best->from).log_likelihood(tail) -
                            2 * NaiveLaw(best->exponent, best->from).log_likelihood(tail) +
                            NaiveLaw(best->exponent + kStep, best->from).log_likelihood(tail)) /
                           (kStep * kStep);
  EXPECT_NEAR(best->standard_error, 1 / std::sqrt(-curvature), 1e-4 * best->standard_error);
}

TEST(PowerLaw, NeedsATailOfDifferentValues) {
  EXPECT_FALSE(fit_power_law({}));
  EXPECT_FALSE(fit_power_law(std::vector<std::uint64_t>(100, 0)));
  EXPECT_FALSE(fit_power_law(std::vector<std::uint64_t>(100, 3)));
  std::vector<std::uint64_t> few(kLeastTail - 1);
  std::iota(few.begin(), few.end(), std::uint64_t{1});
  EXPECT_FALSE(fit_power_law(few));
  few.push_back(1);
  EXPECT_TRUE(fit_power_law(few));
}

// One value far above many equal ones: the likeliest exponent is huge, and no power of it may vanish.
TEST(PowerLaw, OfNearlyConstantValuesIsFinite) {
  std::vector<std::uint64_t> values(10'000, 5'000);
  values.push_back(5'001);
  const auto tail = fit_power_law(values);
  ASSERT_TRUE(tail);
  EXPECT_TRUE(std::isfinite(tail->exponent) && tail->exponent > 1000);
  EXPECT_TRUE(std::isfinite(tail->standard_error));
}

}  // namespace
}  // namespace orbweb::detail
