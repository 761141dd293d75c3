// Scores for the tests of tables.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <iterator>
#include <utility>
#include <vector>

#include "algos/scores.h"
#include "support/data.h"
#include "support/random_graph.h"

namespace orbweb::test {

/// Nodes in order: a.example, b.example, c.example.
inline Web domains() { return make_named_web({{"a.example", "b.example"}, {"b.example", "c.example"}}); }

inline Scores scores_of(const Web& web, std::vector<double> values) {
  Scores scores;
  scores.algorithm = "test-rank";
  scores.definition = "test-rank/1";
  scores.parameters = {{"alpha", 0.85}, {"whole", 1.0},       {"steps", std::int64_t{3}},
                       {"flag", true},  {"policy", "strong"}, {"preference", std::vector<double>{1, 2}}};
  scores.vectors = {{"preference", {"seeds.tsv", "0123456789abcdef"}}};
  scores.web_fingerprint = web.fingerprint();
  scores.rank = ranks_of(values);
  std::vector<std::uint64_t> degrees;
  for (NodeId node = 0; node < web.num_nodes(); ++node) degrees.push_back(web.predecessors().degree(node));
  scores.columns = {{"rating", values}, {"referring", degrees}};
  scores.score = std::move(values);
  scores.convergence = {12, 1e-10, 3e-10, true};
  scores.certified_top = 2;
  return scores;
}

inline void expect_equal(const Scores& a, const Scores& b) {
  EXPECT_EQ(a.algorithm, b.algorithm);
  EXPECT_EQ(a.definition, b.definition);
  EXPECT_EQ(a.vectors, b.vectors);
  EXPECT_EQ(a.web_fingerprint, b.web_fingerprint);
  EXPECT_EQ(a.score, b.score);
  EXPECT_EQ(a.rank, b.rank);
  ASSERT_EQ(a.columns.size(), b.columns.size());
  for (std::size_t i = 0; i < a.columns.size(); ++i) {
    EXPECT_EQ(a.columns[i].name, b.columns[i].name);
    EXPECT_EQ(a.columns[i].values, b.columns[i].values);
  }
  EXPECT_EQ(a.convergence.iterations, b.convergence.iterations);
  EXPECT_EQ(a.convergence.residual_l1, b.convergence.residual_l1);
  EXPECT_EQ(a.convergence.error_bound_l1, b.convergence.error_bound_l1);
  EXPECT_EQ(a.convergence.converged, b.convergence.converged);
  EXPECT_EQ(a.certified_top, b.certified_top);
}

inline std::size_t files_in(const TemporaryFolder& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder.path()), {}));
}

}  // namespace orbweb::test
