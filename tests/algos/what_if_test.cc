#include "algos/what_if.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <variant>

#include "algos/domain_rating.h"
#include "algos/pagerank.h"
#include "algos/table.h"
#include "graph/error.h"
#include "support/l1_distance.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

using test::l1_distance;
using test::TestArc;
using testing::HasSubstr;

struct Edited {
  std::vector<TestArc> arcs;
  std::vector<ArcEdit> edits;
};

bool is_followed_arc(const std::vector<TestArc>& arcs, NodeId source, NodeId target) {
  return std::ranges::any_of(
      arcs, [&](const TestArc& arc) { return arc.source == source && arc.target == target && arc.followed; });
}

/// Links added and taken away at random, in a list of arcs and as edits.
Edited edited(std::vector<TestArc> arcs, std::uint64_t num_nodes, std::size_t count, std::uint64_t seed) {
  test::Random random(seed);
  Edited result{std::move(arcs), {}};
  while (result.edits.size() < count) {
    const bool takes = random.below(2) == 0;
    TestArc arc = result.arcs[random.below(result.arcs.size())];
    if (!takes) arc = {static_cast<NodeId>(random.below(num_nodes)), static_cast<NodeId>(random.below(num_nodes))};
    const bool is_known = std::ranges::any_of(
        result.edits, [&](const ArcEdit& edit) { return edit.source == arc.source && edit.target == arc.target; });
    if (arc.source == arc.target || is_known || is_followed_arc(result.arcs, arc.source, arc.target) != takes) continue;
    std::erase_if(result.arcs, [&](const TestArc& other) {
      return takes && other.source == arc.source && other.target == arc.target;
    });
    if (!takes) result.arcs.push_back(arc);
    result.edits.push_back({arc.source, arc.target, !takes});
  }
  return result;
}

bool is_there(const Web& web, const ArcEdit& edit) {
  const std::vector<NodeId> row = web.successors()[edit.source];
  return std::ranges::find(row, edit.target) != row.end();
}

std::string refusal(const Web& web, const Scores& scores, const std::vector<ArcEdit>& edits) {
  try {
    what_if(web, scores, edits);
  } catch (const ArgumentError& error) {
    return error.what();
  }
  return "taken";
}

TEST(WhatIf, EqualsAFullSolveOfTheEditedWebWithinItsBound) {
  int moved = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const test::RandomWebOptions shape = {.seed = seed, .nodes = 300, .arcs = 1500, .dangling_share = 0.3};
    const std::vector<TestArc> arcs = test::random_arcs(shape);
    const Edited after = edited(arcs, shape.nodes, 1 + seed % 5, seed);
    const Web old_web = test::make_web(shape.nodes, arcs), new_web = test::make_web(shape.nodes, after.arcs);
    for (const Dangling dangling : {Dangling::strong, Dangling::weak, Dangling::none}) {
      PageRankOptions options{.tolerance = 1e-11, .dangling = dangling, .followed_only = true};
      if (dangling == Dangling::strong && seed % 2 == 0) {
        options.preference.assign(shape.nodes, 0);
        for (std::size_t node = 0; node < 7; ++node) options.preference[node] = 1 + static_cast<double>(node);
      }
      const Scores found = what_if(old_web, pagerank(old_web, options), after.edits);
      options.tolerance = 1e-13;
      const Scores exact = pagerank(new_web, options);
      EXPECT_LE(l1_distance(found.score, exact.score), found.convergence.error_bound_l1) << seed;
      EXPECT_LE(found.convergence.error_bound_l1, 30e-11) << seed;
      moved += l1_distance(found.score, pagerank(old_web, options).score) > 1e-6 ? 1 : 0;
    }
  }
  EXPECT_GE(moved, 30) << "of 36: some preferences never reach the ends of the edits";
}

TEST(WhatIf, RatesDomainsAsAFullSolveDoes) {
  const test::RandomWebOptions shape = {.seed = 7, .nodes = 500, .arcs = 3000, .dangling_share = 0.2};
  const std::vector<TestArc> arcs = test::random_arcs(shape);
  const Edited after = edited(arcs, shape.nodes, 9, 77);
  const Web old_web = test::make_web(shape.nodes, arcs), new_web = test::make_web(shape.nodes, after.arcs);
  for (const RatingScale scale : {RatingScale::stretch, RatingScale::anchored, RatingScale::quantile}) {
    DomainRatingOptions options{.tolerance = 1e-12, .scale = scale};
    if (scale == RatingScale::anchored) options.ceiling = 20;
    const Scores found = what_if(old_web, domain_rating(old_web, options), after.edits);
    const Scores exact = domain_rating(new_web, options);
    EXPECT_LE(l1_distance(found.score, exact.score),
              found.convergence.error_bound_l1 + exact.convergence.error_bound_l1);
    ASSERT_EQ(found.columns.size(), exact.columns.size());
    // A quantile jumps by a place where two scores are as near to each other as their errors.
    const double near = scale == RatingScale::quantile ? 0.05 : 1e-6;
    for (std::size_t i = 0; i < found.columns.size(); ++i) {
      EXPECT_EQ(found.columns[i].name, exact.columns[i].name);
      if (const auto* counts = std::get_if<std::vector<std::uint64_t>>(&exact.columns[i].values)) {
        EXPECT_EQ(std::get<std::vector<std::uint64_t>>(found.columns[i].values), *counts) << found.columns[i].name;
      } else {
        EXPECT_THAT(
            std::get<std::vector<double>>(found.columns[i].values),
            testing::Pointwise(testing::DoubleNear(near), std::get<std::vector<double>>(exact.columns[i].values)));
      }
    }
    EXPECT_EQ(found.rank.front(), exact.rank.front());
  }
}

TEST(WhatIf, ALinkFromADanglingNodeAndTheLastLinkOfANode) {
  const Web web = test::make_web(4, {{0, 1}, {1, 2}});
  const Scores before = pagerank(web, {.tolerance = 1e-13});
  const std::vector<ArcEdit> edits = {{2, 0, true}, {0, 1, false}};
  const Scores found = what_if(web, before, edits);
  const Scores exact = pagerank(test::make_web(4, {{1, 2}, {2, 0}}), {.tolerance = 1e-13});
  EXPECT_LE(l1_distance(found.score, exact.score), 1e-11);
}

/// The old scores are as good as exact, so that the bound is what the push itself leaves.
TEST(WhatIf, BoundsWhatItLeavesUnpushed) {
  const test::RandomWebOptions shape = {.seed = 9, .nodes = 400, .arcs = 2500, .dangling_share = 0.2};
  const std::vector<TestArc> arcs = test::random_arcs(shape);
  const Web old_web = test::make_web(shape.nodes, arcs);
  const Edited after = edited(arcs, shape.nodes, 40, 5);
  const Web new_web = test::make_web(shape.nodes, after.arcs);
  for (const Dangling dangling : {Dangling::strong, Dangling::none}) {
    PageRankOptions options{.tolerance = 2e-13, .dangling = dangling, .followed_only = true};
    Scores before = pagerank(old_web, options);
    before.parameters["tol"] = 1e-3;
    const Scores found = what_if(old_web, before, after.edits);
    const double error = l1_distance(found.score, pagerank(new_web, options).score);
    EXPECT_GT(error, 1e-11) << "pushed further than asked: nothing is tested";
    EXPECT_LE(error, found.convergence.error_bound_l1);
    EXPECT_LE(found.convergence.error_bound_l1, 1e-5);
  }
}

/// With both links gone all mass is the teleport's, and the sum grows back by far.
TEST(WhatIf, BoundsScoresThatWereNotConvergedWhenMuchIsTakenAway) {
  const Web web = test::make_web(2, {{0, 1}, {1, 0}});
  PageRankOptions options{.alpha = 0.9, .max_iterations = 3, .preference = {1, 3}};
  const Scores found = what_if(web, pagerank(web, options), std::vector<ArcEdit>{{0, 1, false}, {1, 0, false}});
  EXPECT_FALSE(found.convergence.converged);
  options.max_iterations = 1000;
  EXPECT_LE(l1_distance(found.score, pagerank(test::make_web(2, {}), options).score), found.convergence.error_bound_l1);
}

TEST(WhatIf, TellsASmallChangeOfRoughScores) {
  const Web web = test::random_web({.seed = 4, .nodes = 3000, .arcs = 20000, .dangling_share = 0.2});
  const Scores before = domain_rating(web, {.tolerance = 1e-2});
  std::vector<ArcEdit> edits = {{2999, 0, true}};
  while (is_there(web, edits[0])) --edits[0].source;
  const Scores found = what_if(web, before, edits);
  EXPECT_GT(found.score[0], before.score[0]);
  EXPECT_GT(std::get<std::vector<double>>(found.columns[0].values)[0], 0) << "still rated";
  EXPECT_TRUE(found.web_fingerprint.empty());
  EXPECT_THAT(refusal(web, found, {{0, 5, true}}), HasSubstr("edited one"));
}

TEST(WhatIf, NoEditsLeaveTheScoresAlone) {
  const Web web = test::random_web({.seed = 3, .nodes = 100, .arcs = 400});
  const Scores before = pagerank(web, {});
  EXPECT_LE(l1_distance(what_if(web, before, {}).score, before.score), 1e-14);
}

TEST(WhatIf, RefusesWhatChangesNothingAndWhatItCannotTell) {
  const Web web = test::make_web(3, {{0, 1}, {1, 1}, {1, 2, false}});
  const Scores rated = domain_rating(web, {});
  EXPECT_EQ(refusal(web, rated, {{0, 1, true}}), "what-if: 0 -> 1 is there already, as a followed link");
  EXPECT_EQ(refusal(web, rated, {{1, 2, false}}), "what-if: 1 -> 2 is not there, as a followed link");
  EXPECT_EQ(refusal(web, rated, {{1, 2, true}}), "taken") << "followed from now on";
  EXPECT_THAT(refusal(web, rated, {{1, 1, false}}), HasSubstr("1 -> 1 is a link to itself"));
  EXPECT_THAT(refusal(web, rated, {{2, 3, true}}), HasSubstr("nodes below 3, found 3"));
  EXPECT_THAT(refusal(web, rated, {{2, 0, true}, {2, 0, true}}), HasSubstr("2 -> 0 twice"));
  EXPECT_THAT(refusal(test::make_web(3, {{0, 2}}), rated, {{0, 1, true}}), HasSubstr("those of another"));
  EXPECT_THAT(refusal(web, pagerank(web, {.weighted = true}), {{2, 0, true}}), HasSubstr("unweighted"));
  Scores forged = rated;
  forged.parameters["alpha"] = 1.5;
  EXPECT_THAT(refusal(web, forged, {{2, 0, true}}), HasSubstr("alpha: expected at least 0 and below 1, found 1.5"));
  forged = rated;
  forged.convergence.error_bound_l1 = -5;
  EXPECT_THAT(refusal(web, forged, {{2, 0, true}}), HasSubstr("error bound, found -5"));
  Scores others = rated;
  others.algorithm = "hits";
  EXPECT_THAT(refusal(web, others, {{2, 0, true}}), HasSubstr("found hits"));
}

}  // namespace
}  // namespace orbweb
