// The result of a build does not depend on its memory limit: small ones send everything through the disk, in many runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <limits>

#include "graph/builder.h"
#include "graph/error.h"
#include "graph/parallel.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

using test::Random;
using test::TestArc;

struct Built {
  Web web;
  BuildStats stats;
};

/// Takes a web into memory and claims none, so that the limit is about the builder alone. Checks the chunks' shape.
class UncountedSink final : public WebSink {
 public:
  std::uint64_t memory(const WebSize&) const override { return 0; }
  void add_names(SortedKeys keys) override { web.add_names(std::move(keys)); }
  void begin_rows(const WebSize& size) override { web.begin_rows(size); }
  void add_successors(RowBlock rows, std::vector<std::uint32_t> counts, std::vector<std::uint8_t> followed) override {
    check(rows, next_successor);
    EXPECT_EQ(counts.size(), rows.num_arcs());
    EXPECT_EQ(followed.size(), rows.num_arcs());
    web.add_successors(std::move(rows), std::move(counts), std::move(followed));
  }
  void add_predecessors(RowBlock rows) override {
    check(rows, next_predecessor);
    web.add_predecessors(std::move(rows));
  }
  void finish(Provenance provenance) override { web.finish(std::move(provenance)); }

  static void check(const RowBlock& rows, std::uint64_t& next) {
    EXPECT_EQ(rows.first, next);
    EXPECT_EQ(next % kRowsPerChunk, 0U);  // so all chunks before had whole blocks
    next += rows.num_rows();
  }
  MemorySink web;
  std::uint64_t next_successor = 0;
  std::uint64_t next_predecessor = 0;
};

Built build_numbered(const std::vector<TestArc>& arcs, std::uint64_t limit, std::uint64_t batch = 1000) {
  WebBuilder builder(
      {.with_names = false, .memory_limit = limit, .temporary_folder = std::filesystem::temp_directory_path()});
  parallel_for(arcs.size(), batch, [&](std::uint64_t first, std::uint64_t last) {
    std::vector<BuilderArc> some;
    for (std::uint64_t i = first; i < last; ++i) {
      some.push_back({arcs[i].source, arcs[i].target, arcs[i].count, arcs[i].followed});
    }
    builder.add(some);
  });
  UncountedSink sink;
  builder.build_into(sink, {}, {});
  return {sink.web.take(), builder.stats()};
}

void expect_same(const Web& web, const Web& expected) {
  EXPECT_EQ(web.fingerprint(), expected.fingerprint());
  for (const auto& [one, other] : {std::pair(&web.successors(), &expected.successors()),
                                   std::pair(&web.predecessors(), &expected.predecessors())}) {
    const Graph found = decode(*one);
    const Graph wanted = decode(*other);
    EXPECT_TRUE(std::ranges::equal(found.offsets(), wanted.offsets()));
    EXPECT_TRUE(std::ranges::equal(found.targets(), wanted.targets()));
  }
  EXPECT_EQ(web.link_counts().to_vector(), expected.link_counts().to_vector());
}

std::uint64_t nodes_of(const std::vector<TestArc>& arcs) {
  NodeId largest = 0;
  for (const TestArc& arc : arcs) largest = std::max({largest, arc.source, arc.target});
  return arcs.empty() ? 0 : std::uint64_t{largest} + 1;
}

/// The smallest limit that there is: every arc goes through the disk.
constexpr std::uint64_t kTiny = 1;
constexpr std::uint64_t kAmple = std::uint64_t{1} << 33;

void expect_built_right(const std::vector<TestArc>& arcs) {
  const Web expected = test::make_web(nodes_of(arcs), arcs);
  for (const int threads : {1, 3}) {
    with_threads(threads, [&] {
      for (const std::uint64_t limit : {kTiny, std::uint64_t{4} << 20, kAmple}) {
        SCOPED_TRACE(testing::Message() << threads << " threads, limit " << limit);
        const Built built = build_numbered(arcs, limit);
        expect_same(built.web, expected);
        EXPECT_EQ(built.stats.arcs, expected.num_arcs());
        EXPECT_EQ(built.stats.links, arcs.size());
        if (limit == kAmple) {
          EXPECT_EQ(built.stats.temporary_bytes, 0U);
        }
      }
    });
  }
}

TEST(BuilderMemory, RandomGraphsAreTheSameWithinAnyLimit) {
  for (const std::uint64_t seed : {1U, 2U}) {
    test::RandomWebOptions options;
    options.seed = seed;
    options.nodes = seed == 1 ? 700 : 60000;
    options.arcs = 300000;
    options.max_count = seed == 1 ? 3 : 1;
    options.nofollow_share = seed == 1 ? 0.2 : 0;
    expect_built_right(test::random_arcs(options));
  }
}

TEST(BuilderMemory, SmallLimitsMakeManyRunsAndLargeOnesNone) {
  const std::vector<TestArc> arcs = test::random_arcs({.nodes = 5000, .arcs = 400000});
  const BuildStats tiny = build_numbered(arcs, kTiny).stats;
  EXPECT_GT(tiny.successor_runs, 10U);
  EXPECT_GT(tiny.predecessor_runs, 10U);
  EXPECT_GT(tiny.temporary_bytes, arcs.size());
  const BuildStats ample = build_numbered(arcs, kAmple).stats;
  EXPECT_EQ(ample.successor_runs + ample.predecessor_runs + ample.temporary_bytes, 0U);
}

TEST(BuilderMemory, RunsTooManyForOneMergeAreMergedInGroups) {
  const std::vector<TestArc> arcs =
      test::random_arcs({.nodes = 3000, .arcs = 1'200'000, .nofollow_share = 0.01, .max_count = 1});
  const Built built = build_numbered(arcs, kTiny);
  EXPECT_GT(built.stats.successor_runs, 64U);
  EXPECT_GT(built.stats.predecessor_runs, 64U);
  expect_same(built.web, test::make_web(nodes_of(arcs), arcs));
}

TEST(BuilderMemory, ARowOfAnyLengthIsOneRow) {
  // 0 -> everyone, everyone -> 0: rows far longer than a piece of a merge
  constexpr NodeId kNodes = 400000;
  std::vector<TestArc> arcs;
  for (NodeId node = 0; node < kNodes; ++node) {
    arcs.push_back({0, node});
    arcs.push_back({node, 0});
  }
  expect_built_right(arcs);
}

TEST(BuilderMemory, OneArcAnyNumberOfTimes) {
  expect_built_right(std::vector<TestArc>(300000, TestArc{3, 5}));
  std::vector<TestArc> mixed(300000, TestArc{3, 5});
  for (std::size_t i = 0; i < mixed.size(); i += 3) mixed[i].followed = false;
  expect_built_right(mixed);
}

TEST(BuilderMemory, FewArcsBetweenFarNodes) {
  expect_built_right({{0, 3'000'000}, {3'000'000, 0}, {1'500'001, 1'500'001}});
  expect_built_right({{0, 0}});
  expect_built_right({{63, 64}, {64, 63}, {127, 128}});
  expect_built_right({});
}

TEST(BuilderMemory, CountsSaturateAcrossRuns) {
  constexpr std::uint32_t kMost = std::numeric_limits<std::uint32_t>::max();
  std::vector<TestArc> arcs = test::random_arcs({.nodes = 1000, .arcs = 200000});
  arcs.insert(arcs.begin(), {7, 7, false, kMost - 2});
  arcs.push_back({7, 7, false, kMost / 2});
  const Web web = build_numbered(arcs, kTiny).web;
  expect_same(web, test::make_web(nodes_of(arcs), arcs));
  EXPECT_THAT(web.link_counts().to_vector(), testing::Contains(kMost));
}

struct HostLink {
  std::string source, target;
  std::uint32_t count;
  bool followed;
};

std::vector<HostLink> random_links(std::uint64_t seed, std::size_t count, std::uint64_t hosts) {
  Random random(seed);
  const auto page = [&] {
    return "https://h" + std::to_string(random.below(hosts)) + ".d" + std::to_string(random.below(9)) + ".com/" +
           std::to_string(random.below(40));
  };
  std::vector<HostLink> links(count);
  for (HostLink& link : links) {
    link = {page(), page(), static_cast<std::uint32_t>(random.below(2) + 1), random.below(4) != 0};
  }
  return links;
}

Built build_within(const std::vector<HostLink>& links, std::uint64_t limit) {
  WebBuilder builder({.with_names = true, .memory_limit = limit});
  parallel_for(links.size(), 500, [&](std::uint64_t first, std::uint64_t last) {
    NamedBatch batch;
    for (std::uint64_t i = first; i < last; ++i) {
      const HostLink& link = links[i];
      batch.add_link(batch.add_name(link.source), batch.add_name(link.target), link.count, link.followed);
    }
    builder.add_links(batch);
  });
  UncountedSink sink;
  builder.build_into(sink, {.fold = FoldLevel::page}, {});
  return {sink.web.take(), builder.stats()};
}

TEST(BuilderMemory, NamedGraphsAreTheSameWithinAnyLimit) {
  const std::vector<HostLink> links = random_links(3, 60000, 300);
  std::vector<test::NamedArc> arcs;
  for (const HostLink& link : links) arcs.push_back({link.source, link.target, link.followed, link.count});
  const Web expected = test::make_named_web(arcs, FoldLevel::page);
  for (const int threads : {1, 3}) {
    with_threads(threads, [&] {
      for (const std::uint64_t limit : {kTiny, std::uint64_t{3} << 20, kAmple}) {
        SCOPED_TRACE(testing::Message() << threads << " threads, limit " << limit);
        const Built built = build_within(links, limit);
        expect_same(built.web, expected);
        ASSERT_TRUE(built.web.has_names());
        EXPECT_EQ(built.web.display_name(0), expected.display_name(0));
        EXPECT_EQ(built.stats.nodes, expected.num_nodes());
        if (limit == kTiny) {
          EXPECT_GT(built.stats.name_runs, 5U);
        }
        if (limit == kAmple) {
          EXPECT_EQ(built.stats.temporary_bytes, 0U);
        }
      }
    });
  }
}

/// A sink that gives up: nothing follows, and the build ends with the sink's own error.
class FailingSink final : public WebSink {
 public:
  std::uint64_t memory(const WebSize&) const override { return 0; }
  void add_names(SortedKeys) override {}
  void begin_rows(const WebSize&) override {}
  void add_successors(RowBlock, std::vector<std::uint32_t>, std::vector<std::uint8_t>) override {
    EXPECT_FALSE(failed);
    if (++chunks < 2) return;
    failed = true;
    throw IoError("write", "sink", 28);
  }
  void add_predecessors(RowBlock) override { ADD_FAILURE() << "after the sink failed"; }
  void finish(Provenance) override { ADD_FAILURE() << "after the sink failed"; }

  int chunks = 0;
  bool failed = false;
};

TEST(BuilderMemory, ASinkThatFailsEndsTheBuild) {
  const std::vector<TestArc> arcs = test::random_arcs({.nodes = 300000, .arcs = 600000});
  for (const std::uint64_t limit : {kTiny, kAmple}) {
    WebBuilder builder({.with_names = false, .memory_limit = limit});
    std::vector<BuilderArc> all;
    for (const TestArc& arc : arcs) all.push_back({arc.source, arc.target, arc.count, arc.followed});
    builder.add(all);
    FailingSink sink;
    EXPECT_THROW(builder.build_into(sink, {}, {}), IoError);
    EXPECT_TRUE(sink.failed);
  }
}

TEST(BuilderNeeds, GrowWithTheJobAndStayBelowTheLimit) {
  const std::uint64_t limit = std::uint64_t{1} << 30;
  const BuildNeeds small = needs_of({.nodes = 1000, .links = 100000, .with_names = false}, limit, 2);
  EXPECT_EQ(small.temporary_bytes, 0U);
  EXPECT_EQ(small.runs, 0U);
  EXPECT_LE(small.memory, small.memory_to_fit);
  const BuildNeeds large = needs_of({.nodes = 10'000'000, .links = 1'000'000'000, .with_names = false}, limit, 2);
  EXPECT_GT(large.runs, 5U);
  EXPECT_GT(large.temporary_bytes, limit);
  EXPECT_EQ(large.memory, limit);
  EXPECT_GT(large.memory_to_fit, limit);
  const BuildNeeds named = needs_of({.nodes = 10'000'000, .links = 1'000'000'000, .name_bytes = 700'000'000}, limit, 2);
  EXPECT_GT(named.temporary_bytes, large.temporary_bytes);
}

}  // namespace
}  // namespace orbweb
