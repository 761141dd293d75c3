// The kernels' vector forms against their scalar twins, bit for bit, on every target of this machine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "graph/error.h"
#include "graph/kernels/many_vectors.h"
#include "graph/kernels/rank_pass.h"
#include "graph/kernels/reduce.h"
#include "graph/kernels/registers.h"
#include "graph/kernels/simd_target.h"
#include "support/every_target.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

/// Signs and magnitudes so mixed that any other order of addition gives other bits.
std::vector<double> mixed_values(std::size_t size, std::uint64_t seed) {
  test::Random random(seed);
  std::vector<double> values(size);
  for (double& value : values) value = std::ldexp(random.unit() - 0.5, static_cast<int>(random.below(60)) - 30);
  return values;
}

std::uint64_t bits(double value) { return std::bit_cast<std::uint64_t>(value); }

class EveryTarget : public test::EveryTarget {};

// 0 to 4 vectors of 8 lanes and 3 more, from every position within a vector.
constexpr std::size_t kLongest = 4 * kVirtualLanes + 3;

TEST_P(EveryTarget, SumEqualsItsTwinForEveryLengthAndAlignment) {
  const std::vector<double> values = mixed_values(kLongest + kVirtualLanes, 1);
  for (std::size_t offset = 0; offset < kVirtualLanes; ++offset) {
    for (std::size_t size = 0; size <= kLongest; ++size) {
      const auto part = std::span<const double>(values).subspan(offset, size);
      EXPECT_EQ(bits(sum(part)), bits(scalar::sum(part))) << "offset " << offset << ", size " << size;
    }
  }
}

TEST_P(EveryTarget, DistanceEqualsItsTwinForEveryLengthAndAlignment) {
  const std::vector<double> a = mixed_values(kLongest + kVirtualLanes, 2);
  const std::vector<double> b = mixed_values(kLongest + 2 * kVirtualLanes, 3);
  for (std::size_t offset = 0; offset < kVirtualLanes; ++offset) {
    for (std::size_t size = 0; size <= kLongest; ++size) {
      const auto left = std::span<const double>(a).subspan(offset, size);
      const auto right = std::span<const double>(b).subspan(2 * offset % 7, size);
      EXPECT_EQ(bits(l1_distance(left, right)), bits(scalar::l1_distance(left, right)))
          << "offset " << offset << ", size " << size;
    }
  }
}

/// The arrays of one rank pass over `size` elements that begin at `offset`, and what it computed.
struct RankPassArrays {
  RankPassArrays(std::size_t offset, std::size_t size, bool with_preference) {
    test::Random random(size * 8 + offset);
    for (std::size_t i = 0; i < size + offset + 4; ++i) {
      sums.push_back(random.unit());
      scores.push_back(random.unit());
      preference.push_back(random.unit());
      outdegrees.push_back(static_cast<std::uint32_t>(1 + random.below(100)));
    }
    contributions.resize(size + offset + 4);
    narrow.resize(size + offset + 4);
    prefix.resize(size + offset + 5);
    pass = {.sums = sums.data() + offset,
            .outdegrees = outdegrees.data() + offset,
            .preference = with_preference ? preference.data() + offset : nullptr,
            .alpha = 0.85,
            .preferred = 0.3,
            .uniform = 0.01,
            .scores = scores.data() + offset,
            .prefix = prefix.data() + offset,
            .size = size};
  }
  std::vector<double> sums, scores, preference, contributions, prefix;
  std::vector<float> narrow;
  std::vector<std::uint32_t> outdegrees;
  RankPass pass{};
};

TEST_P(EveryTarget, RankPassEqualsItsTwinForEveryLengthAlignmentAndPrecision) {
  const auto expect_equal = [](std::size_t offset, std::size_t size, bool with_preference, auto contributions) {
    RankPassArrays vectors(offset, size, with_preference), twin(offset, size, with_preference);
    const RankPassSums found = rank_pass(vectors.pass, (vectors.*contributions).data() + offset);
    const RankPassSums expected = scalar::rank_pass(twin.pass, (twin.*contributions).data() + offset);
    EXPECT_EQ(bits(found.total), bits(expected.total));
    EXPECT_EQ(bits(found.step), bits(expected.step));
    EXPECT_EQ(vectors.scores, twin.scores) << "offset " << offset << ", size " << size;
    EXPECT_EQ(vectors.*contributions, twin.*contributions) << "offset " << offset << ", size " << size;
    EXPECT_EQ(vectors.prefix, twin.prefix) << "offset " << offset << ", size " << size;
  };
  for (const bool with_preference : {false, true}) {
    for (std::size_t offset = 0; offset < 4; ++offset) {
      for (std::size_t size = 0; size <= 19; ++size) {
        expect_equal(offset, size, with_preference, &RankPassArrays::contributions);
        expect_equal(offset, size, with_preference, &RankPassArrays::narrow);
      }
    }
  }
}

// Rows of 0 to 40 predecessors, so that each row begins at another place and some are empty.
TEST_P(EveryTarget, ManySumsEqualTheirTwinWithAndWithoutWeights) {
  test::Random random(7);
  std::vector<ManyValues> values(97);
  for (ManyValues& value : values) {
    for (double& number : value.of) number = std::ldexp(random.unit() - 0.5, static_cast<int>(random.below(60)) - 30);
  }
  std::vector<std::uint64_t> offsets = {3};  // rows need not begin at the first arc
  for (std::uint64_t row = 0; row < 41; ++row) offsets.push_back(offsets.back() + row);
  std::vector<std::uint32_t> predecessors(offsets.back());
  for (std::uint32_t& node : predecessors) node = static_cast<std::uint32_t>(random.below(values.size()));
  const std::vector<double> weights = mixed_values(offsets.back(), 9);
  for (const double* given : {static_cast<const double*>(nullptr), weights.data()}) {
    std::vector<ManyValues> found(41), expected(41);
    ManySums job{values.data(), offsets.data(), predecessors.data(), given, 41, found.data()};
    sum_many(job);
    job.sums = expected.data();
    scalar::sum_many(job);
    for (std::size_t row = 0; row < 41; ++row) {
      for (std::size_t i = 0; i < kManyVectors; ++i) EXPECT_EQ(bits(found[row].of[i]), bits(expected[row].of[i]));
    }
  }
}

TEST_P(EveryTarget, RegistersEqualTheirTwinsForEverySizeAndAlignment) {
  test::Random random(6);
  for (std::size_t size = 1; size <= 1 << 14; size *= 2) {
    for (std::size_t offset = 0; offset < 3; ++offset) {
      std::vector<std::uint8_t> counters(5 * size + offset);
      for (std::uint8_t& value : counters) value = static_cast<std::uint8_t>(random.below(kLargestRegister + 1));
      const std::uint8_t* const base = counters.data() + offset;
      const std::span<const std::uint8_t> own(base, size);
      for (const std::vector<std::uint32_t>& nodes :
           {std::vector<std::uint32_t>{}, {0}, {1}, {4, 2}, {0, 1, 2, 3, 4}}) {
        std::vector<std::uint8_t> found(size), expected(size);
        EXPECT_EQ(merge_counters(own, base, nodes, found.data()),
                  scalar::merge_counters(own, base, nodes, expected.data()));
        EXPECT_EQ(found, expected);
      }
      EXPECT_EQ(register_sum(own).sum, scalar::register_sum(own).sum);
      EXPECT_EQ(register_sum(own).zeros, scalar::register_sum(own).zeros);
    }
  }
}

TEST_P(EveryTarget, LongSumsEqualTheirTwins) {
  const std::vector<double> values = mixed_values(100'003, 4);
  const std::vector<double> others = mixed_values(100'003, 5);
  EXPECT_EQ(bits(sum(values)), bits(scalar::sum(values)));
  EXPECT_EQ(bits(l1_distance(values, others)), bits(scalar::l1_distance(values, others)));
}

TEST_P(EveryTarget, ExtremeValuesSumAsTheirTwins) {
  const double inf = std::numeric_limits<double>::infinity(), tiny = std::numeric_limits<double>::denorm_min();
  for (const std::vector<double>& values :
       {std::vector<double>(19, -0.0), std::vector<double>(19, tiny), std::vector<double>{1, inf, 2, 3, 4, 5, 6, 7, 8},
        std::vector<double>{1e308, 1e308, 1, 1, 1e308, 1, 1, 1, 1e308}}) {
    EXPECT_EQ(bits(sum(values)), bits(scalar::sum(values)));
  }
}

TEST_P(EveryTarget, IsTheOneInUse) { EXPECT_EQ(simd_target(), GetParam()); }

INSTANTIATE_TEST_SUITE_P(Kernels, EveryTarget, testing::ValuesIn(simd_targets()),
                         [](const auto& parameter) { return parameter.param; });

TEST(Kernels, LanesAndTreeAreAsSpecified) {
  const std::vector<double> v = mixed_values(19, 6);
  double lane[kVirtualLanes];
  for (std::size_t i = 0; i < kVirtualLanes; ++i) lane[i] = i < 3 ? (v[i] + v[i + 8]) + v[i + 16] : v[i] + v[i + 8];
  const double expected = ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
  EXPECT_EQ(bits(scalar::sum(v)), bits(expected));
  EXPECT_EQ(bits(sum(v)), bits(expected));
  EXPECT_EQ(bits(scalar::l1_distance(v, v)), bits(0.0));
}

TEST(SimdTarget, UnknownNameIsRefusedNamingTheKnownOnes) {
  const std::string before = simd_target();
  try {
    force_simd_target("AVX9");
    FAIL() << "accepted";
  } catch (const ArgumentError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("AVX9"));
    for (const std::string& target : simd_targets()) EXPECT_THAT(error.what(), testing::HasSubstr(target));
  }
  EXPECT_EQ(simd_target(), before);
}

TEST(SimdTarget, EmptyNameMeansTheBest) {
  const std::string before = simd_target();
  force_simd_target(simd_targets().back());
  force_simd_target("");
  EXPECT_EQ(simd_target(), simd_targets().front());
  force_simd_target(before);
}

/// Runs in a fresh process, where nothing has asked for a target yet.
[[noreturn]] void first_use_with_environment(const std::string& name) {
  setenv("ORBWEB_SIMD_TARGET", name.c_str(), 1);
  try {
    const double total = sum(std::vector<double>{1, 2, 3});
    std::fprintf(stderr, "sum %g on %s\n", total, simd_target().c_str());
  } catch (const ArgumentError& error) {
    std::fprintf(stderr, "refused: %s\n", error.what());
  }
  std::_Exit(0);
}

TEST(SimdTargetDeathTest, EnvironmentForcesTarget) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  const std::string last = simd_targets().back();
  EXPECT_EXIT(first_use_with_environment(last), testing::ExitedWithCode(0), "sum 6 on " + last);
}

TEST(SimdTargetDeathTest, UnknownNameInTheEnvironmentIsAnErrorAtFirstUse) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(first_use_with_environment("MMX"), testing::ExitedWithCode(0),
              "refused: .*ORBWEB_SIMD_TARGET.*MMX.*expected one of");
}

}  // namespace
}  // namespace orbweb
