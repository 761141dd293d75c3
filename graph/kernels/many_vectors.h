// The inner loop of eight PageRanks at once: sums over predecessors of rows of eight numbers, one cache line each.
//
// Each of the eight sums adds its terms in the order of the predecessors, so every SIMD target and the scalar twin give
// the same bits, and those of a pull of one vector.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace orbweb {

inline constexpr std::size_t kManyVectors = 8;

/// One node's value in each of the vectors.
struct alignas(64) ManyValues {
  double of[kManyVectors];
};

/// sums[i] = sum over predecessors p of row i of values[p], each times the arc's weight where there are weights.
struct ManySums {
  const ManyValues* values;
  const std::uint64_t* offsets;       ///< row i is predecessors[offsets[i]] .. predecessors[offsets[i + 1]]
  const std::uint32_t* predecessors;  ///< readable up to offsets[num_rows]
  const double* weights;              ///< like predecessors; null where all are 1
  std::uint64_t num_rows;
  ManyValues* sums;
};

void sum_many(const ManySums& job);

namespace scalar {
void sum_many(const ManySums& job);
}  // namespace scalar

}  // namespace orbweb
