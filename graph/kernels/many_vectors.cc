// Compiled once per target: Highway includes this file again for each (foreach_target.h).
#include "graph/kernels/many_vectors.h"

#include "graph/kernels/simd_target.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "graph/kernels/many_vectors.cc"
#include <hwy/foreach_target.h>
// foreach_target.h comes before highway.h.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace orbweb {
namespace HWY_NAMESPACE {

#if HWY_HAVE_SCALABLE || !HWY_HAVE_FLOAT64
void sum_many_on_target(const ManySums& job) { scalar::sum_many(job); }
#else
namespace hn = hwy::HWY_NAMESPACE;
using Doubles = hn::CappedTag<double, kManyVectors>;

template <bool kWeighted>
HWY_INLINE void sum_rows(const ManySums& job) {
  // Far enough for a line to arrive from memory while the rows before it are summed.
  constexpr std::uint64_t kPrefetchArcs = 16;
  const Doubles d;
  constexpr std::size_t kWidth = hn::MaxLanes(Doubles());
  constexpr std::size_t kNumSums = kManyVectors / kWidth;
  const std::uint64_t end = job.offsets[job.num_rows];
  std::uint64_t arc = job.offsets[0];
  for (std::uint64_t row = 0; row < job.num_rows; ++row) {
    hn::Vec<Doubles> sums[kNumSums];
    for (auto& sum : sums) sum = hn::Zero(d);
    for (; arc < job.offsets[row + 1]; ++arc) {
      const std::uint64_t ahead = arc + kPrefetchArcs < end ? arc + kPrefetchArcs : arc;
      __builtin_prefetch(job.values + job.predecessors[ahead]);
      const double* const values = job.values[job.predecessors[arc]].of;
      for (std::size_t i = 0; i < kNumSums; ++i) {
        auto term = hn::Load(d, values + i * kWidth);
        if constexpr (kWeighted) term = hn::Mul(term, hn::Set(d, job.weights[arc]));
        sums[i] = hn::Add(sums[i], term);
      }
    }
    for (std::size_t i = 0; i < kNumSums; ++i) hn::Store(sums[i], d, job.sums[row].of + i * kWidth);
  }
}

void sum_many_on_target(const ManySums& job) {
  if (job.weights == nullptr) {
    sum_rows<false>(job);
  } else {
    sum_rows<true>(job);
  }
}
#endif

}  // namespace HWY_NAMESPACE
}  // namespace orbweb
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace orbweb {

HWY_EXPORT(sum_many_on_target);

void sum_many(const ManySums& job) {
  detail::choose_simd_target();
  HWY_DYNAMIC_DISPATCH(sum_many_on_target)(job);
}

void scalar::sum_many(const ManySums& job) {
  for (std::uint64_t row = 0; row < job.num_rows; ++row) {
    ManyValues sums{};
    for (std::uint64_t arc = job.offsets[row]; arc < job.offsets[row + 1]; ++arc) {
      const ManyValues& values = job.values[job.predecessors[arc]];
      for (std::size_t i = 0; i < kManyVectors; ++i) {
        sums.of[i] += job.weights == nullptr ? values.of[i] : values.of[i] * job.weights[arc];
      }
    }
    job.sums[row] = sums;
  }
}

}  // namespace orbweb
#endif
