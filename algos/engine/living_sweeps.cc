#include "algos/engine/living_sweeps.h"

#include <algorithm>

#include "algos/detail/total.h"

namespace orbweb::engine {

template <class Real>
LivingSweeps<Real>::LivingSweeps(const Layout& layout, std::span<const std::uint32_t> outdegrees,
                                 std::span<const double> preference, std::uint64_t num_nodes,
                                 const PageRankOptions& options, std::span<const double> start)
    : options_(options),
      has_preference_(!preference.empty()),
      num_nodes_(num_nodes),
      num_living_(layout.num_nodes),
      sweeper_(layout, outdegrees, preference, options.alpha) {
  restart(start);
}

template <class Real>
void LivingSweeps<Real>::restart(std::span<const double> scores) {
  sweeper_.start(scores);
  living_mass_ = detail::total_of(scores);
}

template <class Real>
double LivingSweeps<Real>::sweep() {
  const SweepSums sums = sweeper_.sweep(base());
  living_mass_ = sums.total;
  ++iterations_;
  return sums.step;
}

/// What the next sweep adds to each living node.
template <class Real>
Base LivingSweeps<Real>::base() const {
  const BaseShares shares(options_, std::max(0.0, 1 - living_mass_), num_nodes_);
  if (has_preference_) return {.preferred = shares.preferred, .uniform = shares.uniform};
  return {.preferred = 0, .uniform = shares.uniform + shares.preferred / static_cast<double>(num_nodes_)};
}

template class LivingSweeps<double>;
template class LivingSweeps<float>;

}  // namespace orbweb::engine
