#include "algos/engine/anderson_solver.h"

#include <algorithm>
#include <utility>

#include "algos/engine/scp_solver.h"
#include "graph/kernels/reduce.h"
#include "graph/parallel.h"

namespace orbweb::engine {

AndersonSolver::AndersonSolver(const Layout& layout, std::span<const std::uint32_t> outdegrees,
                               std::span<const double> preference, std::uint64_t num_nodes,
                               const PageRankOptions& options, std::span<const double> start)
    : options_(options),
      has_preference_(!preference.empty()),
      num_nodes_(num_nodes),
      num_living_(layout.num_nodes),
      sweeper_(layout, outdegrees, preference, options.alpha) {
  restart(start);
}

void AndersonSolver::restart(std::span<const double> scores) {
  sweeper_.start(scores);
  living_mass_ = parallel_sum(
      scores.size(), [&](std::uint64_t begin, std::uint64_t end) { return sum(scores.subspan(begin, end - begin)); });
}

double AndersonSolver::advance() {
  if (!second_) pair_start_.assign(scores().begin(), scores().end());
  const SweepSums sums = sweeper_.sweep(base_of(options_, living_mass_, num_nodes_, has_preference_));
  living_mass_ = sums.total;
  ++iterations_;
  const double before_mix = std::exchange(step_before_mix_, 0);
  if (before_mix > 0 && sums.step > before_mix) {
    restart(unmixed_);
    mixer_.clear();
    second_ = false;
    return sums.step;
  }
  if (second_) mix(sums.step);
  second_ = !second_;
  return sums.step;
}

void AndersonSolver::mix(double step) {
  unmixed_.assign(scores().begin(), scores().end());
  std::vector<double> mixed = unmixed_;
  if (!mixer_.mix(pair_start_, mixed)) return;
  restart(mixed);
  step_before_mix_ = step;
}

}  // namespace orbweb::engine
