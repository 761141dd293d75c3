#include "graph/builder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <utility>

#include "graph/error.h"
#include "graph/parallel.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

struct NamedLink {
  std::string source, target;
  std::uint32_t count = 1;
  bool followed = true;
};

Web build_named(const std::vector<NamedLink>& links, std::size_t batch_size = 1000) {
  WebBuilder builder({.with_names = true, .memory_limit = 0});
  NamedBatch batch;
  for (const NamedLink& link : links) {
    batch.add_link(batch.add_name(link.source), batch.add_name(link.target), link.count, link.followed);
    if (batch.links().size() == batch_size) builder.add_links(std::exchange(batch, {}));
  }
  builder.add_links(batch);
  return builder.build({.fold = FoldLevel::host}, {});
}

TEST(WebBuilder, NumbersNodesInTheOrderOfReversedLabels) {
  const Web web = build_named({{"www.b.com", "a.org"}, {"b.com", "a.com"}});
  ASSERT_EQ(web.num_nodes(), 4U);
  EXPECT_EQ(web.display_name(0), "a.com");
  EXPECT_EQ(web.display_name(1), "b.com");
  EXPECT_EQ(web.display_name(2), "www.b.com");
  EXPECT_EQ(web.display_name(3), "a.org");
  EXPECT_EQ(web.successors()[2][0], 3U);
  EXPECT_EQ(web.predecessors()[0][0], 1U);
}

TEST(WebBuilder, FoldsEqualLinksIntoOneArc) {
  // a -> b three times (nofollow, followed, nofollow), a -> c nofollow only
  const Web web = build_named({{"a", "b", 2, false}, {"a", "c", 1, false}, {"a", "b", 5, true}, {"a", "b", 1, false}});
  ASSERT_EQ(web.num_arcs(), 2U);
  EXPECT_EQ(web.link_counts().to_vector(), (std::vector<std::uint32_t>{8, 1}));
  EXPECT_TRUE(web.followed().contains(0));
  EXPECT_FALSE(web.followed().contains(1));
}

TEST(WebBuilder, CountsSaturate) {
  constexpr std::uint32_t kMost = std::numeric_limits<std::uint32_t>::max();
  const Web web = build_named({{"a", "b", kMost - 1}, {"a", "b", 3}});
  EXPECT_EQ(web.link_counts()[0], kMost);
}

TEST(WebBuilder, KeepsSelfLoops) { EXPECT_EQ(build_named({{"a", "a"}}).num_arcs(), 1U); }

TEST(WebBuilder, NumberedNodesKeepTheirNumbers) {
  WebBuilder builder({.with_names = false, .memory_limit = 0});
  builder.add({{5, 2, 1, true}});
  builder.add({});
  const Web web = builder.build({}, {});
  EXPECT_EQ(web.num_nodes(), 6U);
  EXPECT_FALSE(web.has_names());
  EXPECT_EQ(web.successors()[5][0], 2U);
  EXPECT_EQ(web.find("5"), 5U);
  EXPECT_EQ(web.find("6"), std::nullopt);
  EXPECT_EQ(web.find("-1"), std::nullopt);
  EXPECT_EQ(web.find("5x"), std::nullopt);
}

TEST(WebBuilder, WithoutLinksIsAnEmptyWeb) { EXPECT_EQ(build_named({}).num_nodes(), 0U); }

std::vector<NamedLink> random_links(std::uint64_t seed, std::size_t count) {
  test::Random random(seed);
  const auto host = [&] {
    return "h" + std::to_string(random.below(400)) + ".d" + std::to_string(random.below(9)) + ".com";
  };
  std::vector<NamedLink> links(count);
  for (NamedLink& link : links) {
    link = {host(), host(), static_cast<std::uint32_t>(random.below(3) + 1), random.below(4) != 0};
  }
  return links;
}

TEST(WebBuilder, AgreesWithASortedMap) {
  const std::vector<NamedLink> links = random_links(1, 20000);
  std::map<std::pair<std::string, std::string>, std::pair<std::uint32_t, bool>> expected;
  for (const NamedLink& link : links) {
    auto& [count, followed] = expected[{link.source, link.target}];
    count += link.count;
    followed = followed || link.followed;
  }
  const Web web = build_named(links, 777);
  ASSERT_EQ(web.num_arcs(), expected.size());
  for (NodeId node = 0; node < web.num_nodes(); ++node) {
    ArcIndex arc = web.successors().first_arc(node);
    for (const NodeId target : web.successors()[node]) {
      const auto& [count, followed] = expected.at({web.display_name(node), web.display_name(target)});
      EXPECT_EQ(web.link_counts()[arc], count);
      EXPECT_EQ(web.followed().contains(arc), followed);
      ++arc;
    }
  }
}

TEST(WebBuilder, TheOrderOfLinksAndTheNumberOfThreadsChangeNothing) {
  std::vector<NamedLink> links = random_links(2, 30000);
  const std::string expected = build_named(links).fingerprint();
  std::reverse(links.begin(), links.end());
  for (const int threads : {1, 2, 3, 8}) {
    with_threads(threads, [&] { EXPECT_EQ(build_named(links, 100).fingerprint(), expected) << threads; });
  }
}

TEST(WebBuilder, InternsTheSameNameOnceFromManyThreads) {
  WebBuilder builder({.with_names = true, .memory_limit = 0});
  with_threads(8, [&] {
    parallel_for(20000, 100, [&](std::uint64_t first, std::uint64_t last) {
      NamedBatch links;
      for (std::uint64_t i = first; i < last; ++i) {
        links.add_link(links.add_name("s" + std::to_string(i % 1000)), links.add_name("t"));
      }
      builder.add_links(links);
    });
  });
  const Web web = builder.build({.fold = FoldLevel::host}, {});
  EXPECT_EQ(web.num_nodes(), 1001U);
  EXPECT_EQ(web.num_arcs(), 1000U);
  EXPECT_EQ(web.link_counts().to_vector(), std::vector<std::uint32_t>(1000, 20));
}

TEST(WebBuilder, RefusesAWebInMemoryThatWouldPassItsLimit) {
  WebBuilder builder({.with_names = false, .memory_limit = 1 << 20});
  builder.add({{0, 4000000000U, 1, true}});  // one sparse number would cost gigabytes
  EXPECT_THROW(builder.build({}, {}), LimitError);
}

TEST(WebBuilder, RefusesTheNumberThatStandsForNoNode) {
  WebBuilder builder({.with_names = false});
  EXPECT_THROW(builder.add({{0, std::numeric_limits<NodeId>::max(), 1, true}}), LimitError);
}

TEST(WebBuilder, TakesLinksOfItsOwnKindOnly) {
  WebBuilder numbered({.with_names = false});
  EXPECT_THROW(numbered.add_links({}), ArgumentError);
  WebBuilder named({.with_names = true});
  EXPECT_THROW(named.add({}), ArgumentError);
}

TEST(WebBuilder, StopsWhenAsked) {
  WebBuilder builder({.with_names = false, .memory_limit = 0});
  builder.add({{0, 1, 1, true}});
  std::stop_source source;
  source.request_stop();
  EXPECT_THROW(builder.build({}, {.report = {}, .stop = source.get_token()}), Cancelled);
}

}  // namespace
}  // namespace orbweb
