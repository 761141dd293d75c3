#include "cli/progress_bar.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "cli/safe_text.h"

namespace orbweb {
namespace {

using namespace std::chrono_literals;

const double kNone = std::nan("");

ProgressState reading(std::uint64_t done, std::uint64_t total, double seconds) {
  return {"reading links", done, total, "bytes", kNone, kNone, 0, seconds};
}

TEST(ProgressLine, ShowsShareAmountAndTimeLeft) {
  EXPECT_EQ(progress_line(reading(1ULL << 30, 4ULL << 30, 12), 120),
            "reading links  [====>           ]  25%  1.00 GiB of 4.00 GiB  0:12, 0:36 left");
}

TEST(ProgressLine, WithoutATotalShowsOnlyWhatIsDone) {
  EXPECT_EQ(progress_line(reading(2048, 0, 3), 120), "reading links  2.00 KiB  0:03");
}

TEST(ProgressLine, FitsTheTerminal) {
  for (const std::size_t width : {1U, 20U, 40U, 79U}) {
    EXPECT_LE(display_width(progress_line(reading(1ULL << 30, 4ULL << 30, 12), width)), width);
  }
}

TEST(ProgressLine, ASolverShowsItsErrorBound) {
  const ProgressState state{"pagerank", 30, 0, "iterations", 1e-4, 1, 1e-8, 10};
  EXPECT_EQ(progress_line(state, 120),
            "pagerank  [========>       ]  50%  30 iterations, error <= 1.0e-04  0:10, 0:10 left");
}

TEST(ProgressShare, OfASolverFollowsTheLogarithmOfItsBound) {
  EXPECT_DOUBLE_EQ(progress_share({"", 0, 0, "", 1e-2, 1, 1e-8, 0}), 0.25);
  EXPECT_TRUE(std::isnan(progress_share({"", 0, 0, "", 1e-2, 1, 0, 0}))) << "the target is not known";
  EXPECT_EQ(progress_share({"", 0, 0, "", 1e-9, 1, 1e-8, 0}), 1);
}

TEST(ProgressShare, NeverPassesTheWhole) { EXPECT_EQ(progress_share(reading(9, 4, 1)), 1); }

/// What a bar drew on a terminal of 80 columns that lived for `life`.
std::string drawn(std::chrono::milliseconds delay, std::chrono::milliseconds life, int width = 80) {
  std::string text;
  Streams streams;
  streams.err = [&](std::string_view bytes) { text += bytes; };
  streams.err_width = [width] { return width; };
  {
    ProgressBar bar(streams, delay);
    bar.report({.phase = "sorting", .done = 1, .total = 2, .unit = "arcs"});
    std::this_thread::sleep_for(life);
  }
  return text;
}

TEST(ProgressBar, ErasesItsLineAtTheEnd) {
  const std::string text = drawn(1ms, 60ms);
  EXPECT_TRUE(text.starts_with("\rsorting  ["));
  EXPECT_TRUE(text.ends_with("\r\x1b[K"));
}

TEST(ProgressBar, ShortWorkDrawsNothing) { EXPECT_EQ(drawn(ProgressBar::kDelay, 20ms), ""); }

TEST(ProgressBar, DrawsAtMostTenTimesASecond) {
  const std::string text = drawn(1ms, 350ms);
  EXPECT_LE(std::count(text.begin(), text.end(), '\r'), 5 + 1);
}

TEST(ProgressBar, DrawsNothingWhereThereIsNoTerminal) { EXPECT_EQ(drawn(1ms, 30ms, 0), ""); }

}  // namespace
}  // namespace orbweb
