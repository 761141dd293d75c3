#include "algos/detail/power_iteration.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "algos/detail/total.h"
#include "graph/kernels/reduce.h"
#include "graph/parallel.h"
#include "graph/row_scan.h"

namespace orbweb::detail {

namespace {

std::span<const double> part(std::span<const double> values, std::uint64_t begin, std::uint64_t end) {
  return values.subspan(begin, end - begin);
}

}  // namespace

PowerIteration::PowerIteration(const RankGraph& graph, const PageRankOptions& options, const NodeDistribution& teleport)
    : graph_(graph),
      options_(options),
      teleport_(teleport),
      n_(graph.predecessors->num_nodes()),
      rounding_(n_, !teleport.is_uniform()) {}

void PowerIteration::start() {
  rank_.resize(n_);
  for (std::uint64_t v = 0; v < n_; ++v) rank_[v] = teleport_[v];
}

void PowerIteration::start_lumped(std::span<const NodeId> nodes, std::span<const double> scores) {
  rank_.assign(n_, 0.0);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    rank_[nodes[i]] = std::isfinite(scores[i]) ? std::max(0.0, scores[i]) : 0;  // of a forged layout anything may come
  }
  const double living = total_of(rank_);
  const auto dangling = std::find(graph_.out_weights.begin(), graph_.out_weights.end(), 0.0);
  if (dangling == graph_.out_weights.end()) return;
  rank_[static_cast<std::size_t>(dangling - graph_.out_weights.begin())] = std::max(0.0, 1 - living);
  lumped_ = true;
}

double PowerIteration::advance() {
  next_.resize(n_);
  contribution_.resize(n_);
  const double mass = scatter();
  const BaseShares base(options_, mass, n_);
  double step = gather(base);
  facts_.base_mass = base.preferred + base.uniform * static_cast<double>(n_);
  if (std::exchange(lumped_, false)) step += std::abs(dangling_mass(next_) - mass);
  std::swap(rank_, next_);
  return step;
}

double PowerIteration::dangling_mass(const std::vector<double>& rank) const {
  return parallel_sum(n_, [&](std::uint64_t begin, std::uint64_t end) {
    double total = 0;
    for (std::uint64_t u = begin; u < end; ++u) total += is_dangling(u) ? rank[u] : 0;
    return total;
  });
}

/// Fills contribution_: what each node passes per unit of arc weight. Returns the dangling nodes' mass.
double PowerIteration::scatter() {
  return parallel_sum(n_, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t u = begin; u < end; ++u) contribution_[u] = is_dangling(u) ? rank_[u] : 0;
    const double mass = sum(part(contribution_, begin, end));
    for (std::uint64_t u = begin; u < end; ++u) {
      contribution_[u] = is_dangling(u) ? 0 : rank_[u] / graph_.out_weights[u];
    }
    return mass;
  });
}

/// Fills next_ by pulling over predecessors. Returns |next - rank|_1, of a lumped start without the dangling nodes.
double PowerIteration::gather(const BaseShares& base) {
  const std::uint64_t num_blocks = (n_ + kReductionBlock - 1) / kReductionBlock;
  std::vector<double> weighted(num_blocks);
  std::vector<std::uint64_t> largest(num_blocks);
  const double step = parallel_sum(n_, [&](std::uint64_t begin, std::uint64_t end) {
    const std::uint64_t block = begin / kReductionBlock;
    visit_rows(*graph_.predecessors, begin, end, [&](std::uint64_t v, std::span<const NodeId> row) {
      next_[v] = (base.preferred * teleport_[v] + base.uniform) + options_.alpha * row_sum(v, row);
      weighted[block] += static_cast<double>(row.size() + 4) * next_[v];
      largest[block] = std::max<std::uint64_t>(largest[block], row.size());
      if (lumped_ && is_dangling(v)) rank_[v] = next_[v];
    });
    return l1_distance(part(next_, begin, end), part(rank_, begin, end));
  });
  facts_.rows = sum(weighted);
  facts_.largest_degree = *std::max_element(largest.begin(), largest.end());
  return step;
}

double PowerIteration::row_sum(std::uint64_t node, std::span<const NodeId> row) const {
  double total = 0;
  if (graph_.weights.empty()) {
    for (const NodeId u : row) total += contribution_[u];
    return total;
  }
  const double* weight = graph_.weights.data() + graph_.predecessors->first_arc(node);
  for (std::size_t i = 0; i < row.size(); ++i) total += contribution_[row[i]] * weight[i];
  return total;
}

}  // namespace orbweb::detail
