#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "jobs/score_changes.h"

namespace orbweb {

namespace {

/// Pairs among runs of equal neighbours: sum of t (t - 1) / 2.
template <class IsSame>
double tied_pairs(std::size_t size, IsSame&& is_same) {
  double pairs = 0;
  for (std::size_t begin = 0; begin < size;) {
    std::size_t end = begin + 1;
    while (end < size && is_same(end - 1, end)) ++end;
    const auto run = static_cast<double>(end - begin);
    pairs += run * (run - 1) / 2;
    begin = end;
  }
  return pairs;
}

/// Sorts values and counts the pairs that were in the wrong order: a merge sort from the bottom up.
double sort_counting_inversions(std::vector<double>& values) {
  double inversions = 0;
  std::vector<double> merged(values.size());
  for (std::size_t width = 1; width < values.size(); width *= 2) {
    for (std::size_t begin = 0; begin < values.size(); begin += 2 * width) {
      const std::size_t middle = std::min(begin + width, values.size());
      const std::size_t end = std::min(begin + 2 * width, values.size());
      std::size_t left = begin, right = middle;
      for (std::size_t to = begin; to < end; ++to) {
        const bool take_right = left == middle || (right < end && values[right] < values[left]);
        if (take_right) inversions += static_cast<double>(middle - left);
        merged[to] = take_right ? values[right++] : values[left++];
      }
    }
    values.swap(merged);
  }
  return inversions;
}

/// Ranks from 1; equal values have the mean of their places.
std::vector<double> mean_ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const double mean = static_cast<double>(begin + end + 1) / 2;
    for (; begin < end; ++begin) ranks[order[begin]] = mean;
  }
  return ranks;
}

}  // namespace

double kendall_tau_b(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<std::pair<double, double>> pairs(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) pairs[i] = {a[i], b[i]};
  std::sort(pairs.begin(), pairs.end());
  const double all = static_cast<double>(a.size()) * (static_cast<double>(a.size()) - 1) / 2;
  const double ties_a = tied_pairs(pairs.size(), [&](auto i, auto j) { return pairs[i].first == pairs[j].first; });
  const double ties_both = tied_pairs(pairs.size(), [&](auto i, auto j) { return pairs[i] == pairs[j]; });
  std::vector<double> second(a.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) second[i] = pairs[i].second;
  const double inversions = sort_counting_inversions(second);
  const double ties_b = tied_pairs(second.size(), [&](auto i, auto j) { return second[i] == second[j]; });
  const double scale = std::sqrt((all - ties_a) * (all - ties_b));
  if (!(scale > 0)) return std::numeric_limits<double>::quiet_NaN();
  return (all - ties_a - ties_b + ties_both - 2 * inversions) / scale;
}

double spearman_rho(const std::vector<double>& a, const std::vector<double>& b) {
  const std::vector<double> ranks_a = mean_ranks(a), ranks_b = mean_ranks(b);
  const double mean = (static_cast<double>(a.size()) + 1) / 2;
  double product = 0, square_a = 0, square_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    product += (ranks_a[i] - mean) * (ranks_b[i] - mean);
    square_a += (ranks_a[i] - mean) * (ranks_a[i] - mean);
    square_b += (ranks_b[i] - mean) * (ranks_b[i] - mean);
  }
  const double scale = std::sqrt(square_a * square_b);
  return scale > 0 ? product / scale : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace orbweb
