#include "algos/engine/scp_solver.h"

#include <algorithm>
#include <cmath>

#include "graph/kernels/reduce.h"
#include "graph/parallel.h"

namespace orbweb::engine {

namespace {

constexpr int kPeriod = 6;  // of the eigenvalues taken out
constexpr int kMostExtrapolations = 3;
constexpr int kFirstExtrapolation = 14;  // the slow modes must stand out first
constexpr int kSweepsBetween = 12;
constexpr double kSlowRatio = 0.9;  // of alpha: steps that shrink slower call for extrapolation
constexpr std::uint64_t kGrain = 1 << 14;

double total_of(std::span<const double> values) {
  return parallel_sum(values.size(),
                      [&](std::uint64_t begin, std::uint64_t end) { return sum(values.subspan(begin, end - begin)); });
}

}  // namespace

Base base_of(const PageRankOptions& options, double living_mass, std::uint64_t num_nodes, bool has_preference) {
  const BaseShares shares(options, std::max(0.0, 1 - living_mass), num_nodes);
  if (has_preference) return {.preferred = shares.preferred, .uniform = shares.uniform};
  return {.preferred = 0, .uniform = shares.uniform + shares.preferred / static_cast<double>(num_nodes)};
}

ScpSolver::ScpSolver(const Layout& layout, std::span<const std::uint32_t> outdegrees,
                     std::span<const double> preference, std::uint64_t num_nodes, const PageRankOptions& options,
                     std::span<const double> start)
    : options_(options),
      has_preference_(!preference.empty()),
      num_nodes_(num_nodes),
      num_living_(layout.num_nodes),
      sweeper_(layout, outdegrees, preference, options.alpha) {
  restart(start);
}

void ScpSolver::restart(std::span<const double> scores) {
  sweeper_.start(scores);
  living_mass_ = total_of(scores);
}

double ScpSolver::advance() {
  if (kept_at_ < 0 && extrapolations_ < kMostExtrapolations) {
    kept_.assign(scores().begin(), scores().end());
    kept_at_ = iterations_;
  }
  const SweepSums sums = sweeper_.sweep(base_of(options_, living_mass_, num_nodes_, has_preference_));
  living_mass_ = sums.total;
  ++iterations_;
  if (step_before_extrapolation_ > 0 && sums.step > step_before_extrapolation_) {
    restart(kept_);  // the scores before the extrapolation
    extrapolations_ = kMostExtrapolations;
    step_before_extrapolation_ = 0;
    return last_step_ = sums.step;
  }
  step_before_extrapolation_ = 0;
  consider_extrapolation(sums.step);
  return last_step_ = sums.step;
}

void ScpSolver::consider_extrapolation(double step) {
  const bool slow = step > kSlowRatio * options_.alpha * last_step_;
  const bool due = iterations_ >= kFirstExtrapolation + extrapolations_ * kSweepsBetween;
  if (extrapolations_ >= kMostExtrapolations || iterations_ - kept_at_ < kPeriod) return;
  if (slow && due && last_step_ > 0) {
    step_before_extrapolation_ = step;
    extrapolate();
  } else {
    kept_at_ = -1;  // keep the scores of the next sweep's start
  }
}

void ScpSolver::extrapolate() {
  const double power = std::pow(options_.alpha, kPeriod);
  const std::span<double> now(sweeper_.scores().data(), num_living_);
  parallel_for(num_living_, kGrain, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t i = begin; i < end; ++i) {
      const double better = std::max(0.0, (now[i] - power * kept_[i]) / (1 - power));
      kept_[i] = now[i];
      now[i] = better;
    }
  });
  const std::vector<double> scores(now.begin(), now.end());
  restart(scores);
  ++extrapolations_;
  kept_at_ = iterations_;
}

}  // namespace orbweb::engine
