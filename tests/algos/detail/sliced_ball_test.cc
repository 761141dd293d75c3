// HyperBall with registers on disk: the bytes of a run in memory, whatever the slices, and what disks and signals do.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "algos/detail/arcs.h"
#include "algos/detail/hyper_ball.h"
#include "algos/detail/spilled_registers.h"
#include "algos/engine/checkpoint.h"
#include "graph/error.h"
#include "graph/kernels/simd_target.h"
#include "graph/parallel.h"
#include "support/data.h"
#include "support/faulty_files.h"
#include "support/random_graph.h"
#include "support/state_bytes.h"
#include "support/stopped_run.h"

namespace orbweb {
namespace {

using detail::ball_memory;
using detail::ball_slices;
using detail::BallOptions;
using detail::BallSums;
using std::chrono::hours;
using std::chrono::milliseconds;

void expect_equal(const BallSums& a, const BallSums& b) {
  EXPECT_EQ(a.harmonic, b.harmonic);
  EXPECT_EQ(a.distances, b.distances);
  EXPECT_EQ(a.reach, b.reach);
  EXPECT_EQ(a.within, b.within);
  EXPECT_EQ(a.neighbourhood, b.neighbourhood);
}

BallSums balls_of(const Web& web, const BallOptions& options, const Control& control = {},
                  FileSystem& files = real_file_system()) {
  return hyper_ball(detail::directions_of(web, false), options, control, files);
}

/// A path behind a random part of several blocks: early steps change most nodes, late ones few, in one block.
Web web_with_a_tail(std::uint64_t seed) {
  std::vector<test::TestArc> arcs = test::random_arcs({.seed = seed, .nodes = 5000, .arcs = 14'000});
  for (NodeId v = 4999; v + 1 < 5040; ++v) arcs.push_back({v, v + 1});
  return test::make_web(5040, arcs);
}

TEST(SlicedBall, HasTheBytesOfARunInMemory) {
  for (const std::uint64_t seed : {1U, 2U}) {
    const Web web = web_with_a_tail(seed);
    for (const int log2m : {4, 6}) {
      const BallOptions options{.log2m = log2m, .seed = seed, .within = 3};
      const BallSums whole = balls_of(web, options);
      ASSERT_GT(whole.neighbourhood.size(), 30U);
      for (const std::uint64_t slices : {std::uint64_t{2}, std::uint64_t{8}, std::uint64_t{1} << log2m}) {
        BallOptions sliced = options;
        sliced.slices = slices;
        expect_equal(balls_of(web, sliced), whole);
      }
    }
  }
}

TEST(SlicedBall, HasTheSameBytesOnAnyThreadsAndTarget) {
  const Web web = test::random_web({.seed = 3, .nodes = 3000, .arcs = 9000});
  const BallSums whole = balls_of(web, {.log2m = 7});
  const std::string before = simd_target();
  for (const std::string& target : simd_targets()) {
    force_simd_target(target);
    for (const std::uint64_t slices : {2U, 4U, 16U, 32U, 64U, 128U}) {
      for (const int threads : {1, 3}) {
        expect_equal(with_threads(threads, [&] { return balls_of(web, {.log2m = 7, .slices = slices}); }), whole);
      }
    }
  }
  force_simd_target(before);
}

TEST(SlicedBall, OfWebsWithoutNodesOrArcsIsThatOfARunInMemory) {
  for (const std::uint64_t nodes : {0U, 1U, 1024U, 1025U}) {
    const Web web = test::make_web(nodes, {});
    for (const std::uint64_t slices : {2U, 16U}) {
      expect_equal(balls_of(web, {.log2m = 4, .slices = slices}), balls_of(web, {.log2m = 4}));
    }
  }
}

// A state is the same for any number of slices: whoever has more memory, or less, goes on from it.
TEST(SlicedBall, GoesOnBitForBitFromAnyStepWithAnyNumberOfSlices) {
  const Web web = web_with_a_tail(4);
  const BallOptions options{.log2m = 5, .within = 7};
  const BallSums whole = balls_of(web, options);
  const std::pair<std::uint64_t, std::uint64_t> before_and_after[] = {{4, 4}, {1, 8}, {32, 1}, {2, 16}};
  std::string state;
  for (const std::uint64_t stop : {1U, 2U, 8U, 30U}) {
    state.clear();
    for (const auto& [before, after] : before_and_after) {
      const test::TemporaryFolder folder;
      BallOptions first = options, second = options;
      first.slices = before;
      second.slices = after;
      ASSERT_TRUE(test::stopped_when([&](const Progress& progress) { return progress.done >= stop; },
                                     [&](const Control& control) { balls_of(web, first, control); },
                                     std::make_shared<Checkpoint>(folder / "state", "work", hours(1), false)));
      if (state.empty()) state = test::kept_state(folder / "state").bytes;
      EXPECT_EQ(test::kept_state(folder / "state").bytes, state);
      expect_equal(
          balls_of(web, second,
                   {.checkpoint = std::make_shared<Checkpoint>(folder / "state", "work", milliseconds(0), true)}),
          whole);
    }
  }
}

/// Calls `on_call` before the calls to temporary files, with their numbers.
class WatchedFiles : public test::FaultyFileSystem {
 public:
  explicit WatchedFiles(std::function<void(std::uint64_t)> on_call)
      : FaultyFileSystem({}), on_call_(std::move(on_call)) {}

  std::unique_ptr<TemporaryFile> create_temporary(const std::filesystem::path& folder) override {
    return std::make_unique<File>(*this, real_file_system().create_temporary(folder));
  }

 private:
  class File : public TemporaryFile {
   public:
    File(WatchedFiles& files, std::unique_ptr<TemporaryFile> file) : files_(files), file_(std::move(file)) {}
    void write_at(std::uint64_t offset, std::span<const char> bytes) override {
      files_.on_call_(++files_.calls_);
      file_->write_at(offset, bytes);
    }
    void read_at(std::uint64_t offset, std::span<char> bytes) override {
      files_.on_call_(++files_.calls_);
      file_->read_at(offset, bytes);
    }

   private:
    WatchedFiles& files_;
    std::unique_ptr<TemporaryFile> file_;
  };

  std::function<void(std::uint64_t)> on_call_;
  std::atomic<std::uint64_t> calls_{0};
};

// What a signal cuts short in the midst of a step, some of its slices written, is kept as it was before that step.
TEST(SlicedBall, AStopInTheMidstOfAStepKeepsTheStateBeforeIt) {
  const Web web = web_with_a_tail(5);
  const BallOptions options{.log2m = 4, .within = 2, .slices = 4};
  std::atomic<std::uint64_t> calls = 0;
  WatchedFiles counted([&](std::uint64_t call) { calls = call; });
  const BallSums whole = balls_of(web, options, {}, counted);
  ASSERT_GT(calls, 300U);
  std::uint64_t steps_kept = 0;
  for (std::uint64_t call = 1; call < calls - 8; call += call < 100 ? 7 : 41) {
    const test::TemporaryFolder folder;
    std::stop_source source;
    WatchedFiles files([&](std::uint64_t number) {
      if (number == call) source.request_stop();
    });
    const Control control{.stop = source.get_token(),
                          .checkpoint = std::make_shared<Checkpoint>(folder / "state", "work", hours(1), false)};
    EXPECT_THROW(balls_of(web, options, control, files), Cancelled) << call;
    if (!std::filesystem::exists(folder / "state")) continue;  // the first registers were not yet written
    std::uint64_t first = ~std::uint64_t{0};
    const Control on{.report = [&](const Progress& progress) { first = std::min(first, progress.done); },
                     .checkpoint = std::make_shared<Checkpoint>(folder / "state", "work", hours(1), true)};
    expect_equal(balls_of(web, options, on), whole);
    steps_kept = std::max(steps_kept, first);
  }
  EXPECT_GT(steps_kept, 20U);
}

TEST(SlicedBall, AFullDiskIsAnErrorWhereverItStrikes) {
  const Web web = test::random_web({.seed = 6, .nodes = 2500, .arcs = 5000});
  const BallOptions options{.log2m = 4, .slices = 4};
  test::FaultyFileSystem counted({});
  balls_of(web, options, {}, counted);
  ASSERT_GT(counted.calls(), 60U);
  for (std::uint64_t call = 1; call <= counted.calls(); call += call < 30 ? 1 : 7) {
    test::FaultyFileSystem files({.fail_at = call, .error_number = ENOSPC});
    EXPECT_THROW(balls_of(web, options, {}, files), IoError) << call;
  }
}

TEST(SlicedBall, AFullDiskWhileAStateIsReadBackLeavesTheState) {
  const Web web = web_with_a_tail(7);
  const test::TemporaryFolder folder;
  const auto checkpoint = [&](bool resume) {
    return std::make_shared<Checkpoint>(folder / "state", "work", hours(1), resume);
  };
  ASSERT_TRUE(test::stopped_when([](const Progress& progress) { return progress.done >= 3; },
                                 [&](const Control& control) { balls_of(web, {.log2m = 4}, control); },
                                 checkpoint(false)));
  const std::string state = test::read_file(folder / "state");
  test::FaultyFileSystem files({.fail_at = 9, .error_number = ENOSPC});
  EXPECT_THROW(balls_of(web, {.log2m = 4, .slices = 8}, {.checkpoint = checkpoint(true)}, files), IoError);
  EXPECT_EQ(test::read_file(folder / "state"), state);
}

TEST(SlicedBall, AsFewSlicesAreTakenAsFit) {
  constexpr std::uint64_t kNodes = 1'000'000, kArcs = 10'000'000;
  EXPECT_EQ(ball_slices(kNodes, kArcs, 8, ~std::uint64_t{0}), 1U);
  for (std::uint64_t slices = 1; slices <= 256; slices *= 2) {
    const std::uint64_t memory = ball_memory(kNodes, kArcs, 8, slices);
    EXPECT_EQ(ball_slices(kNodes, kArcs, 8, memory), slices);
    EXPECT_EQ(ball_slices(kNodes, kArcs, 8, memory - 1), std::min<std::uint64_t>(2 * slices, 256)) << "no more of them";
  }
  EXPECT_GE(ball_memory(kNodes, kArcs, 8, 1) - ball_memory(kNodes, kArcs, 8, 2), 250 * kNodes)
      << "half of the registers";
  EXPECT_EQ(detail::ball_spill(kNodes, 8, 1, true), 0U);
  EXPECT_EQ(detail::ball_spill(kNodes, 8, 2, false), 256 * kNodes);
  EXPECT_EQ(detail::ball_spill(kNodes, 8, 2, true), 2 * 256 * kNodes);
}

}  // namespace
}  // namespace orbweb
