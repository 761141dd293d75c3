// Questions about links against loops over all arcs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "graph/error.h"
#include "query/best.h"
#include "query/intersect.h"
#include "query/neighbours.h"
#include "query/overlap.h"
#include "support/random_graph.h"

namespace orbweb::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Arc {
  NodeId source, target;
  std::uint32_t links;
  bool followed;
};

/// Without self-loops, which no question counts.
std::vector<Arc> arcs_of(const Web& web) {
  std::vector<Arc> arcs;
  ArcIndex place = 0;
  for (NodeId u = 0; u < web.num_nodes(); ++u) {
    for (const NodeId v : web.successors()[u]) {
      if (u != v) arcs.push_back({u, v, web.link_counts()[place], web.followed().contains(place)});
      ++place;
    }
  }
  return arcs;
}

std::vector<Web> webs() {
  std::vector<Web> all = {make_web(1, {}), make_web(3, {{0, 0}, {1, 0}, {0, 2}})};
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    all.push_back(random_web({.seed = seed, .nodes = 40 * seed, .arcs = 200 * seed, .popular_share = 0.7}));
  }
  return all;
}

std::vector<std::tuple<NodeId, std::uint32_t, bool>> as_tuples(const std::vector<Neighbour>& neighbours) {
  std::vector<std::tuple<NodeId, std::uint32_t, bool>> tuples;
  for (const Neighbour& one : neighbours) tuples.emplace_back(one.node, one.links, one.followed);
  return tuples;
}

TEST(Neighbours, AreTheArcsOfBothSides) {
  for (const Web& web : webs()) {
    const std::vector<Arc> arcs = arcs_of(web);
    for (NodeId node = 0; node < web.num_nodes(); node += 3) {
      std::vector<std::tuple<NodeId, std::uint32_t, bool>> in, out;
      SideTotals totals;
      for (const Arc& arc : arcs) {
        if (arc.source == node) out.emplace_back(arc.target, arc.links, arc.followed);
        if (arc.target != node) continue;
        in.emplace_back(arc.source, arc.links, arc.followed);
        totals = {totals.nodes + 1, totals.followed + (arc.followed ? 1 : 0), totals.links + arc.links};
      }
      const std::vector<Neighbour> referrers = neighbours_of(web, node, Side::referrers);
      EXPECT_EQ(as_tuples(referrers), in);
      EXPECT_EQ(as_tuples(neighbours_of(web, node, Side::linked)), out);
      const SideTotals found = totals_of(referrers);
      EXPECT_EQ(std::tuple(found.nodes, found.followed, found.links),
                std::tuple(totals.nodes, totals.followed, totals.links));
    }
  }
}

/// By definition, one arc after the other.
std::map<NodeId, std::pair<std::vector<NodeId>, std::uint64_t>> naive_intersect(const Web& web,
                                                                                const IntersectQuestion& question) {
  const std::set<NodeId> linked(question.linked.begin(), question.linked.end());
  std::map<NodeId, std::pair<std::vector<NodeId>, std::uint64_t>> found;
  std::set<NodeId> excluded;
  for (const Arc& arc : arcs_of(web)) {
    if (question.followed_only && !arc.followed) continue;
    if (std::count(question.not_linked.begin(), question.not_linked.end(), arc.target) > 0) excluded.insert(arc.source);
    if (!linked.contains(arc.target)) continue;
    found[arc.source].first.push_back(arc.target);
    found[arc.source].second += arc.links;
  }
  const std::uint64_t least = question.min_matches == 0 ? linked.size() : question.min_matches;
  std::erase_if(found,
                [&](const auto& one) { return one.second.first.size() < least || excluded.contains(one.first); });
  return found;
}

TEST(Intersect, IsWhatTheDefinitionGives) {
  std::uint64_t matches = 0;
  for (const Web& web : webs()) {
    Random random(web.num_nodes());
    for (int i = 0; i < 60; ++i) {
      IntersectQuestion question{.followed_only = i % 2 == 1};
      // Targets are drawn near node 0, where the popular ones are; one may come twice.
      const auto node = [&] { return static_cast<NodeId>(random.below(random.below(web.num_nodes()) + 1)); };
      for (std::uint64_t k = 1 + random.below(4); k > 0; --k) question.linked.push_back(node());
      for (std::uint64_t k = random.below(3); k > 0; --k) question.not_linked.push_back(node());
      const std::set<NodeId> distinct(question.linked.begin(), question.linked.end());
      question.min_matches = random.below(distinct.size() + 1);
      std::map<NodeId, std::pair<std::vector<NodeId>, std::uint64_t>> found;
      for (const IntersectMatch& match : intersect(web, question)) found[match.node] = {match.matched, match.links};
      EXPECT_EQ(found, naive_intersect(web, question));
      matches += found.size();
      question.followed_only = false;
      std::vector<std::uint64_t> nodes;
      for (const auto& [one, ignored] : naive_intersect(web, question)) nodes.push_back(one);
      EXPECT_EQ(intersecting_nodes(web, question).to_vector(), nodes);
    }
  }
  EXPECT_GT(matches, 1000U);
}

TEST(Intersect, RefusesQuestionsWithoutAnAnswer) {
  const Web web = make_web(3, {{0, 1}, {0, 2}});
  EXPECT_THROW(intersect(web, {}), ArgumentError);
  EXPECT_THROW(intersect(web, {.linked = {1, 2}, .min_matches = 3}), ArgumentError);
  EXPECT_THROW(intersect(web, {.linked = {1, 1}, .min_matches = 2}), ArgumentError) << "one node, named twice";
  EXPECT_THAT(intersect(web, {.linked = {0}}), IsEmpty());
}

TEST(Overlaps, AreSizesOfSets) {
  for (const Web& web : webs()) {
    std::vector<std::set<NodeId>> referrers(web.num_nodes());
    for (const Arc& arc : arcs_of(web)) referrers[arc.target].insert(arc.source);
    for (NodeId a = 0; a < web.num_nodes(); a += 7) {
      const Overlaps overlaps(web, a, Side::referrers);
      for (NodeId b = 0; b < web.num_nodes(); b += 5) {
        std::vector<NodeId> both, either;
        std::set_intersection(referrers[a].begin(), referrers[a].end(), referrers[b].begin(), referrers[b].end(),
                              std::back_inserter(both));
        std::set_union(referrers[a].begin(), referrers[a].end(), referrers[b].begin(), referrers[b].end(),
                       std::back_inserter(either));
        const Overlap overlap = overlaps.with(b);
        EXPECT_EQ(overlap.shared, both.size());
        EXPECT_EQ(overlap.of_first, referrers[a].size());
        EXPECT_EQ(overlap.of_second, referrers[b].size());
        const double jaccard =
            either.empty() ? 0 : static_cast<double>(both.size()) / static_cast<double>(either.size());
        EXPECT_EQ(overlap.jaccard, jaccard);
      }
    }
  }
}

std::vector<NodeId> naive_best(const Web& web, NodeId first, NodeId last, BestBy by, std::uint64_t count) {
  std::vector<std::uint64_t> values(web.num_nodes(), 0);
  for (const Arc& arc : arcs_of(web)) {
    values[arc.target] += by == BestBy::referrers ? 1 : by == BestBy::links ? arc.links : arc.followed ? 1 : 0;
  }
  std::vector<NodeId> nodes(last - first);
  std::iota(nodes.begin(), nodes.end(), first);
  std::stable_sort(nodes.begin(), nodes.end(), [&](NodeId a, NodeId b) { return values[a] > values[b]; });
  if (nodes.size() > count) nodes.resize(count);
  return nodes;
}

// Of a small range labels are read one by one, of a large one in a scan: both are met.
TEST(Best, IsTheHeadOfTheSortedRange) {
  for (const Web& web : webs()) {
    const auto n = static_cast<NodeId>(web.num_nodes());
    for (const auto& [first, last] : {std::pair<NodeId, NodeId>{0, n}, {n / 3, n}, {n - 1, n}, {n, n}}) {
      for (const BestBy by : {BestBy::referrers, BestBy::followed, BestBy::links}) {
        std::vector<NodeId> found;
        for (const BestNode& best : best_nodes(web, first, last, by, 7)) {
          found.push_back(best.node);
          const SideTotals totals = totals_of(neighbours_of(web, best.node, Side::referrers));
          EXPECT_EQ(best.referrers.links, totals.links);
          EXPECT_EQ(best.referrers.followed, totals.followed);
        }
        EXPECT_EQ(found, naive_best(web, first, last, by, 7));
      }
    }
  }
}

TEST(Best, ByValuesIsByThese) {
  const Web web = make_web(5, {{0, 1}});
  const double none = std::numeric_limits<double>::quiet_NaN();
  std::vector<NodeId> found;
  for (const BestNode& best : best_nodes(web, 1, 5, std::vector<double>{9, 1, none, 3, 1}, 10))
    found.push_back(best.node);
  EXPECT_THAT(found, ElementsAre(3, 1, 4, 2));
}

TEST(Best, StopsWhenAskedTo) {
  std::stop_source source;
  source.request_stop();
  const Control control{.report = {}, .stop = source.get_token()};
  for (const BestBy by : {BestBy::referrers, BestBy::followed}) {
    EXPECT_THROW(best_nodes(make_web(3, {{0, 1}}), 0, 3, by, 1, control), Cancelled);
  }
  EXPECT_THROW(best_nodes(make_web(3, {{0, 1}}), 0, 3, std::vector<double>{1, 2, 3}, 1, control), Cancelled);
}

TEST(Best, IsByOneOfThreeNames) {
  EXPECT_EQ(best_by_named("referrers"), BestBy::referrers);
  EXPECT_EQ(best_by_named("followed"), BestBy::followed);
  EXPECT_EQ(best_by_named("links"), BestBy::links);
  EXPECT_THROW(best_by_named("Links"), ArgumentError);
}

TEST(Neighbours, AndIntersectStopWhenAskedTo) {
  std::stop_source source;
  source.request_stop();
  const Control control{.report = {}, .stop = source.get_token()};
  const Web web = make_web(3, {{0, 1}, {0, 2}});
  EXPECT_THROW(neighbours_of(web, 1, Side::referrers, control), Cancelled);
  EXPECT_THROW(intersect(web, {.linked = {1, 2}}, control), Cancelled);
  EXPECT_THROW(intersect(web, {.linked = {1, 2}, .min_matches = 1}, control), Cancelled);
}

}  // namespace
}  // namespace orbweb::test
