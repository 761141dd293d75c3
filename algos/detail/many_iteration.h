// Eight PageRanks at once, each step for step and bit for bit what PowerIteration makes of it alone.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "algos/detail/error_bound.h"
#include "algos/pagerank.h"
#include "graph/arc_filter.h"
#include "graph/huge_pages.h"
#include "graph/kernels/many_vectors.h"

namespace orbweb::detail {

using ManySteps = std::array<double, kManyVectors>;

/// Keeps references to graph and options. 256 bytes per node.
class ManyIteration {
 public:
  /// One to kManyVectors teleport distributions, each of which the scores begin with.
  ManyIteration(const RankGraph& graph, const PageRankOptions& options, std::span<const NodeDistribution> teleports);

  /// One step of all vectors. Returns the L1 norm of each one's step.
  ManySteps advance();

  /// Of the last step.
  const RoundingBound::Facts& facts(std::size_t vector) const { return facts_[vector]; }
  const RoundingBound& rounding(std::size_t vector) const { return rounding_[vector]; }
  std::vector<double> scores(std::size_t vector) const;

 private:
  ManySteps scatter();
  ManySteps gather(std::span<const BaseShares> base);
  void gather_rows(std::uint64_t begin, std::uint64_t end, std::span<const BaseShares> base);

  const RankGraph& graph_;
  const PageRankOptions& options_;
  std::uint64_t n_;
  std::vector<RoundingBound> rounding_;
  std::array<RoundingBound::Facts, kManyVectors> facts_{};
  std::vector<ManyValues> teleport_, rank_, next_;
  HugeVector<ManyValues> contribution_;
};

}  // namespace orbweb::detail
