#include "algos/engine/scp_solver.h"

#include <algorithm>
#include <cmath>

#include "graph/parallel.h"

namespace orbweb::engine {

namespace {

constexpr int kPeriod = 6;  // of the eigenvalues taken out
constexpr int kMostExtrapolations = 3;
constexpr int kFirstExtrapolation = 14;  // the slow modes must stand out first
constexpr int kSweepsBetween = 12;
constexpr double kSlowRatio = 0.9;  // of alpha: steps that shrink slower call for extrapolation
constexpr std::uint64_t kGrain = 1 << 14;

}  // namespace

/// Whether the numbers are ones that sweeps lead to, and the vector has the size that its use expects.
template <class Real>
bool ScpSolver<Real>::fits() const {
  const bool counts_fit = extrapolations_ >= 0 && extrapolations_ <= kMostExtrapolations && kept_at_ >= -1 &&
                          kept_at_ <= sweeps_.iterations();
  const bool needs_kept = kept_at_ >= 0 || step_before_extrapolation_ != 0;
  return counts_fit && (kept_.size() == sweeps_.num_living() || (kept_.empty() && !needs_kept));
}

template <class Real>
double ScpSolver<Real>::advance() {
  if (kept_at_ < 0 && extrapolations_ < kMostExtrapolations) {
    kept_.assign(scores().begin(), scores().end());
    kept_at_ = iterations();
  }
  const double step = sweeps_.sweep();
  if (step_before_extrapolation_ > 0 && step > step_before_extrapolation_) {
    sweeps_.restart(kept_);  // the scores before the extrapolation
    extrapolations_ = kMostExtrapolations;
    step_before_extrapolation_ = 0;
    return last_step_ = step;
  }
  step_before_extrapolation_ = 0;
  consider_extrapolation(step);
  return last_step_ = step;
}

template <class Real>
void ScpSolver<Real>::consider_extrapolation(double step) {
  const bool slow = step > kSlowRatio * alpha_ * last_step_;
  const bool due = iterations() >= kFirstExtrapolation + extrapolations_ * kSweepsBetween;
  if (extrapolations_ >= kMostExtrapolations || iterations() - kept_at_ < kPeriod) return;
  if (slow && due && last_step_ > 0) {
    step_before_extrapolation_ = step;
    extrapolate();
  } else {
    kept_at_ = -1;  // keep the scores of the next sweep's start
  }
}

template <class Real>
void ScpSolver<Real>::extrapolate() {
  const double power = std::pow(alpha_, kPeriod);
  const std::span<double> now = sweeps_.scores();
  parallel_for(now.size(), kGrain, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t i = begin; i < end; ++i) {
      const double better = std::max(0.0, (now[i] - power * kept_[i]) / (1 - power));
      kept_[i] = now[i];
      now[i] = better;
    }
  });
  sweeps_.restart(std::vector<double>(now.begin(), now.end()));
  ++extrapolations_;
  kept_at_ = iterations();
}

template class ScpSolver<double>;
template class ScpSolver<float>;

}  // namespace orbweb::engine
