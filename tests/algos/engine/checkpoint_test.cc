// Work that was interrupted goes on bit for bit.
#include "algos/engine/checkpoint.h"

#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "algos/pagerank.h"
#include "algos/spam_mass.h"
#include "graph/error.h"
#include "support/data.h"
#include "support/faulty_files.h"
#include "support/random_graph.h"
#include "support/state_bytes.h"
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

/// The next `size` bytes of the state of `part`; empty where there is none.
std::string taken(Checkpoint& checkpoint, const std::string& part, std::size_t size) {
  std::string bytes(size, '\0');
  const bool found = checkpoint.take(part, [&](engine::StateReader& reader) { reader.elements(std::span(bytes)); });
  return found ? bytes : "";
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
  test::save_state(folder / "state", "work", "part", "a state of some length");
  Checkpoint kept(folder / "state", "work", milliseconds(0), true);
  EXPECT_EQ(taken(kept, "other", 22), "");
  EXPECT_EQ(taken(kept, "part", 22), "a state of some length");
  EXPECT_EQ(taken(kept, "part", 22), "") << "taken twice";
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

TEST(Checkpoint, OfALaterPartStaysUntilTheWorkGetsThere) {
  const test::TemporaryFolder folder;
  test::save_state(folder / "state", "work", "second part", "far on");
  Checkpoint kept(folder / "state", "work", milliseconds(0), true);
  const auto save_early = [&] {
    kept.save("first part", [](engine::StateWriter& writer) {
      std::string bytes = "early";
      writer.elements(std::span(bytes));
    });
  };
  save_early();
  EXPECT_EQ(test::kept_state(folder / "state").part, "second part");
  EXPECT_EQ(taken(kept, "second part", 6), "far on");
  save_early();
  EXPECT_EQ(test::kept_state(folder / "state").part, "first part");
}

TEST(Checkpoint, AFileThatChangesBetweenTwoLooksIsRefused) {
  const test::TemporaryFolder folder;
  test::save_state(folder / "state", "work", "part", "one state");
  Checkpoint kept(folder / "state", "work", milliseconds(0), true);
  std::string file = test::read_file(folder / "state");
  file[file.find("one")] = 'O';
  folder.write("state", file);
  EXPECT_THROW(taken(kept, "part", 9), LoadError);
}

struct ManyKinds {
  std::vector<std::uint32_t> short_one = {1, 2, 3}, long_one, none;
  std::array<std::uint16_t, 3> three = {};
  bool flag = false;
  double number = 0;
  std::vector<std::uint8_t> elements = std::vector<std::uint8_t>((1 << 16) - 1);
  bool operator==(const ManyKinds&) const = default;
  template <class Archive>
  void persist(Archive& archive) {
    archive(short_one);
    archive(flag);
    archive(long_one);
    archive(none);
    archive(three);
    archive.elements(std::span(elements));
    archive(number);
  }
};

// Pieces of all sizes around those of the buffers on the way.
TEST(Checkpoint, AStateInPiecesIsReadAsItWasWritten) {
  const test::TemporaryFolder folder;
  for (const std::size_t size : {0U, 1U, 16'381U, 16'384U, 100'000U}) {
    ManyKinds state{.long_one = std::vector<std::uint32_t>(size, 7), .three = {4, 5, 6}, .flag = true, .number = 0.1};
    state.elements.back() = 9;
    Checkpoint(folder / "state", "work", milliseconds(0), false).save("part", [&](auto& writer) {
      state.persist(writer);
    });
    ManyKinds found;
    Checkpoint kept(folder / "state", "work", milliseconds(0), true);
    ASSERT_TRUE(kept.take("part", [&](auto& reader) { found.persist(reader); }));
    EXPECT_EQ(found, state) << size;
  }
}

TEST(Checkpoint, FaultsOnTheWayLeaveTheStateBefore) {
  const test::TemporaryFolder folder;
  const std::string before = "the state before", after = "the state after ";
  const auto save = [&](FileSystem& files, std::string state) {
    Checkpoint(folder / "state", "work", milliseconds(0), false, files).save("part", [&](auto& writer) {
      writer.elements(std::span(state));
    });
  };
  save(real_file_system(), before);
  std::uint64_t faults = 0;
  for (std::uint64_t call = 1;; ++call, ++faults) {
    test::FaultyFileSystem files({.fail_at = call, .error_number = ENOSPC});
    try {
      save(files, after);
      break;
    } catch (const IoError&) {
      Checkpoint kept(folder / "state", "work", milliseconds(0), true);
      const std::string state = taken(kept, "part", before.size());
      EXPECT_TRUE(state == before || state == after) << state;
      EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1) << "a temporary is left";
    }
  }
  EXPECT_GE(faults, 6U);
}

// A file whose hash is right and whose content is not: no crash, whatever the solver.
TEST(Checkpoint, AStateThatFitsNothingIsRefused) {
  const Web web = test::random_web({.nodes = 500, .arcs = 3000});
  for (const Solver solver : {Solver::pull, Solver::scp, Solver::gauss_seidel, Solver::anderson}) {
    const test::TemporaryFolder folder;
    const PageRankOptions options{.solver = solver};
    const auto run = [&](const Control& control) { return pagerank(web, options, control); };
    ASSERT_TRUE(interrupted(run, 2, std::make_shared<Checkpoint>(folder / "state", "w", milliseconds(0), false)));
    const std::string part = test::kept_state(folder / "state").part;
    for (const std::string& state : {std::string(), std::string("x"), std::string(64, '\xff'), std::string(64, '\0')}) {
      test::save_state(folder / "forged", "w", part, state);
      const Control control{.checkpoint = std::make_shared<Checkpoint>(folder / "forged", "w", milliseconds(0), true)};
      EXPECT_THROW(run(control), LoadError);
    }
  }
}

}  // namespace
}  // namespace orbweb
