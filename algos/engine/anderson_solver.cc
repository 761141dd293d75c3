#include "algos/engine/anderson_solver.h"

#include <utility>

namespace orbweb::engine {

/// Whether all vectors have the sizes that their use expects.
bool AndersonSolver::fits() const {
  const std::uint64_t n = sweeps_.num_living();
  const bool start_fits = pair_start_.size() == n || (pair_start_.empty() && !second_);
  const bool unmixed_fits = unmixed_.size() == n || (unmixed_.empty() && step_before_mix_ == 0);
  return start_fits && unmixed_fits && mixer_.fits(n);
}

double AndersonSolver::advance() {
  if (!second_) pair_start_.assign(scores().begin(), scores().end());
  const double step = sweeps_.sweep();
  const double before_mix = std::exchange(step_before_mix_, 0);
  if (before_mix > 0 && step > before_mix) {
    sweeps_.restart(unmixed_);
    mixer_.clear();
    second_ = false;
    return step;
  }
  if (second_) mix(step);
  second_ = !second_;
  return step;
}

void AndersonSolver::mix(double step) {
  unmixed_.assign(scores().begin(), scores().end());
  std::vector<double> mixed = unmixed_;
  if (!mixer_.mix(pair_start_, mixed)) return;
  sweeps_.restart(mixed);
  step_before_mix_ = step;
}

}  // namespace orbweb::engine
