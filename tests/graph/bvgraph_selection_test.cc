#include "graph/codecs/bvgraph_selection.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/bvgraph.h"

namespace orbweb {
namespace {

using namespace test;

std::uint64_t total_cost(const Graph& graph, const std::vector<std::uint32_t>& references,
                         const BvGraphOptions& options) {
  const RowCost cost(options);
  BvGraphRow parts;
  std::uint64_t bits = 0;
  for (std::uint64_t node = 0; node < graph.num_nodes(); ++node) {
    const std::uint32_t reference = references[node];
    std::span<const NodeId> referred;
    if (reference > 0) referred = graph[static_cast<NodeId>(node - reference)];
    split_row(node, graph[static_cast<NodeId>(node)], reference, referred, options.min_interval, parts);
    bits += cost(parts);
  }
  return bits;
}

std::uint64_t longest_chain(const std::vector<std::uint32_t>& references) {
  std::vector<std::uint64_t> chain(references.size(), 0);
  std::uint64_t longest = 0;
  for (std::size_t i = 0; i < references.size(); ++i) {
    if (references[i] > 0) chain[i] = chain[i - references[i]] + 1;
    longest = std::max(longest, chain[i]);
  }
  return longest;
}

/// The least bits that any references within window and chain limit give: tries all of them.
class LeastCost {
 public:
  LeastCost(const Graph& graph, const BvGraphOptions& options) : limit_(options.max_reference_chain) {
    const RowCost cost(options);
    BvGraphRow parts;
    for (std::uint64_t node = 0; node < graph.num_nodes(); ++node) {
      const auto row = graph[static_cast<NodeId>(node)];
      auto& costs = costs_.emplace_back();
      for (std::uint64_t reference = 0; reference <= std::min<std::uint64_t>(options.window, node); ++reference) {
        std::span<const NodeId> referred;
        if (reference > 0) referred = graph[static_cast<NodeId>(node - reference)];
        if (reference > 0 && (row.empty() || referred.empty())) continue;
        split_row(node, row, reference, referred, options.min_interval, parts);
        costs.push_back({reference, cost(parts)});
      }
    }
    chains_.resize(costs_.size());
    try_all(0, 0);
  }
  std::uint64_t bits() const { return least_; }

 private:
  struct Choice {
    std::uint64_t reference;
    std::uint64_t bits;
  };

  void try_all(std::uint64_t node, std::uint64_t bits) {
    if (node == costs_.size()) {
      least_ = std::min(least_, bits);
      return;
    }
    for (const Choice choice : costs_[node]) {
      chains_[node] = choice.reference == 0 ? 0 : chains_[node - choice.reference] + 1;
      if (chains_[node] <= limit_) try_all(node + 1, bits + choice.bits);
    }
  }

  std::uint64_t limit_;
  std::vector<std::vector<Choice>> costs_;
  std::vector<std::uint64_t> chains_;
  std::uint64_t least_ = ~std::uint64_t{0};
};

TEST(BvGraphSelection, DynamicSelectionIsTheBestWithoutALimitAndBeatsGreedWithOne) {
  std::uint64_t greedy_sum = 0, dynamic_sum = 0, best_sum = 0;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const Graph graph = graph_of(similar_rows(seed, 9));
    RowBlock rows;
    graph.read_rows(0, graph.num_nodes(), rows);
    BvGraphOptions options{.window = 3, .max_reference_chain = 1, .min_interval = 3};
    const std::uint64_t best = LeastCost(graph, options).bits();
    const auto greedy = select_references(rows, options, RowCost(options));
    options.dynamic_selection = true;
    const auto dynamic = select_references(rows, options, RowCost(options));
    EXPECT_LE(longest_chain(greedy), 1U);
    EXPECT_LE(longest_chain(dynamic), 1U);
    EXPECT_GE(total_cost(graph, dynamic, options), best);
    greedy_sum += total_cost(graph, greedy, options);
    dynamic_sum += total_cost(graph, dynamic, options);
    best_sum += best;
    options.max_reference_chain = kUnlimitedReferenceChain;
    EXPECT_EQ(total_cost(graph, select_references(rows, options, RowCost(options)), options),
              LeastCost(graph, options).bits());
  }
  EXPECT_LE(dynamic_sum, greedy_sum);
  EXPECT_LT(dynamic_sum, best_sum * 102 / 100);
}

TEST(BvGraphSelection, ChainsStayWithinEveryLimit) {
  const Graph graph = graph_of(similar_rows(11, 2000));
  RowBlock rows;
  graph.read_rows(0, graph.num_nodes(), rows);
  for (const std::uint32_t limit : {0U, 1U, 2U, 3U, 5U, 10U}) {
    for (const bool dynamic : {false, true}) {
      const BvGraphOptions options{.max_reference_chain = limit, .dynamic_selection = dynamic};
      EXPECT_LE(longest_chain(select_references(rows, options, RowCost(options))), limit);
    }
  }
}

TEST(BvGraph, TheSizeThatSelectionCountsIsTheSizeWritten) {
  const Graph graph = graph_of(similar_rows(12, 500));
  RowBlock rows;
  graph.read_rows(0, graph.num_nodes(), rows);
  const BvGraphOptions options{.dynamic_selection = true};
  const auto references = select_references(rows, options, RowCost(options));
  EXPECT_EQ(written(graph, options).bits, total_cost(graph, references, options));
}

}  // namespace
}  // namespace orbweb
