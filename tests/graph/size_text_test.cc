#include "graph/size_text.h"

#include <gtest/gtest.h>

#include "graph/error.h"

namespace orbweb {
namespace {

TEST(SizeText, PlainNumbersAreBytes) {
  EXPECT_EQ(parse_size("0"), 0U);
  EXPECT_EQ(parse_size("4096"), 4096U);
  EXPECT_EQ(parse_size("17B"), 17U);
}

TEST(SizeText, LettersArePowersOf1024AndTheirBytesPowersOf1000) {
  EXPECT_EQ(parse_size("512M"), 512ULL << 20);
  EXPECT_EQ(parse_size("2g"), 2ULL << 30);
  EXPECT_EQ(parse_size("1.5GiB"), 3ULL << 29);
  EXPECT_EQ(parse_size("700 kB"), 700'000U);
  EXPECT_EQ(parse_size("1T"), 1ULL << 40);
}

TEST(SizeText, RefusesWhatIsNoSize) {
  for (const char* text : {"", "M", "-1", "1X", "1iB", "1MiX", "1e3", "nan", "inf", "1.5.2", "99999999999P", "1 M x"}) {
    EXPECT_THROW(parse_size(text), ArgumentError) << text;
  }
}

TEST(SizeText, ShowsThreeDigits) {
  EXPECT_EQ(size_text(0), "0 B");
  EXPECT_EQ(size_text(1023), "1023 B");
  EXPECT_EQ(size_text(1024), "1.00 KiB");
  EXPECT_EQ(size_text(3ULL << 29), "1.50 GiB");
  EXPECT_EQ(size_text(123ULL << 20), "123 MiB");
  EXPECT_EQ(size_text((1ULL << 20) - 1), "1.00 MiB");
  EXPECT_EQ(size_text(~0ULL), "16.0 EiB");
}

}  // namespace
}  // namespace orbweb
