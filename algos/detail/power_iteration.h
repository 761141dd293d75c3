// One step of PageRank in its clear form, x -> T(x), and what it costs in rounding: the oracle's loop and every faster
// solver's last step, which proves its result.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "algos/detail/error_bound.h"
#include "algos/pagerank.h"
#include "graph/arc_filter.h"
#include "graph/huge_pages.h"

namespace orbweb::detail {

/// Keeps references to graph and options. 24 bytes per node from the first step on, 32 with a preference vector.
class PowerIteration {
 public:
  PowerIteration(const RankGraph& graph, const PageRankOptions& options, const NodeDistribution& teleport);

  /// Begins with the teleport distribution.
  void start();
  /// Begins with these scores of all nodes.
  void start(std::vector<double> scores) { rank_ = std::move(scores); }
  /// Begins with these scores of the nodes that have successors. Of the others only their mass matters, which is what
  /// is left of 1.
  void start_lumped(std::span<const NodeId> nodes, std::span<const double> scores);

  /// rank = T(rank). Returns the L1 norm of the step; of the first one after start_lumped(), of the step from the
  /// vector whose dangling part is the result's, scaled to the mass that was used: T is the same for both.
  double advance();

  /// Names the state, for algos/engine/checkpoint.h; after the first step.
  template <class Archive>
  void persist(Archive& archive) {
    archive(rank_);
    archive.require(rank_.size() == n_);
  }

  /// Of the last step.
  const RoundingBound::Facts& facts() const { return facts_; }
  const RoundingBound& rounding() const { return rounding_; }
  std::vector<double> take_rank() { return std::move(rank_); }

 private:
  double scatter();
  double gather(const BaseShares& base);
  double row_sum(std::uint64_t node, std::span<const NodeId> row) const;
  double dangling_mass(const std::vector<double>& rank) const;
  bool is_dangling(std::uint64_t u) const { return graph_.out_weights[u] == 0; }

  const RankGraph& graph_;
  const PageRankOptions& options_;
  const NodeDistribution& teleport_;
  std::uint64_t n_;
  RoundingBound rounding_;
  RoundingBound::Facts facts_{};
  std::vector<double> rank_, next_;
  HugeVector<double> contribution_;
  bool lumped_ = false;
};

}  // namespace orbweb::detail
