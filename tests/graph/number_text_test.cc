#include "graph/number_text.h"

#include <gtest/gtest.h>

#include <limits>

namespace orbweb {
namespace {

using Texts = std::vector<std::string>;

TEST(NumberText, GroupsDigitsByThree) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(1234567), "1,234,567");
}

TEST(NumberText, AColumnHasOneNumberOfDecimals) {
  EXPECT_EQ(column_text(std::vector<double>{100, 0.5, 0}), (Texts{"100.000", "0.500", "0.000"}));
  EXPECT_EQ(column_text(std::vector<double>{0.012, 0.5}), (Texts{"0.012000", "0.500000"}));
  EXPECT_EQ(column_text(std::vector<double>{}), Texts{});
}

TEST(NumberText, AColumnOfTinyNumbersHasExponents) {
  EXPECT_EQ(column_text(std::vector<double>{1.5e-12}), Texts{"1.50000e-12"});
}

TEST(NumberText, NegativeZeroIsNotShown) {
  EXPECT_EQ(column_text(std::vector<double>{1, -1e-12}), (Texts{"1.00000", "0.00000"}));
}

TEST(NumberText, WholeNumbersAreGroupedAndOthersHaveSixDigits) {
  EXPECT_EQ(number_text(2'000'000), "2,000,000");
  EXPECT_EQ(number_text(-1234), "-1,234");
  EXPECT_EQ(number_text(0), "0");
  EXPECT_EQ(number_text(-0.0), "0");
  EXPECT_EQ(number_text(0.1234567), "0.123457");
  EXPECT_EQ(number_text(1e300), "1e+300");
  EXPECT_EQ(number_text(std::numeric_limits<double>::quiet_NaN()), "nan");
  EXPECT_EQ(number_text(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST(NumberText, SharesThatRoundToNothingSaySo) {
  EXPECT_EQ(share_text(0.123), "12.3%");
  EXPECT_EQ(share_text(0), "0.0%");
  EXPECT_EQ(share_text(1e-6), "<0.1%");
  EXPECT_EQ(share_text(-1e-9), "<0.1%");
}

TEST(NumberText, DurationsGrowFromSecondsToHours) {
  EXPECT_EQ(seconds_text(0.0421), "0.042 s");
  EXPECT_EQ(seconds_text(3.14), "3.1 s");
  EXPECT_EQ(seconds_text(725), "12:05");
  EXPECT_EQ(clock_text(5), "0:05");
  EXPECT_EQ(clock_text(3723), "1:02:03");
  EXPECT_EQ(clock_text(1e300), "99:59:59");
}

}  // namespace
}  // namespace orbweb
