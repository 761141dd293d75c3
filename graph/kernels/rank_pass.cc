// Compiled once per target: Highway includes this file again for each (foreach_target.h).
#include "graph/kernels/rank_pass.h"

#include <cmath>

#include "graph/kernels/simd_target.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "graph/kernels/rank_pass.cc"
#include <hwy/foreach_target.h>
// foreach_target.h comes before highway.h.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace orbweb {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#if HWY_HAVE_SCALABLE || !HWY_HAVE_FLOAT64 || HWY_MAX_BYTES < 32
// Four lanes are what the order of additions is made for: narrower targets use the twin.
template <class Real>
RankPassSums rank_pass_on_target(const RankPass& pass, Real* contributions) {
  return scalar::rank_pass(pass, contributions);
}
#else
using Doubles = hn::CappedTag<double, 4>;
using Degrees = hn::Rebind<std::int32_t, Doubles>;
using Vector = hn::Vec<Doubles>;

struct Accumulators {
  Vector total, step;
  Vector before;  ///< the prefix sum so far, in all lanes
};

HWY_INLINE void store_contributions(Vector values, double* to) { hn::StoreU(values, Doubles(), to); }
HWY_INLINE void store_contributions(Vector values, float* to) {
  const hn::Rebind<float, Doubles> singles;
  hn::StoreU(hn::DemoteTo(singles, values), singles, to);
}

/// Elements i to i + 3, of which `mask` are in use.
template <class Real, class Mask>
HWY_INLINE void pass_four(const RankPass& pass, Real* contributions, std::size_t i, Mask mask, Accumulators& sums) {
  const Doubles d;
  Vector base = hn::Set(d, pass.uniform);
  if (pass.preference != nullptr) {
    base = hn::Add(base, hn::Mul(hn::Set(d, pass.preferred), hn::LoadU(d, pass.preference + i)));
  }
  const Vector degree =
      hn::PromoteTo(d, hn::LoadU(Degrees(), reinterpret_cast<const std::int32_t*>(pass.outdegrees) + i));
  const Vector pulled = hn::Mul(hn::Set(d, pass.alpha), hn::LoadU(d, pass.sums + i));
  const Vector score = hn::IfThenElseZero(mask, hn::Add(pulled, base));
  const Vector old = hn::IfThenElseZero(mask, hn::LoadU(d, pass.scores + i));
  const Vector contribution = hn::IfThenElseZero(mask, hn::Div(score, degree));
  sums.total = hn::Add(sums.total, score);
  sums.step = hn::Add(sums.step, hn::Abs(hn::Sub(score, old)));
  hn::StoreU(score, d, pass.scores + i);
  store_contributions(contribution, contributions + i);
  // Pairs first, then the lower pair's sum is added to the upper pair, then what came before to all.
  const Vector pairs = hn::OddEven(hn::Add(contribution, hn::DupEven(contribution)), contribution);
  const Vector fours = hn::Add(pairs, hn::ConcatLowerLower(d, hn::DupOdd(pairs), hn::Zero(d)));
  const Vector prefix = hn::Add(fours, sums.before);
  hn::StoreU(prefix, d, pass.prefix + i + 1);
  const Vector ends = hn::DupOdd(prefix);
  sums.before = hn::ConcatUpperUpper(d, ends, ends);
}

double add_lanes(Vector v) {
  HWY_ALIGN double lanes[4];
  hn::Store(v, Doubles(), lanes);
  return (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
}

template <class Real>
RankPassSums rank_pass_on_target(const RankPass& pass, Real* contributions) {
  const Doubles d;
  Accumulators sums{hn::Zero(d), hn::Zero(d), hn::Zero(d)};
  pass.prefix[0] = 0;
  std::size_t i = 0;
  for (; i + 4 <= pass.size; i += 4) pass_four(pass, contributions, i, hn::FirstN(d, 4), sums);
  if (i < pass.size) pass_four(pass, contributions, i, hn::FirstN(d, pass.size - i), sums);
  return {add_lanes(sums.total), add_lanes(sums.step)};
}
#endif

RankPassSums rank_pass_f64_on_target(const RankPass& pass, double* contributions) {
  return rank_pass_on_target(pass, contributions);
}
RankPassSums rank_pass_f32_on_target(const RankPass& pass, float* contributions) {
  return rank_pass_on_target(pass, contributions);
}

}  // namespace HWY_NAMESPACE
}  // namespace orbweb
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace orbweb {

HWY_EXPORT(rank_pass_f64_on_target);
HWY_EXPORT(rank_pass_f32_on_target);

RankPassSums rank_pass(const RankPass& pass, double* contributions) {
  detail::choose_simd_target();
  return HWY_DYNAMIC_DISPATCH(rank_pass_f64_on_target)(pass, contributions);
}

RankPassSums rank_pass(const RankPass& pass, float* contributions) {
  detail::choose_simd_target();
  return HWY_DYNAMIC_DISPATCH(rank_pass_f32_on_target)(pass, contributions);
}

namespace {

/// One element: its new score and contribution.
struct Element {
  double score;
  double contribution;
};

Element advance(const RankPass& pass, std::size_t i) {
  double base = pass.uniform;
  if (pass.preference != nullptr) base += pass.preferred * pass.preference[i];
  const double score = pass.alpha * pass.sums[i] + base;
  return {score, score / static_cast<double>(pass.outdegrees[i])};
}

template <class Real>
RankPassSums pass_one_by_one(const RankPass& pass, Real* contributions) {
  double totals[4] = {};
  double steps[4] = {};
  double before = 0;
  pass.prefix[0] = 0;
  for (std::size_t i = 0; i < pass.size; i += 4) {
    double c[4] = {};
    for (std::size_t lane = 0; lane < 4; ++lane) {
      const Element element = i + lane < pass.size ? advance(pass, i + lane) : Element{0, 0};
      const double old = i + lane < pass.size ? pass.scores[i + lane] : 0;
      totals[lane] += element.score;
      steps[lane] += std::abs(element.score - old);
      pass.scores[i + lane] = element.score;
      c[lane] = element.contribution;
      contributions[i + lane] = static_cast<Real>(c[lane]);
    }
    const double pair = c[1] + c[0];
    const double sums[4] = {c[0], pair, c[2] + pair, (c[3] + c[2]) + pair};
    for (std::size_t lane = 0; lane < 4; ++lane) pass.prefix[i + lane + 1] = sums[lane] + before;
    before = pass.prefix[i + 4];
  }
  return {(totals[0] + totals[2]) + (totals[1] + totals[3]), (steps[0] + steps[2]) + (steps[1] + steps[3])};
}

}  // namespace

RankPassSums scalar::rank_pass(const RankPass& pass, double* contributions) {
  return pass_one_by_one(pass, contributions);
}

RankPassSums scalar::rank_pass(const RankPass& pass, float* contributions) {
  return pass_one_by_one(pass, contributions);
}

}  // namespace orbweb
#endif
