// Work that was interrupted goes on bit for bit.
#include "algos/engine/checkpoint.h"

#include <gtest/gtest.h>

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "algos/pagerank.h"
#include "algos/spam_mass.h"
#include "graph/error.h"
#include "support/data.h"
#include "support/random_graph.h"
#include "support/stopped_run.h"

namespace orbweb {
namespace {

using std::chrono::milliseconds;

/// Pairs, self-loops and long ways, so that extrapolation and mixing have something to do.
Web slow_web() {
  std::vector<test::TestArc> arcs =
      test::random_arcs({.seed = 3, .nodes = 9'000, .arcs = 14'000, .dangling_share = 0.3});
  for (NodeId node = 0; node + 2 < 9'000; node += 5) {
    arcs.push_back({node, node});
    arcs.push_back({node + 1, node + 2});
    arcs.push_back({node + 2, node + 1});
  }
  return test::make_web(9'000, arcs);
}

/// Runs until `iterations` were reported, then is told to stop.
template <class Run>
bool interrupted(Run&& run, std::uint64_t iterations, std::shared_ptr<Checkpoint> checkpoint) {
  const auto is_time = [&](const Progress& progress) {
    return progress.unit == "iterations" && progress.done >= iterations;
  };
  return test::stopped_when(is_time, run, std::move(checkpoint));
}

class EverySolver : public testing::TestWithParam<Solver> {};

TEST_P(EverySolver, GoesOnBitForBitFromAnyIteration) {
  const Web web = slow_web();
  const PageRankOptions options{.tolerance = 1e-8, .solver = GetParam()};
  const Scores whole = pagerank(web, options);
  const test::TemporaryFolder folder;
  for (int stop = 1; stop < whole.convergence.iterations; stop += 9) {
    const auto path = folder / ("state" + std::to_string(stop));
    const auto run = [&](const Control& control) { return pagerank(web, options, control); };
    ASSERT_TRUE(interrupted(run, static_cast<std::uint64_t>(stop),
                            std::make_shared<Checkpoint>(path, "work", milliseconds(1 << 30), false)));
    const auto resumed = std::make_shared<Checkpoint>(path, "work", milliseconds(0), true);
    const Scores rest = run({.checkpoint = resumed});
    EXPECT_EQ(rest.score, whole.score) << "stopped at " << stop;
    EXPECT_EQ(rest.convergence.iterations, whole.convergence.iterations);
    EXPECT_EQ(rest.convergence.error_bound_l1, whole.convergence.error_bound_l1);
  }
}

INSTANTIATE_TEST_SUITE_P(Checkpoint, EverySolver,
                         testing::Values(Solver::pull, Solver::scp, Solver::gauss_seidel, Solver::anderson));

TEST(Checkpoint, OfTheSecondOfTwoSolvesIsNotTakenForTheFirst) {
  const Web web = slow_web();
  SpamMassOptions options;
  options.solver = Solver::scp;
  options.seeds.assign(web.num_nodes(), 0);
  for (std::size_t v = 0; v < web.num_nodes(); v += 2) options.seeds[v] = 1;
  const Scores whole = spam_mass(web, options);
  const test::TemporaryFolder folder;
  int solves = 0;
  std::stop_source source;
  std::uint64_t last = 0;
  Control control{.report =
                      [&](const Progress& progress) {
                        if (progress.unit != "iterations") return;
                        if (progress.done < last) ++solves;
                        last = progress.done;
                        if (solves == 1 && progress.done == 5) source.request_stop();
                      },
                  .stop = source.get_token(),
                  .checkpoint = std::make_shared<Checkpoint>(folder / "state", "work", milliseconds(0), false)};
  EXPECT_THROW(spam_mass(web, options, control), Cancelled);
  const Control resumed{.checkpoint = std::make_shared<Checkpoint>(folder / "state", "work", milliseconds(0), true)};
  EXPECT_EQ(spam_mass(web, options, resumed).score, whole.score);
}

TEST(Checkpoint, OfOtherWorkOrDamagedIsRefused) {
  const test::TemporaryFolder folder;
  Checkpoint(folder / "state", "work", milliseconds(0), false).save("part", "a state of some length");
  const auto state = Checkpoint(folder / "state", "work", milliseconds(0), true).take_state("part");
  ASSERT_TRUE(state);
  EXPECT_EQ(std::string(state->begin(), state->end()), "a state of some length");
  EXPECT_FALSE(Checkpoint(folder / "state", "work", milliseconds(0), true).take_state("other"));
  EXPECT_THROW(Checkpoint(folder / "state", "other", milliseconds(0), true), LoadError);
  EXPECT_THROW(Checkpoint(folder / "none", "work", milliseconds(0), true), IoError);
  const std::string whole = test::read_file(folder / "state");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto path = folder.write("cut" + std::to_string(size), whole.substr(0, size));
    EXPECT_THROW(Checkpoint(path, "work", milliseconds(0), true), LoadError) << size;
  }
  std::string damaged = whole;
  damaged.back() ^= 1;
  EXPECT_THROW(Checkpoint(folder.write("damaged", damaged), "work", milliseconds(0), true), LoadError);
}

// A file whose hash is right and whose content is not: no crash, whatever the solver.
TEST(Checkpoint, AStateThatFitsNothingIsRefused) {
  const Web web = test::random_web({.nodes = 500, .arcs = 3000});
  for (const Solver solver : {Solver::pull, Solver::scp, Solver::gauss_seidel, Solver::anderson}) {
    const test::TemporaryFolder folder;
    const PageRankOptions options{.solver = solver};
    const auto run = [&](const Control& control) { return pagerank(web, options, control); };
    ASSERT_TRUE(interrupted(run, 2, std::make_shared<Checkpoint>(folder / "state", "w", milliseconds(0), false)));
    const std::string file = test::read_file(folder / "state");
    std::size_t line = 0;
    for (int i = 0; i < 3; ++i) line = file.find('\n', line) + 1;
    const std::string part = file.substr(line, file.find('\n', line) - line);
    Checkpoint forged(folder / "forged", "w", milliseconds(0), false);
    for (const std::string& state : {std::string(), std::string("x"), std::string(64, '\xff'), std::string(64, '\0')}) {
      forged.save(part, state);
      const Control control{.checkpoint = std::make_shared<Checkpoint>(folder / "forged", "w", milliseconds(0), true)};
      EXPECT_THROW(run(control), LoadError);
    }
  }
}

}  // namespace
}  // namespace orbweb
