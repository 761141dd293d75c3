// Sums over the layout against sums over the rows.
#include "algos/engine/row_sums.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "graph/graph.h"
#include "graph/parallel.h"
#include "support/random_graph.h"

namespace orbweb::engine {
namespace {

/// Values of both signs and very different sizes.
std::vector<double> some_values(std::uint64_t count, std::uint64_t seed) {
  test::Random random(seed);
  std::vector<double> values;
  for (std::uint64_t i = 0; i < count; ++i) {
    values.push_back((static_cast<double>(random.below(2000)) - 1000) *
                     std::pow(2.0, static_cast<double>(random.below(20))));
  }
  return values;
}

TEST(RowSums, AreTheRowsSumsForEveryNodeAndEveryCall) {
  // One node; one part and a bit; three parts. Nodes without out-links pass values on as others do.
  for (const std::uint64_t nodes : {std::uint64_t{1}, std::uint64_t{33'000}, std::uint64_t{70'000}}) {
    const Web web = test::random_web({.seed = nodes, .nodes = nodes, .arcs = 6 * nodes, .dangling_share = 0.3});
    RowSums row_sums(web.successors());
    for (const std::uint64_t seed : {std::uint64_t{1}, std::uint64_t{2}}) {
      const std::vector<double> values = some_values(nodes, seed);
      std::vector<double> sums(nodes, -1);
      row_sums(values, sums);
      for (NodeId v = 0; v < nodes; ++v) {
        double expected = 0;
        for (const NodeId u : web.successors()[v]) expected += values[u];
        ASSERT_EQ(sums[v], expected) << v;  // whole numbers: no rounding
      }
    }
  }
}

TEST(RowSums, AreTheSameBitsOnAnyThreads) {
  const Web web = test::random_web({.seed = 7, .nodes = 100'000, .arcs = 700'000});
  std::vector<double> values = some_values(web.num_nodes(), 3);
  for (double& value : values) value /= 3;
  std::vector<std::vector<double>> results;
  for (const int threads : {1, 2, 3}) {
    with_threads(threads, [&] {
      RowSums row_sums(web.successors());
      row_sums(values, results.emplace_back(web.num_nodes()));
    });
  }
  EXPECT_EQ(results[1], results[0]);
  EXPECT_EQ(results[2], results[0]);
}

}  // namespace
}  // namespace orbweb::engine
