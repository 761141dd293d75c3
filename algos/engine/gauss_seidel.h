// PageRank by Gauss-Seidel sweeps: inside fixed parts of the nodes each new score is used at once, between parts the
// last sweep's are, so that the result does not depend on threads. Self-loops are solved exactly:
//
//   x[v] = (base + alpha * sum over other predecessors u of x[u] w(u,v) / W(u)) / (1 - alpha w(v,v) / W(v))
//
// About half as many sweeps as the power iteration (Arasu, Novak, Tomkins, Tomlin, "PageRank computation and the
// structure of the web", 2002). Where the dangling mass goes where the teleport goes, it is left out: the solution is
// then the same but for its sum (Gleich, "PageRank beyond the web", SIAM Review 57 (2015), doi:10.1137/140976649).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "algos/pagerank.h"
#include "graph/arc_filter.h"
#include "graph/huge_pages.h"

namespace orbweb::engine {

class GaussSeidel {
 public:
  /// Begins with `start`, one value per node, or with the teleport distribution. Keeps references. 32 bytes per node.
  GaussSeidel(const RankGraph& graph, const PageRankOptions& options, const NodeDistribution& teleport,
              std::span<const double> start);

  /// One sweep. Returns the L1 norm of its step as a share of the scores' sum.
  double advance();
  int iterations() const { return iterations_; }
  /// Scores of all nodes.
  std::vector<double> scores() const;

  /// Names the state, for algos/engine/checkpoint.h.
  template <class Archive>
  void persist(Archive& archive) {
    archive(rank_);
    archive(iterations_);
    archive.require(rank_.size() == n_ && iterations_ >= 0);
    if constexpr (Archive::kReads) contribute();
  }

 private:
  void contribute();
  void sweep_part(std::uint64_t part, const BaseShares& base);
  double dangling_mass() const;

  const RankGraph& graph_;
  const PageRankOptions& options_;
  const NodeDistribution& teleport_;
  std::uint64_t n_;
  bool scaled_;  ///< the dangling mass is left out, and made up for by scaling at the end
  std::vector<double> rank_, next_;
  HugeVector<double> contribution_, next_contribution_;  ///< per unit of arc weight
  int iterations_ = 0;
};

}  // namespace orbweb::engine
