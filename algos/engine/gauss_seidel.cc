#include "algos/engine/gauss_seidel.h"

#include <algorithm>
#include <utility>

#include "algos/detail/total.h"
#include "graph/kernels/reduce.h"
#include "graph/parallel.h"
#include "graph/row_scan.h"

namespace orbweb::engine {

namespace {

constexpr std::uint64_t kPart = 1 << 15;  // nodes that see each other's new scores
constexpr std::uint64_t kRowsAtOnce = 1 << 10;

double contribution_of(double rank, double out_weight) { return out_weight == 0 ? 0 : rank / out_weight; }

}  // namespace

GaussSeidel::GaussSeidel(const RankGraph& graph, const PageRankOptions& options, const NodeDistribution& teleport,
                         std::span<const double> start)
    : graph_(graph),
      options_(options),
      teleport_(teleport),
      n_(graph.predecessors->num_nodes()),
      scaled_(options.dangling == Dangling::strong || (options.dangling == Dangling::weak && teleport.is_uniform())),
      rank_(n_),
      next_(n_),
      contribution_(n_),
      next_contribution_(n_) {
  for (std::uint64_t v = 0; v < n_; ++v) {
    rank_[v] = start.empty() ? teleport[v] : start[v];
  }
  contribute();
}

/// Fills contribution_ from rank_.
void GaussSeidel::contribute() {
  for (std::uint64_t v = 0; v < n_; ++v) contribution_[v] = contribution_of(rank_[v], graph_.out_weights[v]);
}

double GaussSeidel::advance() {
  const BaseShares base(options_, scaled_ ? 0 : dangling_mass(), n_);
  parallel_for((n_ + kPart - 1) / kPart, 1, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t part = begin; part < end; ++part) sweep_part(part, base);
  });
  const double step = parallel_sum(n_, [&](std::uint64_t begin, std::uint64_t end) {
    return l1_distance(std::span(next_).subspan(begin, end - begin), std::span(rank_).subspan(begin, end - begin));
  });
  std::swap(rank_, next_);
  std::swap(contribution_, next_contribution_);
  ++iterations_;
  return scaled_ ? step / detail::total_of(rank_) : step;
}

void GaussSeidel::sweep_part(std::uint64_t part, const BaseShares& base) {
  const std::uint64_t first = part * kPart;
  const std::uint64_t last = std::min(n_, first + kPart);
  std::copy_n(contribution_.data() + first, last - first, next_contribution_.data() + first);
  for (std::uint64_t begin = first; begin < last; begin += kRowsAtOnce) {
    visit_rows(*graph_.predecessors, begin, std::min(last, begin + kRowsAtOnce),
               [&](std::uint64_t v, std::span<const NodeId> row) {
                 const double* const weights =
                     graph_.weights.empty() ? nullptr : graph_.weights.data() + graph_.predecessors->first_arc(v);
                 double sum = 0;
                 double self = 0;
                 const auto add = [&](std::size_t begin_arc, std::size_t end_arc, const double* contributions) {
                   for (std::size_t i = begin_arc; i < end_arc; ++i) {
                     const double weight = weights == nullptr ? 1 : weights[i];
                     if (row[i] == v) {
                       self = weight;
                     } else {
                       sum += contributions[row[i]] * weight;
                     }
                   }
                 };
                 const auto place_of = [&](std::uint64_t node) {
                   return static_cast<std::size_t>(std::lower_bound(row.begin(), row.end(), node) - row.begin());
                 };
                 const std::size_t inner = place_of(first);
                 const std::size_t outer = place_of(last);
                 add(0, inner, contribution_.data());
                 add(inner, outer, next_contribution_.data());
                 add(outer, row.size(), contribution_.data());
                 const double kept = self == 0 ? 0 : options_.alpha * self / graph_.out_weights[v];
                 next_[v] = (base.preferred * teleport_[v] + base.uniform + options_.alpha * sum) / (1 - kept);
                 next_contribution_[v] = contribution_of(next_[v], graph_.out_weights[v]);
               });
  }
}

double GaussSeidel::dangling_mass() const {
  return parallel_sum(n_, [&](std::uint64_t begin, std::uint64_t end) {
    double total = 0;
    for (std::uint64_t u = begin; u < end; ++u) total += graph_.out_weights[u] == 0 ? rank_[u] : 0;
    return total;
  });
}

std::vector<double> GaussSeidel::scores() const {
  std::vector<double> scores = rank_;
  if (!scaled_) return scores;
  const double total = detail::total_of(rank_);
  for (double& score : scores) score /= total;
  return scores;
}

}  // namespace orbweb::engine
