#include "algos/detail/error_bound.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "graph/error.h"
#include "graph/kernels/reduce.h"
#include "graph/parallel.h"

namespace orbweb::detail {

namespace {

constexpr double kUnitRoundoff = 0x1p-53;

}  // namespace

double reduction_depth(std::uint64_t n) {
  const std::uint64_t in_lane = (std::min(n, kReductionBlock) + kVirtualLanes - 1) / kVirtualLanes;
  const std::uint64_t num_blocks = (n + kReductionBlock - 1) / kReductionBlock;
  return static_cast<double>(in_lane + 3 + static_cast<std::uint64_t>(std::bit_width(num_blocks)));
}

RoundingBound::RoundingBound(std::uint64_t num_nodes, bool has_preference)
    : base_roundings_(reduction_depth(num_nodes) * (has_preference ? 2 : 1) + 6) {}

double RoundingBound::of(const Facts& facts) const {
  return (kUnitRoundoff * (facts.rows + base_roundings_ * facts.base_mass) + 1e-290) * kSlack;
}

double RoundingBound::sensitivity(const Facts& facts) const {
  return kUnitRoundoff * (static_cast<double>(facts.largest_degree) + 4 + base_roundings_) * kSlack;
}

double ErrorBound::update(double step, const RoundingBound& rounding, const RoundingBound::Facts& facts) {
  const double error = rounding.of(facts);
  since_smallest_step_ = step < smallest_step_ ? 0 : since_smallest_step_ + 1;
  smallest_step_ = std::min(smallest_step_, step);
  bound_ = through(alpha_ * step + error);
  least_ = through(error);
  drift_ = through(bound_ * rounding.sensitivity(facts));
  return bound_;
}

void ErrorBound::check_reachable() const {
  const bool stalled = since_smallest_step_ >= 1 / (1 - alpha_);
  if (!stalled && least_ - drift_ <= tolerance_) return;
  throw ArgumentError(
      fmt::format("tolerance: {:g} is below what double precision can certify on this graph; {:.1e} can be reached",
                  tolerance_, stalled ? 2 * bound_ : 3 * least_));
}

}  // namespace orbweb::detail
