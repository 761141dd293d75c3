// The tail of a distribution of integers, fitted by a power law.
//
//   P(x) = x^-exponent / zeta(exponent, from)   for x = from, from + 1 ...
//
// The exponent is the most likely one; `from` is where the fitted and the found distribution function of the values at
// or above it differ least (Kolmogorov, Smirnov), the lowest of equals. Clauset, Shalizi, Newman, "Power-law
// distributions in empirical data", SIAM Review 51 (2009), doi:10.1137/070710111, sections 3.1 to 3.3.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "graph/control.h"

namespace orbweb::detail {

struct PowerLawTail {
  double exponent = 0;
  double standard_error = 0;  ///< of the exponent, given `from`
  std::uint64_t from = 0;     ///< the smallest value of the tail
  std::uint64_t size = 0;     ///< how many values are in it
  double distance = 0;        ///< largest difference of the two distribution functions within the tail
};

/// Values that a tail must have to be considered: the authors find fewer too few to trust (section 3.1).
inline constexpr std::uint64_t kLeastTail = 50;

/// Of the values above 0. Nothing where no `from` leaves kLeastTail values, two of them different. At most O(d^2) for d
/// distinct values, far less where fits are bad enough to be given up early; 8 bytes up to the largest value. One
/// thread.
std::optional<PowerLawTail> fit_power_law(std::span<const std::uint64_t> values, const Control& control = {});

}  // namespace orbweb::detail
