#include "graph/transform/node_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <set>

#include "graph/components.h"
#include "graph/transform/components.h"
#include "support/random_graph.h"

namespace orbweb::test {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

// 0 -> 1, 2 -> 1, 3 -> 1, 3 -> 0, 4 alone
Web small_web() { return make_web(5, {{0, 1}, {2, 1}, {3, 1}, {3, 0}}); }

TEST(DegreeOrder, IsByFallingDegreeThenByNode) {
  EXPECT_THAT(degree_order(small_web(), DegreeKind::in), ElementsAre(1, 0, 2, 3, 4));
  EXPECT_THAT(degree_order(small_web(), DegreeKind::out), ElementsAre(3, 0, 2, 1, 4));
  EXPECT_THAT(degree_order(small_web(), DegreeKind::total), ElementsAre(1, 0, 3, 2, 4));
}

TEST(BreadthFirstOrder, StartsAtTheHighestDegreeAndGoesBothWays) {
  EXPECT_THAT(breadth_first_order(small_web()), ElementsAre(1, 0, 2, 3, 4));
  EXPECT_THAT(breadth_first_order(make_web(0, {})), IsEmpty());
}

/// Neighbours both ways, by brute force.
std::vector<std::set<NodeId>> neighbours_of(const Web& web) {
  std::vector<std::set<NodeId>> neighbours(web.num_nodes());
  for (NodeId u = 0; u < web.num_nodes(); ++u) {
    for (const NodeId v : web.successors()[u]) {
      neighbours[u].insert(v);
      neighbours[v].insert(u);
    }
  }
  return neighbours;
}

std::vector<NodeId> naive_breadth_first(const Web& web) {
  const auto neighbours = neighbours_of(web);
  std::vector<NodeId> order;
  std::set<NodeId> met;
  for (const NodeId start : degree_order(web, DegreeKind::total)) {
    std::deque<NodeId> queue;
    if (met.insert(start).second) queue.push_back(start);
    for (; !queue.empty(); queue.pop_front()) {
      order.push_back(queue.front());
      for (const NodeId next : neighbours[queue.front()]) {
        if (met.insert(next).second) queue.push_back(next);
      }
    }
  }
  return order;
}

TEST(BreadthFirstOrder, EqualsTheTextbookOnRandomWebs) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Web web = random_web({.seed = seed, .nodes = 1 + seed * 13, .arcs = seed * 15});
    EXPECT_THAT(breadth_first_order(web), ElementsAreArray(naive_breadth_first(web)));
  }
}

TEST(NodeOrders, ArePermutations) {
  const Web web = random_web({.nodes = 30'000, .arcs = 60'000});
  for (std::vector<NodeId> order :
       {degree_order(web, DegreeKind::in), degree_order(web, DegreeKind::out), breadth_first_order(web)}) {
    std::sort(order.begin(), order.end());
    ASSERT_EQ(order.size(), web.num_nodes());
    for (NodeId node = 0; node < order.size(); ++node) ASSERT_EQ(order[node], node);
  }
}

TEST(BreadthFirstOrder, StopsWhenAskedTo) {
  std::stop_source source;
  source.request_stop();
  EXPECT_THROW(breadth_first_order(small_web(), {.report = {}, .stop = source.get_token()}), Cancelled);
}

// 0 -> 1 -> 2 -> 0, 3 -> 4 -> 3, 4 -> 0, 5 alone
Web two_cycles() { return make_web(6, {{0, 1}, {1, 2}, {2, 0}, {3, 4}, {4, 3}, {4, 0}}); }

TEST(LargestComponent, WeakIgnoresDirectionAndStrongDoesNot) {
  EXPECT_THAT(largest_weak_component(two_cycles()), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_THAT(largest_strong_component(two_cycles()), ElementsAre(0, 1, 2));
}

TEST(LargestComponent, OfEqualOnesHasTheLowestNode) {
  const Web web = make_web(6, {{4, 5}, {5, 4}, {3, 1}, {1, 3}});
  EXPECT_THAT(largest_weak_component(web), ElementsAre(1, 3));
  EXPECT_THAT(largest_strong_component(web), ElementsAre(1, 3));
}

TEST(LargestComponent, OfNothingIsNothing) {
  EXPECT_THAT(largest_weak_component(make_web(0, {})), IsEmpty());
  EXPECT_THAT(largest_strong_component(make_web(0, {})), IsEmpty());
}

/// What a node reaches, by brute force.
std::set<NodeId> reached(const std::vector<std::set<NodeId>>& rows, NodeId start) {
  std::set<NodeId> met = {start};
  std::deque<NodeId> queue = {start};
  for (; !queue.empty(); queue.pop_front()) {
    for (const NodeId next : rows[queue.front()]) {
      if (met.insert(next).second) queue.push_back(next);
    }
  }
  return met;
}

std::vector<NodeId> naive_largest(const Web& web, bool strong) {
  std::vector<std::set<NodeId>> forward(web.num_nodes()), backward(web.num_nodes());
  for (NodeId u = 0; u < web.num_nodes(); ++u) {
    for (const NodeId v : web.successors()[u]) {
      forward[u].insert(v);
      backward[v].insert(u);
    }
  }
  if (!strong) forward = backward = neighbours_of(web);
  std::vector<NodeId> best;
  for (NodeId node = 0; node < web.num_nodes(); ++node) {
    const std::set<NodeId> there = reached(forward, node), back = reached(backward, node);
    std::vector<NodeId> both;
    std::set_intersection(there.begin(), there.end(), back.begin(), back.end(), std::back_inserter(both));
    if (both.size() > best.size()) best = both;
  }
  return best;
}

TEST(LargestComponent, EqualsMutualReachOnRandomWebs) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Web web = random_web({.seed = seed, .nodes = 60, .arcs = 20 + seed * 4, .popular_share = 0.1});
    EXPECT_THAT(largest_weak_component(web), ElementsAreArray(naive_largest(web, false)));
    EXPECT_THAT(largest_strong_component(web), ElementsAreArray(naive_largest(web, true)));
  }
}

/// Counts how often rows are read.
class CountedRows final : public Adjacency {
 public:
  explicit CountedRows(Graph graph) : graph_(std::move(graph)), reads_(graph_.num_nodes()) {}

  std::uint64_t num_nodes() const override { return graph_.num_nodes(); }
  std::uint64_t num_arcs() const override { return graph_.num_arcs(); }
  std::uint64_t bytes() const override { return graph_.bytes(); }
  std::string_view encoding() const override { return "counted"; }
  std::uint64_t rows_per_block() const override { return 1; }
  std::uint64_t degree(NodeId node) const override { return graph_.degree(node); }
  ArcIndex first_arc(std::uint64_t node) const override { return graph_.first_arc(node); }
  void read_row(NodeId node, std::vector<NodeId>& row) const override {
    ++reads_[node];
    graph_.read_row(node, row);
  }
  void read_rows(std::uint64_t first, std::uint64_t last, RowBlock& rows) const override {
    graph_.read_rows(first, last, rows);
  }

  const std::vector<int>& reads() const { return reads_; }

 private:
  Graph graph_;
  mutable std::vector<int> reads_;
};

// A hub with an arc to each of many long ways back to it, and random webs: no row is read a second time when the search
// comes back to its node, since then a hub's would be read once for each of its targets.
TEST(StrongComponents, ReadEachRowOnce) {
  constexpr NodeId kWays = 50, kLength = 40;
  std::vector<TestArc> arcs;
  for (NodeId way = 0; way < kWays; ++way) {
    const NodeId first = 1 + way * kLength;
    arcs.push_back({0, first});
    for (NodeId step = 0; step + 1 < kLength; ++step) arcs.push_back({first + step, first + step + 1});
    arcs.push_back({first + kLength - 1, 0});
  }
  const CountedRows hub(decode(make_web(1 + kWays * kLength, arcs).successors()));
  EXPECT_THAT(strong_components(hub), ::testing::Each(0U));
  EXPECT_THAT(hub.reads(), ::testing::Each(1));
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const CountedRows rows(decode(random_web({.seed = seed, .nodes = 500, .arcs = 1500}).successors()));
    strong_components(rows);
    EXPECT_THAT(rows.reads(), ::testing::Each(1));
  }
}

TEST(StrongComponents, PassOverWhatIsKnown) {
  const Web web = two_cycles();
  EXPECT_THAT(strong_components(web.successors()), ElementsAre(0, 0, 0, 3, 3, 5));
  const std::vector<NodeId> known = {0, 0, 0, kNoComponent, kNoComponent, kNoComponent};
  const CountedRows rows(decode(web.successors()));
  EXPECT_THAT(strong_components(rows, known), ElementsAre(0, 0, 0, 3, 3, 5));
  EXPECT_THAT(rows.reads(), ElementsAre(0, 0, 0, 1, 1, 1));
}

TEST(StrongComponents, StopWithinTheSearch) {
  std::stop_source source;
  const Control control{.report = [&](const Progress&) { source.request_stop(); }, .stop = source.get_token()};
  EXPECT_THROW(largest_strong_component(random_web({.nodes = 30'000, .arcs = 60'000}), control), Cancelled);
}

TEST(NodeOrders, StopWhenAskedTo) {
  std::stop_source source;
  source.request_stop();
  const Control control{.report = {}, .stop = source.get_token()};
  EXPECT_THROW(degree_order(small_web(), DegreeKind::in, control), Cancelled);
  EXPECT_THROW(largest_weak_component(small_web(), control), Cancelled);
  EXPECT_THROW(largest_strong_component(small_web(), control), Cancelled);
}

TEST(LargestComponent, LongPathsNeedNoDeepStack) {
  constexpr NodeId kNodes = 300'000;
  std::vector<TestArc> arcs;
  for (NodeId node = 0; node < kNodes; ++node) arcs.push_back({node, (node + 1) % kNodes});
  EXPECT_EQ(largest_strong_component(make_web(kNodes, arcs)).size(), kNodes);
  arcs.pop_back();
  EXPECT_THAT(largest_strong_component(make_web(kNodes, arcs)), ElementsAre(0));
}

}  // namespace
}  // namespace orbweb::test
