// Rank layouts that are kept with a web: the same scores, and nothing that damaged ones can do.
#include "algos/engine/stored_layout.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "algos/domain_rating.h"
#include "algos/engine/scp_build.h"
#include "algos/engine/scp_sweep.h"
#include "algos/pagerank.h"
#include "algos/rank_layouts.h"
#include "graph/arc_filter.h"
#include "graph/error.h"
#include "graph/store.h"
#include "graph/verify.h"
#include "support/data.h"
#include "support/memory_files.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

Web some_web() { return test::random_web({.seed = 9, .nodes = 70'000, .arcs = 300'000, .dangling_share = 0.2}); }

/// `web` as it is opened from a folder that keeps its layouts.
Web with_layouts(const Web& web, const test::TemporaryFolder& folder) {
  save_web(web, folder / "web", {.derive = derive_rank_layouts(0)});
  return open_web(folder / "web");
}

TEST(StoredLayout, GivesTheSameScoresBitForBit) {
  const test::TemporaryFolder folder;
  const Web web = some_web();
  const Web kept = with_layouts(web, folder);
  const Scores first = pagerank(web, PageRankOptions()), second = pagerank(kept, PageRankOptions());
  EXPECT_FALSE(first.solver.layout_was_kept);
  EXPECT_TRUE(second.solver.layout_was_kept);
  EXPECT_EQ(first.score, second.score);
  EXPECT_EQ(first.solver.layout_bytes, second.solver.layout_bytes);
  const Scores rating = domain_rating(web, DomainRatingOptions()), again = domain_rating(kept, DomainRatingOptions());
  EXPECT_TRUE(again.solver.layout_was_kept);
  EXPECT_EQ(rating.score, again.score);
}

TEST(StoredLayout, IsOfTheArcsThatPassAndOfNoOthers) {
  const test::TemporaryFolder folder;
  const Web kept = with_layouts(some_web(), folder);
  const auto has_layout = [&](const ArcFilter& filter) { return select_arcs(kept, filter, false).layout.has_value(); };
  EXPECT_TRUE(has_layout({}));
  EXPECT_TRUE(has_layout({.followed_only = true, .drop_self_loops = true}));
  EXPECT_FALSE(has_layout({.followed_only = true}));
  EXPECT_FALSE(has_layout({.drop_self_loops = true}));
  EXPECT_FALSE(has_layout({.reversed = true}));
  EXPECT_FALSE(select_arcs(kept, {}, true).layout) << "weighted";
}

TEST(StoredLayout, IsPartOfTheWebForVerify) {
  const test::TemporaryFolder folder;
  with_layouts(some_web(), folder);
  const auto sound = verify_web(folder / "web");
  EXPECT_TRUE(std::all_of(sound.begin(), sound.end(), [](const VerifyFinding& f) { return f.problem.empty(); }));
  EXPECT_EQ(std::count_if(sound.begin(), sound.end(),
                          [](const VerifyFinding& f) { return f.check.find("rank_layout") != std::string::npos; }),
            2);
}

TEST(StoredLayout, NeedsMemoryThatItIsGranted) {
  const test::TemporaryFolder folder;
  EXPECT_THROW(save_web(some_web(), folder / "web", {.derive = derive_rank_layouts(1 << 20)}), LimitError);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "whole or not at all";
  std::string why;
  save_web(some_web(), folder / "web",
           {.derive = derive_rank_layouts(1 << 20, [&](const std::string& w) { why = w; })});
  EXPECT_NE(why.find("more than the 1.00 MiB allowed"), std::string::npos) << why;
  EXPECT_FALSE(open_web(folder / "web").derived("rank_layout"));
}

/// The bytes of a kept layout of some graph, and what they are the layout of.
struct Bytes {
  Bytes() {
    const Web web = test::random_web({.seed = 4, .nodes = 40'000, .arcs = 60'000, .dangling_share = 0.2});
    graph = select_arcs(with_layouts(web, folder), {}, false);
    const auto all = graph.layout->all();
    bytes.assign(all.begin(), all.end());
  }
  std::optional<engine::Layout> read(std::vector<char> changed) const {
    return engine::read_layout(StoredBytes(std::move(changed)), engine::LivingNodes(graph.out_weights).size(),
                               graph.predecessors->num_arcs());
  }

  const test::TemporaryFolder folder;
  RankGraph graph;
  std::vector<char> bytes;
};

TEST(StoredLayout, OfAnotherVersionIsNotRead) {
  const Bytes kept;
  std::vector<char> other = kept.bytes;
  other[std::string_view("orbweb-rank-layout/").size()] = '2';
  EXPECT_TRUE(kept.read(kept.bytes));
  EXPECT_FALSE(kept.read(other));
  EXPECT_FALSE(kept.read({}));
}

TEST(StoredLayout, OfAnotherGraphIsRefused) {
  const Bytes kept;
  const std::uint64_t living = engine::LivingNodes(kept.graph.out_weights).size();
  EXPECT_THROW(engine::read_layout(*kept.graph.layout, living - 1, 60'000), LoadError);
  EXPECT_THROW(engine::read_layout(*kept.graph.layout, living, 10), LoadError);
}

// A forged web's checksums may be right and its layout wrong: then scores are, too, at worst too far off to be proven.
TEST(StoredLayout, ForgedNumbersAreRefusedOrHarmless) {
  const Bytes kept;
  const std::uint64_t living = engine::LivingNodes(kept.graph.out_weights).size();
  const std::vector<std::uint32_t> outdegrees(living + 8, 1);
  test::Random random(3);
  int refused = 0;
  for (int trial = 0; trial < 300; ++trial) {
    std::vector<char> forged = kept.bytes;
    // Half of them at the beginning, where the counts of the first part are.
    const std::uint64_t place = random.below(trial % 2 == 0 ? 400 : forged.size());
    forged[place] = static_cast<char>(static_cast<unsigned char>(forged[place]) ^ (1U << random.below(8)));
    try {
      const auto layout = kept.read(std::move(forged));
      if (!layout) continue;
      engine::Sweeper<double> sweeper(*layout, std::span(outdegrees).first(living), {}, 0.85);
      sweeper.start(std::vector<double>(living, 1));
      sweeper.sweep({});
    } catch (const LoadError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 10);
}

TEST(StoredLayout, CutShortIsRefused) {
  const Bytes kept;
  for (const std::size_t size : {std::size_t{22}, std::size_t{100}, kept.bytes.size() / 2, kept.bytes.size() - 1}) {
    EXPECT_THROW(kept.read({kept.bytes.begin(), kept.bytes.begin() + static_cast<std::ptrdiff_t>(size)}), LoadError);
  }
  std::vector<char> longer = kept.bytes;
  longer.push_back(0);
  EXPECT_THROW(kept.read(longer), LoadError);
}

}  // namespace
}  // namespace orbweb
