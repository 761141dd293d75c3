// The SCP layout and its sweep against the plain sum over predecessors.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "algos/engine/scp_build.h"
#include "algos/engine/scp_row.h"
#include "algos/engine/scp_sweep.h"
#include "graph/graph.h"
#include "graph/kernels/simd_target.h"
#include "graph/parallel.h"
#include "graph/transpose.h"
#include "support/random_graph.h"

namespace orbweb::engine {
namespace {

std::vector<Local> random_row(test::Random& random, std::size_t size, std::uint64_t limit, double run_share) {
  std::set<Local> row;
  while (row.size() < size) {
    const auto start = static_cast<Local>(random.below(limit));
    const std::uint64_t length = random.unit() < run_share ? 2 + random.below(9) : 1;
    for (std::uint64_t i = 0; i < length && start + i < limit; ++i) row.insert(static_cast<Local>(start + i));
  }
  return {row.begin(), row.end()};
}

std::vector<Local> members(const Pieces& pieces) {
  std::vector<Local> all = pieces.nodes;
  for (const auto& [begin, end] : pieces.runs) {
    for (int node = begin; node < end; ++node) all.push_back(static_cast<Local>(node));
  }
  std::sort(all.begin(), all.end());
  return all;
}

TEST(ScpRow, PiecesAreTheRowAndRunsAreLong) {
  test::Random random(1);
  Pieces pieces;
  for (int trial = 0; trial < 500; ++trial) {
    const std::vector<Local> row = random_row(random, random.below(40), 120, 0.5);
    decompose(row, pieces);
    EXPECT_EQ(members(pieces), row);
    for (const auto& [begin, end] : pieces.runs) EXPECT_GE(end - begin, static_cast<int>(kLeastRun));
  }
}

TEST(ScpRow, ARunMayEndWithThePart) {
  Pieces pieces;
  decompose(std::vector<Local>{32764, 32765, 32766, 32767}, pieces);
  ASSERT_EQ(pieces.runs.size(), 1U);
  EXPECT_EQ(pieces.runs[0].second, kPartSize);
}

TEST(ScpRow, ADifferenceLeadsFromTheReferenceToTheRow) {
  test::Random random(2);
  Difference difference;
  for (int trial = 0; trial < 500; ++trial) {
    const std::vector<Local> row = random_row(random, random.below(30), 60, 0.3);
    const std::vector<Local> reference = random_row(random, random.below(30), 60, 0.3);
    ASSERT_TRUE(subtract(row, reference, reference.size() + 1, difference));
    std::multiset<Local> result(reference.begin(), reference.end());
    for (const Local node : members(difference.added)) result.insert(node);
    for (const Local node : difference.taken_off) {
      ASSERT_TRUE(result.contains(node));
      result.erase(result.find(node));
    }
    EXPECT_TRUE(std::equal(result.begin(), result.end(), row.begin(), row.end()));
    const std::size_t taken_off = difference.taken_off.size();
    EXPECT_TRUE(subtract(row, reference, taken_off + 1, difference));
    EXPECT_FALSE(subtract(row, reference, taken_off, difference)) << "no more than " << taken_off;
  }
}

TEST(ReferenceFinder, FindsACopyWithinItsWindowAndStripeOnly) {
  const std::vector<Local> row = {2, 4, 6, 8, 10, 12, 14, 16, 18, 20};
  for (const int distance : {1, 7, 8}) {
    for (const Local floor : {Local{0}, Local{100}}) {
      ReferenceFinder finder;
      EXPECT_FALSE(finder.find(99, row, row.size(), 0));
      for (int i = 1; i < distance; ++i) finder.find(static_cast<Local>(99 + i), std::vector<Local>{1}, 1, 0);
      const auto found = finder.find(static_cast<Local>(99 + distance), row, row.size(), floor);
      EXPECT_EQ(found.has_value(), distance <= 7 && floor == 0) << distance << ' ' << floor;
      if (found) {
        EXPECT_EQ(*found, 99);
      }
    }
  }
}

/// Rows like those of pages in one folder: runs near the node, copies of rows before, some far arcs. About `mean` a
/// row.
Graph weblike_predecessors(std::uint64_t seed, std::uint64_t num_nodes, std::uint64_t mean) {
  test::Random random(seed);
  std::vector<ArcIndex> offsets{0};
  std::vector<NodeId> targets;
  std::vector<std::vector<NodeId>> rows;
  for (std::uint64_t node = 0; node < num_nodes; ++node) {
    std::set<NodeId> row;
    if (!rows.empty() && random.unit() < 0.5) {
      const auto& copied = rows[rows.size() - 1 - random.below(std::min<std::uint64_t>(rows.size(), 9))];
      row.insert(copied.begin(), copied.end());
      if (!row.empty() && random.unit() < 0.5) row.erase(row.begin());
    }
    const std::uint64_t wanted = random.below(2 * mean + 1);
    while (row.size() < wanted) {
      const bool near = random.unit() < 0.8;
      const std::uint64_t start =
          near ? std::min(num_nodes - 1, (node > 40 ? node - 40 : 0) + random.below(80)) : random.below(num_nodes);
      const std::uint64_t length = random.unit() < 0.3 ? random.below(12) : 1;
      for (std::uint64_t i = start; i < std::min(start + length, num_nodes); ++i) row.insert(static_cast<NodeId>(i));
      if (random.unit() < 0.05) break;
    }
    targets.insert(targets.end(), row.begin(), row.end());
    offsets.push_back(targets.size());
    rows.emplace_back(row.begin(), row.end());
  }
  return {std::move(offsets), std::move(targets)};
}

struct Living {
  explicit Living(const Graph& predecessors) : nodes(out_weights(predecessors)) {
    const Graph successors = transpose(predecessors);
    for (const NodeId node : nodes.nodes()) {
      outdegrees.push_back(static_cast<std::uint32_t>(successors.degree(node)));
    }
    outdegrees.resize(outdegrees.size() + 8, 1);
  }
  static std::vector<double> out_weights(const Graph& predecessors) {
    const Graph successors = transpose(predecessors);
    std::vector<double> weights;
    for (std::uint64_t node = 0; node < successors.num_nodes(); ++node) {
      weights.push_back(static_cast<double>(successors.degree(static_cast<NodeId>(node))));
    }
    return weights;
  }
  std::span<const std::uint32_t> degrees() const { return std::span(outdegrees).first(nodes.size()); }

  LivingNodes nodes;
  std::vector<std::uint32_t> outdegrees;
};

/// Small whole contributions: every sum is exact, so that the layout must agree to the last bit whatever its order.
std::vector<double> whole_scores(const Living& living, std::vector<double>& contribution_of_node) {
  test::Random random(5);
  std::vector<double> scores(living.nodes.size());
  for (std::uint64_t i = 0; i < scores.size(); ++i) {
    const auto contribution = static_cast<double>(random.below(1000));
    contribution_of_node[living.nodes.node(i)] = contribution;
    scores[i] = contribution * living.outdegrees[i];
  }
  return scores;
}

class ScpSweep : public testing::TestWithParam<bool> {};

TEST_P(ScpSweep, SumsOverExactlyThePredecessors) {
  struct Case {
    std::uint64_t num_nodes, mean;
  };
  for (const Case& c : {Case{1, 3}, {2, 1}, {50, 5}, {3000, 20}, {kPartSize, 4}, {kPartSize + 1, 4}, {100'000, 12}}) {
    const Graph predecessors = weblike_predecessors(c.num_nodes, c.num_nodes, c.mean);
    const Living living(predecessors);
    const Layout layout = build_layout(predecessors, living.nodes, {.references = GetParam()});
    std::vector<double> contributions(c.num_nodes);
    const std::vector<double> scores = whole_scores(living, contributions);
    Sweeper<double> sweeper(layout, living.degrees(), {}, 1.0);
    sweeper.start(scores);
    const SweepSums sums = sweeper.sweep({});
    double total = 0;
    double step = 0;
    std::uint64_t arcs = 0;
    for (std::uint64_t i = 0; i < living.nodes.size(); ++i) {
      double expected = 0;
      for (const NodeId u : predecessors[living.nodes.node(i)]) expected += contributions[u];
      arcs += predecessors.degree(living.nodes.node(i));
      ASSERT_EQ(sweeper.scores()[i], expected) << "node " << i << " of " << c.num_nodes;
      total += expected;
      step += std::abs(expected - scores[i]);
    }
    EXPECT_EQ(sums.total, total);
    EXPECT_EQ(sums.step, step);
    EXPECT_EQ(layout.num_arcs, arcs);
  }
}

TEST_P(ScpSweep, ASecondSweepStartsFromTheFirst) {
  const Graph predecessors = weblike_predecessors(9, 70'000, 8);
  const Living living(predecessors);
  const Layout layout = build_layout(predecessors, living.nodes, {.references = GetParam()});
  const std::vector<double> start(living.nodes.size(), 1.0);
  Sweeper<double> twice(layout, living.degrees(), {}, 0.85);
  twice.start(start);
  twice.sweep({.preferred = 0, .uniform = 0.1});
  const std::vector<double> first(twice.scores().begin(), twice.scores().end());
  twice.sweep({.preferred = 0, .uniform = 0.2});
  Sweeper<double> once(layout, living.degrees(), {}, 0.85);
  once.start(std::span(first).first(living.nodes.size()));
  once.sweep({.preferred = 0, .uniform = 0.2});
  for (std::uint64_t i = 0; i < living.nodes.size(); ++i) ASSERT_NEAR(twice.scores()[i], once.scores()[i], 1e-10);
}

TEST_P(ScpSweep, SameBytesForAnyThreadsAndTarget) {
  const Graph predecessors = weblike_predecessors(4, 5 * kPartSize, 6);
  const Living living(predecessors);
  std::vector<double> preference(living.nodes.size() + 8);
  std::iota(preference.begin(), preference.end(), 1.0);
  const std::string before = simd_target();
  std::set<std::vector<double>> results;
  for (const std::string& target : simd_targets()) {
    force_simd_target(target);
    for (const int threads : {1, 2, 3, 8}) {
      results.insert(with_threads(threads, [&] {
        const Layout layout = build_layout(predecessors, living.nodes, {.references = GetParam()});
        Sweeper<double> sweeper(layout, living.degrees(), std::span(preference).first(living.nodes.size()), 0.85);
        sweeper.start(std::vector<double>(living.nodes.size(), 0.3));
        std::vector<double> all;
        for (int i = 0; i < 3; ++i) {
          const SweepSums sums = sweeper.sweep({.preferred = 1e-7, .uniform = 0.01});
          all.push_back(sums.total);
          all.push_back(sums.step);
        }
        all.insert(all.end(), sweeper.scores().begin(), sweeper.scores().end());
        return all;
      }));
    }
  }
  force_simd_target(before);
  EXPECT_EQ(results.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(References, ScpSweep, testing::Bool(),
                         [](const auto& test) { return test.param ? "With" : "Without"; });

TEST(ScpLayout, CopiesAndRunsMakeItSmall) {
  const Graph predecessors = weblike_predecessors(3, 60'000, 20);
  const Living living(predecessors);
  const Layout without = build_layout(predecessors, living.nodes, {.references = false});
  const Layout with = build_layout(predecessors, living.nodes, {.references = true});
  EXPECT_LT(with.operations(), without.operations() * 9 / 10);
  EXPECT_LT(without.operations(), without.num_arcs * 8 / 10);
}

}  // namespace
}  // namespace orbweb::engine
