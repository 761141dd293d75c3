// The vector pass of a PageRank iteration over one part: from sums to scores, contributions and their prefix sums.
//
// Every addition has a fixed place: sums over elements run in four virtual lanes (element i goes to lane i mod 4), then
// (0 + 2) + (1 + 3); prefix sums run over blocks of four,
//   s0 = c0, s1 = c1 + c0, s2 = c2 + s1, s3 = (c3 + c2) + s1,  each plus the prefix before the block.
// So every SIMD target and the scalar twin give the same bits.
#pragma once

#include <cstddef>
#include <cstdint>

namespace orbweb {

/// What one pass reads and writes: arrays of `size` elements, `prefix` of size + 1. Elements past the end up to the
/// next multiple of 4 must be readable and writable; what is written there is 0, and the last prefix sum again.
struct RankPass {
  const double* sums;               ///< alpha times what each node gets over arcs is alpha * sums[i]
  const std::uint32_t* outdegrees;  ///< at least 1
  const double* preference;         ///< times `preferred`; null where there is none
  double alpha;
  double preferred;  ///< what a share of the preference is worth
  double uniform;    ///< what every node gets besides
  double* scores;    ///< in: the last iteration's; out: this one's
  double* prefix;    ///< out: prefix[i] = sum of contributions[0 .. i)
  std::size_t size;
};

struct RankPassSums {
  double total = 0;  ///< of the new scores
  double step = 0;   ///< sum of |new - old|
};

/// contributions[i] = score / outdegree, in single precision rounded, with room up to the next multiple of 4.
RankPassSums rank_pass(const RankPass& pass, double* contributions);
RankPassSums rank_pass(const RankPass& pass, float* contributions);

namespace scalar {
RankPassSums rank_pass(const RankPass& pass, double* contributions);
RankPassSums rank_pass(const RankPass& pass, float* contributions);
}  // namespace scalar

}  // namespace orbweb
