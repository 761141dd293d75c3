#include "algos/scores.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>

#include "algos/detail/total.h"
#include "graph/checksum.h"
#include "graph/parallel.h"

namespace orbweb {

namespace {

/// A node and what it is sorted by: of higher scores the lower number, of NaN, which a score read from a file may be,
/// the highest. Sorting these in place of node ids keeps comparisons from jumping about in the scores.
struct Placed {
  std::uint64_t key;
  NodeId node;
  bool operator<(const Placed& other) const { return key < other.key || (key == other.key && node < other.node); }
};

std::uint64_t sort_key(double score) {
  if (std::isnan(score)) return ~std::uint64_t{0};
  const auto bits = std::bit_cast<std::uint64_t>(score + 0.0);  // 0 for -0
  constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
  return (bits & kSign) != 0 ? bits : ~(bits | kSign);
}

/// The first `count` nodes by falling score, ties by node id.
std::vector<Placed> sorted_by_score(std::span<const double> scores, std::uint64_t count) {
  std::vector<Placed> placed(scores.size());
  parallel_for(scores.size(), 1 << 14, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t v = begin; v < end; ++v) placed[v] = {sort_key(scores[v]), static_cast<NodeId>(v)};
  });
  if (count < placed.size()) {
    std::nth_element(placed.begin(), placed.begin() + static_cast<std::ptrdiff_t>(count), placed.end());
    placed.resize(count);
  }
  parallel_sort(placed.begin(), placed.end(), std::less());
  return placed;
}

std::vector<std::uint64_t> ranks_in(std::span<const Placed> sorted) {
  std::vector<std::uint64_t> ranks(sorted.size());
  std::uint64_t rank = 0;
  for (std::uint64_t i = 0; i < sorted.size(); ++i) {
    if (i == 0 || sorted[i - 1].key != sorted[i].key) rank = i + 1;
    ranks[sorted[i].node] = rank;
  }
  return ranks;
}

std::uint64_t certified_top_in(std::span<const Placed> sorted, std::span<const double> scores, double error_bound_l1) {
  if (error_bound_l1 == 0) return scores.size();
  const auto gap_after = [&](std::uint64_t i) { return scores[sorted[i].node] - scores[sorted[i + 1].node]; };
  std::uint64_t proven = 0;
  // A difference is rounded to nearest, so it exceeds the bound, a double, only where the true one does.
  while (proven + 1 < sorted.size() && gap_after(proven) > error_bound_l1) ++proven;
  return proven + 1 == sorted.size() ? proven + 1 : proven;
}

}  // namespace

std::string hash_of_shares(std::span<const double> values) {
  const double total = detail::total_of(values);
  std::vector<double> shares(values.begin(), values.end());
  for (double& share : shares) share /= total;
  return xxh3_64(bytes_of(std::span<const double>(shares)));
}

std::vector<std::uint64_t> ranks_of(std::span<const double> scores) {
  return ranks_in(sorted_by_score(scores, scores.size()));
}

std::vector<NodeId> top_nodes(std::span<const double> scores, std::uint64_t count) {
  const std::vector<Placed> sorted = sorted_by_score(scores, count);
  std::vector<NodeId> nodes(sorted.size());
  std::transform(sorted.begin(), sorted.end(), nodes.begin(), [](const Placed& placed) { return placed.node; });
  return nodes;
}

std::uint64_t certified_top_of(std::span<const double> scores, double error_bound_l1) {
  return certified_top_in(sorted_by_score(scores, scores.size()), scores, error_bound_l1);
}

void fill_ranks(Scores& scores) {
  const std::vector<Placed> sorted = sorted_by_score(scores.score, scores.score.size());
  scores.rank = ranks_in(sorted);
  scores.certified_top = certified_top_in(sorted, scores.score, scores.convergence.error_bound_l1);
}

}  // namespace orbweb
