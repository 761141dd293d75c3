#include "graph/transform/transform.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "graph/error.h"
#include "graph/parallel.h"
#include "graph/store.h"
#include "graph/transform/node_map.h"
#include "graph/transpose.h"
#include "graph/verify.h"
#include "support/data.h"
#include "support/random_graph.h"
#include "support/web_capture.h"

namespace orbweb::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::uint32_t kMostLinks = 0xffffffff;

struct Label {
  std::uint64_t links = 0;
  bool followed = false;
  bool operator==(const Label&) const = default;
};
using Arcs = std::map<std::pair<NodeId, NodeId>, Label>;

Arcs arcs_of(const Web& web) {
  Arcs arcs;
  for (NodeId u = 0; u < web.num_nodes(); ++u) {
    ArcIndex arc = web.successors().first_arc(u);
    for (const NodeId v : web.successors()[u]) {
      arcs[{u, v}] = {web.link_counts()[arc], web.followed().contains(arc)};
      ++arc;
    }
  }
  return arcs;
}

/// The definition, arc by arc.
Arcs expected_arcs(const Web& web, const TransformOptions& options) {
  std::map<NodeId, NodeId> places;
  for (NodeId node = 0; node < web.num_nodes(); ++node) {
    if (!options.nodes) places[node] = node;
  }
  for (std::size_t i = 0; options.nodes && i < options.nodes->size(); ++i) {
    places[(*options.nodes)[i]] = static_cast<NodeId>(i);
  }
  Arcs result;
  for (const auto& [arc, label] : arcs_of(web)) {
    const auto [u, v] = arc;
    if (options.arcs.followed_only && !label.followed) continue;
    if (options.arcs.drop_self_loops && u == v) continue;
    if (options.arcs.nodes && !(options.arcs.nodes->contains(u) && options.arcs.nodes->contains(v))) continue;
    if (!places.contains(u) || !places.contains(v)) continue;
    const std::pair<NodeId, NodeId> there(places[u], places[v]), back(places[v], places[u]);
    if (options.direction == ArcDirection::kept) result[there] = label;
    if (options.direction == ArcDirection::transposed) result[back] = label;
    if (options.direction != ArcDirection::symmetrised) continue;
    for (const auto& way : there == back ? std::vector{there} : std::vector{there, back}) {
      Label& sum = result[way];
      sum.links = std::min<std::uint64_t>(kMostLinks, sum.links + label.links);
      sum.followed = sum.followed || label.followed;
    }
  }
  return result;
}

Web transformed(const Web& web, const TransformOptions& options) {
  WebCapture capture;
  transform(web, options, capture, web.provenance());
  return capture.take();
}

void expect_transform(const Web& web, const TransformOptions& options) {
  const Web result = transformed(web, options);
  EXPECT_EQ(result.num_nodes(), options.nodes ? options.nodes->size() : web.num_nodes());
  EXPECT_EQ(arcs_of(result), expected_arcs(web, options));
  const Graph expected = transpose(decode(result.successors()));
  const Graph found = decode(result.predecessors());
  EXPECT_TRUE(std::ranges::equal(found.offsets(), expected.offsets()));
  EXPECT_TRUE(std::ranges::equal(found.targets(), expected.targets()));
}

std::vector<NodeId> random_order(std::uint64_t num_nodes, std::uint64_t seed) {
  std::vector<NodeId> order(num_nodes);
  std::iota(order.begin(), order.end(), NodeId{0});
  Random random(seed);
  for (std::uint64_t i = num_nodes; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  return order;
}

/// None, a rising half, a permutation, a shuffled half.
std::vector<std::optional<std::vector<NodeId>>> node_choices(std::uint64_t num_nodes, std::uint64_t seed) {
  std::vector<NodeId> order = random_order(num_nodes, seed);
  std::vector<NodeId> half(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(num_nodes / 2));
  std::vector<NodeId> rising = half;
  std::sort(rising.begin(), rising.end());
  return {std::nullopt, rising, order, half};
}

constexpr ArcDirection kDirections[] = {ArcDirection::kept, ArcDirection::transposed, ArcDirection::symmetrised};

void expect_all_transforms(const Web& web, std::uint64_t seed, std::uint64_t memory_limit) {
  for (const auto& nodes : node_choices(web.num_nodes(), seed)) {
    for (const ArcDirection direction : kDirections) {
      for (const bool followed : {false, true}) {
        for (const bool drop : {false, true}) {
          expect_transform(web, {nodes, {.followed_only = followed, .drop_self_loops = drop}, direction, memory_limit});
        }
      }
    }
  }
}

TEST(Transform, EqualsTheDefinitionOnRandomWebs) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    expect_all_transforms(random_web({.seed = seed, .nodes = seed * 17, .arcs = seed * 90}), seed, 0);
  }
}

TEST(Transform, EqualsTheDefinitionOverManyBlocksAndPasses) {
  const Web web = random_web({.nodes = 10'000, .arcs = 15'000});
  for (const ArcDirection direction : kDirections) {
    for (const std::uint64_t limit : {1U, 60'000U}) {
      expect_transform(web, {random_order(web.num_nodes(), 3), {.followed_only = true}, direction, limit});
    }
  }
}

TEST(Transform, ArcsCanBeFilteredByTheirNodes) {
  const Web web = random_web({.nodes = 60, .arcs = 300});
  std::vector<std::uint8_t> members(60);
  for (std::size_t node = 0; node < members.size(); node += 2) members[node] = 1;
  for (const auto& nodes : node_choices(web.num_nodes(), 5)) {
    for (const ArcDirection direction : kDirections) {
      expect_transform(web, {nodes, {.nodes = IndexSet::from_members(members)}, direction, 0});
    }
  }
}

TEST(Transform, DoesNotDependOnTheMemoryLimitOrOnThreads) {
  const Web web = random_web({.nodes = 20'000, .arcs = 60'000});
  for (const ArcDirection direction : kDirections) {
    const TransformOptions plenty{std::nullopt, {.followed_only = true}, direction, 0};
    const std::string expected = with_threads(1, [&] { return transformed(web, plenty).fingerprint(); });
    for (const std::uint64_t limit : {1U, 100'000U, 1'000'000U}) {
      TransformOptions options = plenty;
      options.memory_limit = limit;
      EXPECT_EQ(with_threads(3, [&] { return transformed(web, options).fingerprint(); }), expected) << limit;
    }
  }
}

TEST(Transform, TransposedTwiceIsTheSame) {
  const Web web = with_names(random_web({.nodes = 9'000, .arcs = 40'000}));
  const Web once = transformed(web, {.direction = ArcDirection::transposed, .memory_limit = 50'000});
  EXPECT_NE(once.fingerprint(), web.fingerprint());
  EXPECT_EQ(transformed(once, {.direction = ArcDirection::transposed}).fingerprint(), web.fingerprint());
}

TEST(Transform, APermutationAndItsInverseAreTheSame) {
  const Web web = random_web({.nodes = 9'000, .arcs = 40'000});
  const std::vector<NodeId> order = random_order(web.num_nodes(), 7);
  std::vector<NodeId> inverse(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) inverse[order[i]] = static_cast<NodeId>(i);
  const Web permuted = transformed(web, {.nodes = order});
  EXPECT_EQ(transformed(permuted, {.nodes = inverse}).fingerprint(), web.fingerprint());
}

// 0 -> 1 (2 links, nofollow), 1 -> 0 (3 links, followed), 0 -> 0 (5 links), 1 -> 2 (7, nofollow)
TEST(Transform, SymmetrisedArcsAddUpTheirLinks) {
  const Web web = make_web(3, {{0, 1, false, 2}, {1, 0, true, 3}, {0, 0, true, 5}, {1, 2, false, 7}});
  const Web result = transformed(web, {.direction = ArcDirection::symmetrised});
  EXPECT_EQ(
      arcs_of(result),
      (Arcs{
          {{0, 0}, {5, true}}, {{0, 1}, {5, true}}, {{1, 0}, {5, true}}, {{1, 2}, {7, false}}, {{2, 1}, {7, false}}}));
  EXPECT_TRUE(is_symmetric(result));
  EXPECT_FALSE(is_symmetric(web));
}

TEST(Transform, SymmetrisedLinkCountsSaturate) {
  const Web web = make_web(2, {{0, 1, true, kMostLinks - 1}, {1, 0, true, 2}});
  EXPECT_THAT(transformed(web, {.direction = ArcDirection::symmetrised}).link_counts().to_vector(),
              ElementsAre(kMostLinks, kMostLinks));
}

TEST(Transform, NamesStayWithTheirNodesWhereTheyKeepTheirOrder) {
  const Web web = with_names(random_web({.nodes = 40'000, .arcs = 50'000}));
  std::vector<NodeId> odd;
  for (NodeId node = 1; node < web.num_nodes(); node += 2) odd.push_back(node);
  const Web result = transformed(web, {.nodes = odd});
  ASSERT_TRUE(result.has_names());
  for (NodeId node = 0; node < odd.size(); ++node) ASSERT_EQ(result.names().key(node), web.names().key(odd[node]));
}

TEST(Transform, AnotherOrderThanThatOfNamesHasNone) {
  const Web web = make_named_web({{"a.example", "b.example"}});
  const TransformOptions options{.nodes = std::vector<NodeId>{1, 0}};
  EXPECT_FALSE(keeps_names(web, options));
  const Web result = transformed(web, options);
  EXPECT_FALSE(result.has_names());
  EXPECT_THAT(result.successors()[1], ElementsAre(0));
}

TEST(Transform, EmptyWebsAndEmptyChoicesAreFine) {
  const Web web = make_web(3, {{0, 1}});
  for (const ArcDirection direction : kDirections) {
    EXPECT_EQ(transformed(web, {.nodes = std::vector<NodeId>{}, .direction = direction}).num_nodes(), 0U);
    EXPECT_EQ(transformed(make_web(0, {}), {.direction = direction}).num_arcs(), 0U);
  }
}

TEST(Transform, RefusesNodesThatAreNoneOrStandTwice) {
  const Web web = make_web(3, {{0, 1}});
  EXPECT_THROW(transformed(web, {.nodes = std::vector<NodeId>{0, 3}}), ArgumentError);
  EXPECT_THROW(transformed(web, {.nodes = std::vector<NodeId>{1, 0, 1}}), ArgumentError);
}

TEST(Transform, StopsWhenAskedTo) {
  std::stop_source source;
  source.request_stop();
  WebCapture capture;
  EXPECT_THROW(transform(make_web(3, {{0, 1}}), {}, capture, {}, {.report = {}, .stop = source.get_token()}),
               Cancelled);
}

TEST(Transform, FromDiskToDiskIsSound) {
  const TemporaryFolder folder;
  save_web(with_names(random_web({.nodes = 9'000, .arcs = 50'000})), folder / "in.web");
  const Web web = open_web(folder / "in.web");
  for (const ArcDirection direction : kDirections) {
    const TransformOptions options{std::nullopt, {.followed_only = true}, direction, 30'000};
    WebWriter writer(folder / "out.web", {.overwrite = true}, real_file_system());
    transform(web, options, writer, web.provenance());
    EXPECT_EQ(open_web(folder / "out.web").fingerprint(), transformed(web, options).fingerprint());
    for (const VerifyFinding& finding : verify_web(folder / "out.web")) EXPECT_EQ(finding.problem, "") << finding.check;
  }
}

TEST(NodesUnder, AreTheHostItsPagesAndItsSubdomains) {
  const Web web = make_named_web(
      {{"example.com", "www.example.com"}, {"example.community", "a.b.example.com"}, {"an-example.com", "z.org"}},
      FoldLevel::host);
  std::vector<std::string> names;
  for (const NodeId node : members_of(nodes_under(web, "example.com"), web.num_nodes())) {
    names.push_back(web.names().name(node));
  }
  EXPECT_THAT(names, ElementsAre("example.com", "a.b.example.com", "www.example.com"));
  EXPECT_EQ(nodes_under(web, "nobody.example").size(), 0U);
  EXPECT_THROW(nodes_under(make_web(1, {}), "example.com"), ArgumentError);
}

/// Each pass over the rows reports its end once.
std::uint64_t passes_over(const Web& web, const TransformOptions& options) {
  std::uint64_t passes = 0;
  Control control;
  control.report = [&](const Progress& progress) {
    if (progress.phase == "reading rows" && progress.done == progress.total) ++passes;
  };
  WebCapture capture;
  transform(web, options, capture, web.provenance(), control);
  return passes;
}

TEST(Transform, SymmetrisesInOnePassAndOneThatCounts) {
  const Web web = random_web({.nodes = 20'000, .arcs = 60'000});
  EXPECT_EQ(passes_over(web, {.direction = ArcDirection::symmetrised}), 2U);
  EXPECT_EQ(passes_over(web, {.direction = ArcDirection::transposed}), 3U);  // one more for the predecessors
}

TEST(Transform, TheMemoryLimitCoversNodesToo) {
  const Web web = make_web(20'000, {{0, 1}});  // five blocks of 4,096 nodes of 16 bytes
  EXPECT_EQ(passes_over(web, {.direction = ArcDirection::symmetrised, .memory_limit = 140'000}), 4U);
}

}  // namespace
}  // namespace orbweb::test
