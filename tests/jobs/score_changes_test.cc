// What changed between two tables, how their orders agree, and why a score changed.
#include "jobs/score_changes.h"

#include <gtest/gtest.h>

#include <cmath>

#include "algos/domain_rating.h"
#include "algos/pagerank.h"
#include "graph/error.h"
#include "jobs/score_reasons.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

using test::Random;

/// The definition, pair by pair.
double slow_tau_b(const std::vector<double>& a, const std::vector<double>& b) {
  double agree = 0, ties_a = 0, ties_b = 0, all = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double product = (a[i] - a[j]) * (b[i] - b[j]);
      agree += product > 0 ? 1 : product < 0 ? -1 : 0;
      ties_a += a[i] == a[j] ? 1 : 0;
      ties_b += b[i] == b[j] ? 1 : 0;
      all += 1;
    }
  }
  return agree / std::sqrt((all - ties_a) * (all - ties_b));
}

TEST(RankCorrelation, TauIsThatOfItsDefinitionWithTiesAndWithout) {
  Random random(1);
  for (std::size_t size = 2; size < 40; ++size) {
    for (const std::uint64_t distinct : {3U, 1000U}) {
      std::vector<double> a(size), b(size);
      for (auto* values : {&a, &b}) {
        for (double& value : *values) value = static_cast<double>(random.below(distinct));
      }
      const double expected = slow_tau_b(a, b);
      if (!std::isfinite(expected)) continue;
      EXPECT_NEAR(kendall_tau_b(a, b), expected, 1e-12) << size;
    }
  }
}

TEST(RankCorrelation, KnownValues) {
  EXPECT_EQ(kendall_tau_b({1, 2, 3}, {10, 20, 30}), 1);
  EXPECT_EQ(kendall_tau_b({1, 2, 3}, {3, 2, 1}), -1);
  EXPECT_NEAR(spearman_rho({1, 2, 3, 4, 5}, {5, 6, 7, 8, 7}), 0.8207826816681233,
              1e-12);  // Pearson of 1..5, 1 2 3.5 5 3.5
  EXPECT_TRUE(std::isnan(kendall_tau_b({1, 1}, {1, 2})));
  EXPECT_TRUE(std::isnan(spearman_rho({}, {})));
}

Web old_web() {
  return test::make_named_web({{"a.com", "b.org"},
                               {"b.org", "c.net"},
                               {"c.net", "a.com"},
                               {"d.io", "a.com"},
                               {"d.io", "c.net"},
                               {"e.com", "d.io"}});
}
/// e.com is gone, f.com is new and links to b.org, d.io links to a.com alone.
Web new_web() {
  return test::make_named_web(
      {{"a.com", "b.org"}, {"b.org", "c.net"}, {"c.net", "a.com"}, {"d.io", "a.com"}, {"f.com", "b.org"}});
}

TEST(ScoreChanges, NamesGainedLostAndMoved) {
  const Web before = old_web(), after = new_web();
  const Scores was = domain_rating(before, {}), is = domain_rating(after, {});
  const ScoreChanges changes = compare_scores({was, before}, {is, after}, 10);
  EXPECT_EQ(changes.common, 4U);
  ASSERT_EQ(changes.num_gained(), 1U);
  EXPECT_EQ(changes.gained[0].name, "f.com");
  ASSERT_EQ(changes.num_lost(), 1U);
  EXPECT_EQ(changes.lost[0].name, "e.com");
  EXPECT_EQ(changes.value_name, "rating");
  for (const Mover& mover : changes.up) EXPECT_GT(mover.change(), 0) << mover.name;
  for (const Mover& mover : changes.down) EXPECT_LT(mover.change(), 0) << mover.name;
  EXPECT_EQ(compare_scores({was, before}, {is, after}, 0).up.size(), 0U);
}

TEST(ScoreChanges, OfATableWithItselfAreNone) {
  const Web web = test::with_names(test::random_web({}));
  const Scores scores = pagerank(web, {});
  const ScoreChanges changes = compare_scores({scores, web}, {scores, web}, 10);
  EXPECT_EQ(changes.common, web.num_nodes());
  EXPECT_TRUE(changes.up.empty() && changes.down.empty() && changes.gained.empty() && changes.lost.empty());
  EXPECT_NEAR(changes.kendall_tau_b, 1, 1e-12);
  EXPECT_NEAR(changes.spearman_rho, 1, 1e-12);
}

ScoreReasons reasons_of_one(const NamedScores& before, const NamedScores& after, NodeInBoth node) {
  return reasons_of(before, after, {&node, 1}).at(0);
}

TEST(ScoreReasons, PartsSumToTheChange) {
  const Web before = test::with_names(test::random_web({.seed = 5, .nodes = 300, .arcs = 2'000}));
  const Web after = test::with_names(test::random_web({.seed = 6, .nodes = 310, .arcs = 2'100}));
  const Scores was = pagerank(before, {}), is = pagerank(after, {});
  for (NodeId node = 0; node < 300; node += 7) {
    ScoreReasons found = reasons_of_one({was, before}, {is, after}, {node, node});
    EXPECT_NEAR(found.sum(), found.change(), 1e-14) << node;
    keep_largest(found, 2);
    EXPECT_LE(found.reasons.size(), 2U);
    EXPECT_NEAR(found.sum(), found.change(), 1e-14) << node;
    EXPECT_LE(std::abs(found.rest), was.convergence.error_bound_l1 + is.convergence.error_bound_l1 + 1e-15);
  }
}

TEST(ScoreReasons, NameWhatHappened) {
  const Web before = old_web(), after = new_web();
  const Scores was = domain_rating(before, {}), is = domain_rating(after, {});
  const auto kinds = [&](const char* name, const char* source) {
    std::vector<ReasonKind> found;
    const NodeInBoth node = {*before.find(name), *after.find(name)};
    for (const Reason& reason : reasons_of_one({was, before}, {is, after}, node).reasons) {
      if (reason.source == source) found.push_back(reason.kind);
    }
    return found;
  };
  EXPECT_EQ(kinds("b.org", "f.com"), std::vector{ReasonKind::link_gained});
  EXPECT_EQ(kinds("c.net", "d.io"), std::vector{ReasonKind::link_lost});
  EXPECT_EQ(kinds("a.com", "d.io").size(), 2U) << "d.io has another score, and fewer links";
}

TEST(ScoreReasons, ScoresOfDifferentDefinitionsHaveNone) {
  const Web web = old_web();
  const Scores a = domain_rating(web, {}), b = pagerank(web, {});
  EXPECT_THROW(reasons_of_one({a, web}, {b, web}, {0, 0}), ArgumentError);
  EXPECT_FALSE(have_reasons(a, b));
  EXPECT_TRUE(have_reasons(a, a));
}

TEST(ScoreReasons, AreGivenToTheFirstMoversOfBothSides) {
  const Web before = old_web(), after = new_web();
  const Scores was = pagerank(before, {}), is = pagerank(after, {});
  ScoreChanges changes = compare_scores({was, before}, {is, after}, 10);
  ASSERT_GE(changes.up.size(), 1U);
  ASSERT_GE(changes.down.size(), 2U);
  add_reasons(changes, {was, before}, {is, after}, 1);
  for (const Mover& mover : {changes.up[0], changes.down[0]}) {
    ASSERT_TRUE(mover.reasons) << mover.name;
    EXPECT_NEAR(mover.reasons->sum(), mover.change(), 1e-14) << mover.name;
  }
  EXPECT_FALSE(changes.down[1].reasons);
}

}  // namespace
}  // namespace orbweb
