// The loop below is compiled once per target: Highway includes this file again for each (foreach_target.h).
#include "graph/kernels/reduce.h"

#include <cassert>
#include <cmath>
#include <cstddef>

#include "graph/kernels/simd_target.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "graph/kernels/reduce.cc"
#include <hwy/foreach_target.h>
// foreach_target.h comes before highway.h.
#include <hwy/highway.h>

#ifndef ORBWEB_KERNELS_REDUCE_ONCE
#define ORBWEB_KERNELS_REDUCE_ONCE
namespace orbweb::detail {

inline double add_lanes(const double* lanes) {
  return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

}  // namespace orbweb::detail
#endif

HWY_BEFORE_NAMESPACE();
namespace orbweb {
namespace HWY_NAMESPACE {

#if HWY_HAVE_SCALABLE || !HWY_HAVE_FLOAT64
// Vectors without a size known to the compiler cannot be kept in an array of accumulators: these targets use the twins.
double sum_on_target(const double* values, std::size_t size) { return scalar::sum({values, size}); }
double l1_on_target(const double* a, const double* b, std::size_t size) {
  return scalar::l1_distance({a, size}, {b, size});
}
#else
namespace hn = hwy::HWY_NAMESPACE;
using Doubles = hn::CappedTag<double, kVirtualLanes>;

/// Terms of the form term(i), a vector of elements i, i + 1 ... and scalar_term(i), one element.
template <class VectorTerm, class ScalarTerm>
HWY_INLINE double add_up(std::size_t size, VectorTerm&& term, ScalarTerm&& scalar_term) {
  const Doubles d;
  constexpr std::size_t kWidth = hn::MaxLanes(Doubles());
  constexpr std::size_t kAccumulators = kVirtualLanes / kWidth;
  hn::Vec<Doubles> accumulators[kAccumulators];
  for (auto& accumulator : accumulators) accumulator = hn::Zero(d);
  std::size_t i = 0;
  for (; i + kVirtualLanes <= size; i += kVirtualLanes) {
    for (std::size_t j = 0; j < kAccumulators; ++j) {
      accumulators[j] = hn::Add(accumulators[j], term(i + j * kWidth));
    }
  }
  HWY_ALIGN double lanes[kVirtualLanes];
  for (std::size_t j = 0; j < kAccumulators; ++j) hn::Store(accumulators[j], d, lanes + j * kWidth);
  for (std::size_t lane = 0; i < size; ++i, ++lane) lanes[lane] += scalar_term(i);
  return detail::add_lanes(lanes);
}

double sum_on_target(const double* values, std::size_t size) {
  const Doubles d;
  return add_up(
      size, [&](std::size_t i) HWY_ATTR { return hn::LoadU(d, values + i); },
      [&](std::size_t i) HWY_ATTR { return values[i]; });
}

double l1_on_target(const double* a, const double* b, std::size_t size) {
  const Doubles d;
  return add_up(
      size, [&](std::size_t i) HWY_ATTR { return hn::Abs(hn::Sub(hn::LoadU(d, a + i), hn::LoadU(d, b + i))); },
      [&](std::size_t i) HWY_ATTR { return std::abs(a[i] - b[i]); });
}
#endif

}  // namespace HWY_NAMESPACE
}  // namespace orbweb
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace orbweb {

HWY_EXPORT(sum_on_target);
HWY_EXPORT(l1_on_target);

double sum(std::span<const double> values) {
  detail::choose_simd_target();
  return HWY_DYNAMIC_DISPATCH(sum_on_target)(values.data(), values.size());
}

double l1_distance(std::span<const double> a, std::span<const double> b) {
  assert(a.size() == b.size());
  detail::choose_simd_target();
  return HWY_DYNAMIC_DISPATCH(l1_on_target)(a.data(), b.data(), a.size());
}

double scalar::sum(std::span<const double> values) {
  double lanes[kVirtualLanes] = {};
  for (std::size_t i = 0; i < values.size(); ++i) lanes[i % kVirtualLanes] += values[i];
  return detail::add_lanes(lanes);
}

double scalar::l1_distance(std::span<const double> a, std::span<const double> b) {
  assert(a.size() == b.size());
  double lanes[kVirtualLanes] = {};
  for (std::size_t i = 0; i < a.size(); ++i) lanes[i % kVirtualLanes] += std::abs(a[i] - b[i]);
  return detail::add_lanes(lanes);
}

}  // namespace orbweb
#endif
