// How far two results are from each other.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace orbweb::test {

inline double l1_distance(const std::vector<double>& a, const std::vector<double>& b) {
  double total = 0;
  for (std::size_t i = 0; i < a.size(); ++i) total += std::abs(a[i] - b[i]);
  return total;
}

}  // namespace orbweb::test
