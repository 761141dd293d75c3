// HyperBall and exact balls on the way: what was stopped between two steps goes on bit for bit.
#include "algos/detail/hyper_ball.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "algos/distances.h"
#include "algos/engine/checkpoint.h"
#include "graph/error.h"
#include "graph/parallel.h"
#include "support/data.h"
#include "support/random_graph.h"
#include "support/state_bytes.h"
#include "support/stopped_run.h"

namespace orbweb {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

/// A path behind a random part: many steps, of which the late ones change few nodes.
Web web_with_a_tail() {
  std::vector<test::TestArc> arcs = test::random_arcs({.seed = 4, .nodes = 1500, .arcs = 4000});
  for (NodeId v = 1499; v + 1 < 1600; ++v) arcs.push_back({v, v + 1});
  return test::make_web(1600, arcs);
}

/// Runs until `done` was reported, then is told to stop; whether it did.
template <class Run>
bool stopped_at(std::uint64_t done, Run&& run, std::shared_ptr<Checkpoint> checkpoint) {
  return test::stopped_when([&](const Progress& progress) { return progress.done >= done; }, run,
                            std::move(checkpoint));
}

void expect_equal(const Scores& a, const Scores& b) {
  EXPECT_EQ(a.score, b.score);
  EXPECT_EQ(a.facts, b.facts);
  ASSERT_EQ(a.columns.size(), b.columns.size());
  for (std::size_t i = 0; i < a.columns.size(); ++i) EXPECT_EQ(a.columns[i].values, b.columns[i].values);
}

void expect_to_go_on(const DistanceOptions& options, std::initializer_list<std::uint64_t> stops) {
  const Web web = web_with_a_tail();
  const auto run = [&](const Control& control) { return lin(web, options, control); };
  const Scores whole = run({});
  for (const std::uint64_t stop : stops) {
    const test::TemporaryFolder folder;
    const auto path = folder / "state";
    ASSERT_TRUE(stopped_at(stop, run, std::make_shared<Checkpoint>(path, "work", hours(1), false))) << stop;
    ASSERT_TRUE(std::filesystem::exists(path)) << stop;
    std::uint64_t first = 0, reports = 0;
    Control control{.report =
                        [&](const Progress& progress) {
                          if (reports++ == 0) first = progress.done;
                        },
                    .stop = {},
                    .checkpoint = std::make_shared<Checkpoint>(path, "work", hours(1), true)};
    expect_equal(with_threads(3, [&] { return run(control); }), whole);
    EXPECT_GE(first, stop) << "began anew";
  }
}

TEST(HyperBall, GoesOnBitForBitFromAnyStep) { expect_to_go_on({.log2m = 5, .within = 7}, {1, 2, 7, 20, 90}); }

TEST(HyperBall, ExactBallsGoOnBitForBit) { expect_to_go_on({.exact = true, .within = 4}, {256, 1024}); }

// A file whose hash is right and whose content is not: no crash.
TEST(HyperBall, AStateThatFitsNothingIsRefused) {
  const Web web = test::random_web({.nodes = 400, .arcs = 2000});
  for (const bool exact : {false, true}) {
    const test::TemporaryFolder folder;
    const auto run = [&](const Control& control) { return harmonic(web, {.log2m = 4, .exact = exact}, control); };
    ASSERT_TRUE(stopped_at(1, run, std::make_shared<Checkpoint>(folder / "state", "w", milliseconds(0), false)));
    const auto [part, sound] = test::kept_state(folder / "state");
    std::string large_register = sound;  // the first one, behind the step and the number of registers
    large_register[16] = static_cast<char>(255);
    const std::vector<std::string> states = {
        "", "x", std::string(64, '\xff'), std::string(64, '\0'), sound + "x", exact ? "" : large_register};
    for (const std::string& state : states) {
      test::save_state(folder / "forged", "w", part, state);
      const Control control{.checkpoint = std::make_shared<Checkpoint>(folder / "forged", "w", milliseconds(0), true)};
      EXPECT_THROW(run(control), LoadError) << state.size();
    }
  }
}

}  // namespace
}  // namespace orbweb
