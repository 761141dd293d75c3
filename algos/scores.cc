#include "algos/scores.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "algos/detail/total.h"
#include "graph/checksum.h"
#include "graph/parallel.h"

namespace orbweb {

namespace {

/// A strict weak order of all doubles: NaN, which a score read from a file may be, ranks last.
bool is_higher(double a, double b) { return a > b || (std::isnan(b) && !std::isnan(a)); }

}  // namespace

std::string hash_of_shares(std::span<const double> values) {
  const double total = detail::total_of(values);
  std::vector<double> shares(values.begin(), values.end());
  for (double& share : shares) share /= total;
  return xxh3_64(bytes_of(std::span<const double>(shares)));
}

std::vector<std::uint64_t> ranks_of(std::span<const double> scores) {
  const std::vector<NodeId> order = top_nodes(scores, scores.size());
  std::vector<std::uint64_t> ranks(scores.size());
  std::uint64_t rank = 0;
  for (std::uint64_t i = 0; i < order.size(); ++i) {
    if (i == 0 || is_higher(scores[order[i - 1]], scores[order[i]])) rank = i + 1;
    ranks[order[i]] = rank;
  }
  return ranks;
}

std::vector<NodeId> top_nodes(std::span<const double> scores, std::uint64_t count) {
  std::vector<NodeId> nodes(scores.size());
  std::iota(nodes.begin(), nodes.end(), NodeId{0});
  const auto comes_first = [&](NodeId a, NodeId b) {
    if (is_higher(scores[a], scores[b])) return true;
    return !is_higher(scores[b], scores[a]) && a < b;
  };
  if (count < nodes.size()) {
    const auto end = nodes.begin() + static_cast<std::ptrdiff_t>(count);
    std::nth_element(nodes.begin(), end, nodes.end(), comes_first);
    nodes.resize(count);
  }
  parallel_sort(nodes.begin(), nodes.end(), comes_first);
  return nodes;
}

std::uint64_t certified_top_of(std::span<const double> scores, double error_bound_l1) {
  if (error_bound_l1 == 0) return scores.size();
  std::vector<double> sorted(scores.begin(), scores.end());
  parallel_sort(sorted.begin(), sorted.end(), is_higher);
  std::uint64_t proven = 0;
  // A difference is rounded to nearest, so it exceeds the bound, a double, only where the true one does.
  while (proven + 1 < sorted.size() && sorted[proven] - sorted[proven + 1] > error_bound_l1) ++proven;
  return proven + 1 == sorted.size() ? proven + 1 : proven;
}

void fill_ranks(Scores& scores) {
  scores.rank = ranks_of(scores.score);
  scores.certified_top = certified_top_of(scores.score, scores.convergence.error_bound_l1);
}

}  // namespace orbweb
