// Degrees and what is said of the web as a whole, against closed forms and loops over all arcs.
#include "algos/degrees.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <utility>
#include <vector>

#include "graph/error.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

using Arcs = std::vector<std::pair<NodeId, NodeId>>;

Arcs arcs_of(const Web& web, bool followed_only) {
  Arcs arcs;
  ArcIndex place = 0;
  for (NodeId u = 0; u < web.num_nodes(); ++u) {
    for (const NodeId v : web.successors()[u]) {
      if (!followed_only || web.followed().contains(place)) arcs.emplace_back(u, v);
      ++place;
    }
  }
  return arcs;
}

/// Pearson's coefficient by its definition.
double correlation(const std::vector<std::pair<double, double>>& pairs) {
  double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  const auto n = static_cast<double>(pairs.size());
  for (const auto& [a, b] : pairs) x += a / n, y += b / n;
  for (const auto& [a, b] : pairs) xx += (a - x) * (a - x), yy += (b - y) * (b - y), xy += (a - x) * (b - y);
  return xy / std::sqrt(xx * yy);
}

TEST(Degrees, FactsAreThoseOfTheArcsOneByOne) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const Web web = test::random_web({.seed = seed, .nodes = 30 * seed, .arcs = 120 * seed});
    for (const bool followed : {false, true}) {
      const Arcs arcs = arcs_of(web, followed);
      std::vector<double> out(web.num_nodes(), 0), in(web.num_nodes(), 0);
      for (const auto& [u, v] : arcs) ++out[u], ++in[v];
      std::vector<std::pair<double, double>> out_in, out_out, in_in, in_out;
      const std::set<std::pair<NodeId, NodeId>> all(arcs.begin(), arcs.end());
      double answered = 0, others = 0;
      for (const auto& [u, v] : arcs) {
        out_in.emplace_back(out[u], in[v]);
        out_out.emplace_back(out[u], out[v]);
        in_in.emplace_back(in[u], in[v]);
        in_out.emplace_back(in[u], out[v]);
        others += u != v ? 1 : 0;
        answered += u != v && all.contains({v, u}) ? 1 : 0;
      }
      const Scores scores = degrees(web, {.followed_only = followed});
      EXPECT_EQ(scores.score, in);
      EXPECT_EQ(std::get<std::vector<std::uint64_t>>(scores.columns.at(0).values),
                std::vector<std::uint64_t>(out.begin(), out.end()));
      EXPECT_NEAR(scores.facts.at("assortativity_out_in"), correlation(out_in), 1e-12);
      EXPECT_NEAR(scores.facts.at("assortativity_out_out"), correlation(out_out), 1e-12);
      EXPECT_NEAR(scores.facts.at("assortativity_in_in"), correlation(in_in), 1e-12);
      EXPECT_NEAR(scores.facts.at("assortativity_in_out"), correlation(in_out), 1e-12);
      EXPECT_DOUBLE_EQ(scores.facts.at("reciprocity"), answered / others);
    }
  }
}

//   0 <-> 1, 0 <-> 2, 0 <-> 3: the hub meets leaves only
TEST(Degrees, AStarIsAsDisassortativeAsCanBe) {
  const Scores star = degrees(test::make_web(4, {{0, 1}, {1, 0}, {0, 2}, {2, 0}, {0, 3}, {3, 0}}), {});
  for (const char* pair : {"out_in", "out_out", "in_in", "in_out"}) {
    EXPECT_DOUBLE_EQ(star.facts.at(std::string("assortativity_") + pair), -1) << pair;
  }
  EXPECT_EQ(star.facts.at("reciprocity"), 1);
  EXPECT_EQ(star.facts.at("dangling_share"), 0);
}

//   0 -> 1 -> 2 -> 0: every degree is the same, nothing correlates; 3 has no links
TEST(Degrees, WhatHasNoValueIsLeftOut) {
  const Scores ring = degrees(test::make_web(4, {{0, 1}, {1, 2}, {2, 0}}), {});
  EXPECT_FALSE(ring.facts.contains("assortativity_out_in"));
  EXPECT_FALSE(ring.facts.contains("indegree_exponent")) << "a tail of three nodes";
  EXPECT_EQ(ring.facts.at("reciprocity"), 0);
  EXPECT_EQ(ring.facts.at("dangling_share"), 0.25);
  EXPECT_FALSE(degrees(test::make_web(2, {{0, 0}}), {}).facts.contains("reciprocity"));
  EXPECT_TRUE(degrees(test::make_web(0, {}), {}).facts.empty());
}

TEST(Degrees, TailsAreThoseOfTheDegrees) {
  const Web web = test::random_web({.nodes = 4'000, .arcs = 30'000, .popular_share = 0.9});
  const Scores scores = degrees(web, {});
  for (const std::string degree : {"indegree", "outdegree"}) {
    const auto from = scores.facts.at(degree + "_tail_from");
    double nodes = 0;
    for (NodeId v = 0; v < web.num_nodes(); ++v) {
      const auto here = degree == "indegree" ? web.predecessors().degree(v) : web.successors().degree(v);
      nodes += static_cast<double>(here) >= from ? 1 : 0;
    }
    EXPECT_EQ(scores.facts.at(degree + "_tail_nodes"), nodes);
    EXPECT_GE(nodes, 50);
    EXPECT_GT(scores.facts.at(degree + "_exponent"), 1);
    EXPECT_GT(scores.facts.at(degree + "_standard_error"), 0);
    EXPECT_LT(scores.facts.at(degree + "_ks_distance"), 0.2);
  }
}

// Two pages of one host, one of another host of the same domain, one elsewhere.
TEST(Degrees, CohesionIsTheShareOfArcsWithin) {
  const std::string a = "https://a.com/", page = "https://a.com/p", sub = "https://b.a.com/", other = "https://c.org/";
  const std::vector<test::NamedArc> links = {{a, page}, {page, sub}, {sub, other}, {other, a}};
  const auto pages = degrees(test::make_named_web(links, FoldLevel::page), {}).facts;
  EXPECT_EQ(pages.at("arcs_within_host"), 0.25);
  EXPECT_EQ(pages.at("arcs_within_domain"), 0.5);
  const auto hosts =
      degrees(test::make_named_web({{"a.com", "b.a.com"}, {"b.a.com", "c.org"}}, FoldLevel::host), {}).facts;
  EXPECT_EQ(hosts.at("arcs_within_domain"), 0.5);
  EXPECT_FALSE(hosts.contains("arcs_within_host"));
  EXPECT_FALSE(degrees(test::make_named_web({{"a.com", "c.org"}}), {}).facts.contains("arcs_within_domain"));
}

TEST(Degrees, StopWhenAskedTo) {
  std::stop_source source;
  source.request_stop();
  EXPECT_THROW(degrees(test::make_web(3, {{0, 1}}), {}, {.report = {}, .stop = source.get_token()}), Cancelled);
}

}  // namespace
}  // namespace orbweb
