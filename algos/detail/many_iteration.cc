#include "algos/detail/many_iteration.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "graph/graph.h"
#include "graph/kernels/reduce.h"
#include "graph/parallel.h"

namespace orbweb::detail {

namespace {

/// Sums of all vectors over one block of nodes, each in the order of graph/kernels/reduce.h.
class BlockSums {
 public:
  template <class TermOf>
  void add(std::uint64_t place, TermOf&& term_of) {
    ManyValues& lane = lanes_[place % kVirtualLanes];
    for (std::size_t i = 0; i < kManyVectors; ++i) lane.of[i] += term_of(i);
  }

  ManyValues total() const {
    ManyValues total{};
    for (std::size_t i = 0; i < kManyVectors; ++i) {
      const auto lane = [&](std::size_t number) { return lanes_[number].of[i]; };
      total.of[i] = ((lane(0) + lane(4)) + (lane(2) + lane(6))) + ((lane(1) + lane(5)) + (lane(3) + lane(7)));
    }
    return total;
  }

 private:
  std::array<ManyValues, kVirtualLanes> lanes_{};
};

/// As parallel_sum, of all vectors.
template <class BlockSum>
ManySteps parallel_sums(std::uint64_t size, BlockSum&& block_sum) {
  const std::uint64_t num_blocks = (size + kReductionBlock - 1) / kReductionBlock;
  std::vector<ManyValues> blocks(num_blocks);
  parallel_for(num_blocks, 1, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t block = begin; block < end; ++block) {
      blocks[block] = block_sum(block * kReductionBlock, std::min(size, (block + 1) * kReductionBlock));
    }
  });
  ManySteps sums;
  for (std::size_t i = 0; i < kManyVectors; ++i) {
    sums[i] =
        parallel_sum(size, [&](std::uint64_t begin, std::uint64_t) { return blocks[begin / kReductionBlock].of[i]; });
  }
  return sums;
}

}  // namespace

ManyIteration::ManyIteration(const RankGraph& graph, const PageRankOptions& options,
                             std::span<const NodeDistribution> teleports)
    : graph_(graph),
      options_(options),
      n_(graph.predecessors->num_nodes()),
      teleport_(n_),
      next_(n_),
      contribution_(n_) {
  for (const NodeDistribution& teleport : teleports) rounding_.emplace_back(n_, !teleport.is_uniform());
  for (std::uint64_t v = 0; v < n_; ++v) {
    for (std::size_t i = 0; i < teleports.size(); ++i) teleport_[v].of[i] = teleports[i][v];
  }
  rank_ = teleport_;
}

ManySteps ManyIteration::advance() {
  const ManySteps dangling = scatter();
  std::vector<BaseShares> base;
  for (std::size_t i = 0; i < kManyVectors; ++i) {
    base.emplace_back(options_, dangling[i], n_);
    facts_[i].base_mass = base[i].preferred + base[i].uniform * static_cast<double>(n_);
  }
  const ManySteps steps = gather(base);
  std::swap(rank_, next_);
  return steps;
}

/// Fills contribution_. Returns the dangling nodes' mass in each vector.
ManySteps ManyIteration::scatter() {
  return parallel_sums(n_, [&](std::uint64_t begin, std::uint64_t end) {
    BlockSums dangling;
    for (std::uint64_t u = begin; u < end; ++u) {
      const double out = graph_.out_weights[u];
      const ManyValues& rank = rank_[u];
      if (out == 0) {
        dangling.add(u - begin, [&](std::size_t i) { return rank.of[i]; });
        contribution_[u] = {};
      } else {
        for (std::size_t i = 0; i < kManyVectors; ++i) contribution_[u].of[i] = rank.of[i] / out;
      }
    }
    return dangling.total();
  });
}

ManySteps ManyIteration::gather(std::span<const BaseShares> base) {
  const std::uint64_t num_blocks = (n_ + kReductionBlock - 1) / kReductionBlock;
  std::vector<ManyValues> weighted(num_blocks);
  std::vector<std::uint64_t> largest(num_blocks);
  const ManySteps steps = parallel_sums(n_, [&](std::uint64_t begin, std::uint64_t end) {
    const std::uint64_t block = begin / kReductionBlock;
    gather_rows(begin, end, base);
    BlockSums distance;
    for (std::uint64_t v = begin; v < end; ++v) {
      const std::uint64_t degree = graph_.predecessors->degree(static_cast<NodeId>(v));
      largest[block] = std::max(largest[block], degree);
      const auto share = static_cast<double>(degree + 4);
      for (std::size_t i = 0; i < kManyVectors; ++i) weighted[block].of[i] += share * next_[v].of[i];
      distance.add(v - begin, [&](std::size_t i) { return std::abs(next_[v].of[i] - rank_[v].of[i]); });
    }
    return distance.total();
  });
  const std::uint64_t largest_degree = *std::max_element(largest.begin(), largest.end());
  std::vector<double> of_vector(num_blocks);
  for (std::size_t i = 0; i < kManyVectors; ++i) {
    for (std::uint64_t block = 0; block < num_blocks; ++block) of_vector[block] = weighted[block].of[i];
    facts_[i].rows = sum(of_vector);
    facts_[i].largest_degree = largest_degree;
  }
  return steps;
}

/// Fills next_ in [begin, end).
void ManyIteration::gather_rows(std::uint64_t begin, std::uint64_t end, std::span<const BaseShares> base) {
  ManySums job{.values = contribution_.data(), .num_rows = end - begin, .sums = next_.data() + begin};
  static thread_local RowBlock rows;
  if (const auto* graph = dynamic_cast<const Graph*>(graph_.predecessors.get())) {
    job.offsets = graph->offsets().data() + begin;
    job.predecessors = graph->targets().data();
    job.weights = graph_.weights.empty() ? nullptr : graph_.weights.data();
  } else {
    graph_.predecessors->read_rows(begin, end, rows);
    job.offsets = rows.offsets.data();
    job.predecessors = rows.targets.data();
    job.weights = graph_.weights.empty() ? nullptr : graph_.weights.data() + graph_.predecessors->first_arc(begin);
  }
  sum_many(job);
  for (std::uint64_t v = begin; v < end; ++v) {
    for (std::size_t i = 0; i < kManyVectors; ++i) {
      next_[v].of[i] = (base[i].preferred * teleport_[v].of[i] + base[i].uniform) + options_.alpha * next_[v].of[i];
    }
  }
}

std::vector<double> ManyIteration::scores(std::size_t vector) const {
  std::vector<double> scores(n_);
  for (std::uint64_t v = 0; v < n_; ++v) scores[v] = rank_[v].of[vector];
  return scores;
}

}  // namespace orbweb::detail
