// Compiled once per target: Highway includes this file again for each (foreach_target.h).
#include "graph/kernels/registers.h"

#include <algorithm>
#include <bit>
#include <cassert>

#include "graph/kernels/simd_target.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "graph/kernels/registers.cc"
#include <hwy/foreach_target.h>
// foreach_target.h comes before highway.h.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace orbweb {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#if HWY_HAVE_SCALABLE || HWY_TARGET == HWY_SCALAR
bool merge_on_target(std::span<const std::uint8_t> own, const std::uint8_t* counters,
                     std::span<const std::uint32_t> nodes, std::uint8_t* result) {
  return scalar::merge_counters(own, counters, nodes, result);
}
RegisterSum sum_on_target(std::span<const std::uint8_t> registers) { return scalar::register_sum(registers); }
#else
/// Vector by vector, each kept in a register over all nodes; kLanes divides the size.
template <std::size_t kLanes>
HWY_INLINE bool merge_by(std::span<const std::uint8_t> own, const std::uint8_t* counters,
                         std::span<const std::uint32_t> nodes, std::uint8_t* result) {
  const hn::CappedTag<std::uint8_t, kLanes> d;
  const std::size_t size = own.size();
  bool changed = false;
  for (std::size_t i = 0; i < size; i += hn::Lanes(d)) {
    const auto before = hn::LoadU(d, own.data() + i);
    auto largest = before;
    for (const std::uint32_t node : nodes) {
      largest = hn::Max(largest, hn::LoadU(d, counters + std::size_t{node} * size + i));
    }
    changed |= !hn::AllTrue(d, hn::Eq(largest, before));
    hn::StoreU(largest, d, result + i);
  }
  return changed;
}

bool merge_on_target(std::span<const std::uint8_t> own, const std::uint8_t* counters,
                     std::span<const std::uint32_t> nodes, std::uint8_t* result) {
  switch (own.size()) {
    case 1:
      return merge_by<1>(own, counters, nodes, result);
    case 2:
      return merge_by<2>(own, counters, nodes, result);
    case 4:
      return merge_by<4>(own, counters, nodes, result);
    case 8:
      return merge_by<8>(own, counters, nodes, result);
    case 16:
    case 32:
      return merge_by<16>(own, counters, nodes, result);
    default:
      return merge_by<64>(own, counters, nodes, result);
  }
}

RegisterSum sum_on_target(std::span<const std::uint8_t> registers) {
  if (registers.size() < 8) return scalar::register_sum(registers);
  const hn::CappedTag<std::uint64_t, 8> d;
  const hn::Rebind<std::uint32_t, decltype(d)> words;
  const hn::Rebind<std::uint8_t, decltype(d)> bytes;
  const auto one = hn::Set(d, std::uint64_t{1} << kLargestRegister);
  auto sum = hn::Zero(d);
  auto zeros = hn::Zero(d);
  for (std::size_t i = 0; i < registers.size(); i += hn::Lanes(d)) {
    const auto rank = hn::PromoteTo(d, hn::PromoteTo(words, hn::LoadU(bytes, registers.data() + i)));
    const auto power = hn::Shr(one, rank);
    sum = hn::Add(sum, power);
    zeros = hn::Add(zeros, hn::And(power, one));  // only a register of 0 keeps that bit
  }
  const std::uint64_t all = hn::GetLane(hn::SumOfLanes(d, sum));
  const std::uint64_t kept = hn::GetLane(hn::SumOfLanes(d, zeros));
  return {all, static_cast<std::uint32_t>(kept >> kLargestRegister)};
}
#endif

}  // namespace HWY_NAMESPACE
}  // namespace orbweb
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace orbweb {

HWY_EXPORT(merge_on_target);
HWY_EXPORT(sum_on_target);

bool merge_counters(std::span<const std::uint8_t> own, const std::uint8_t* counters,
                    std::span<const std::uint32_t> nodes, std::uint8_t* result) {
  assert(std::has_single_bit(own.size()));
  detail::choose_simd_target();
  return HWY_DYNAMIC_DISPATCH(merge_on_target)(own, counters, nodes, result);
}

RegisterSum register_sum(std::span<const std::uint8_t> registers) {
  assert(std::has_single_bit(registers.size()));
  detail::choose_simd_target();
  return HWY_DYNAMIC_DISPATCH(sum_on_target)(registers);
}

bool scalar::merge_counters(std::span<const std::uint8_t> own, const std::uint8_t* counters,
                            std::span<const std::uint32_t> nodes, std::uint8_t* result) {
  bool changed = false;
  for (std::size_t i = 0; i < own.size(); ++i) {
    std::uint8_t largest = own[i];
    for (const std::uint32_t node : nodes) largest = std::max(largest, counters[std::size_t{node} * own.size() + i]);
    changed = changed || largest != own[i];
    result[i] = largest;
  }
  return changed;
}

RegisterSum scalar::register_sum(std::span<const std::uint8_t> registers) {
  RegisterSum result;
  for (const std::uint8_t value : registers) {
    result.sum += std::uint64_t{1} << (kLargestRegister - value);
    result.zeros += value == 0 ? 1 : 0;
  }
  return result;
}

}  // namespace orbweb
#endif
