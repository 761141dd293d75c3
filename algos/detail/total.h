// Sums of whole vectors.
#pragma once

#include <span>

namespace orbweb::detail {

/// The sum of all values: parallel, the same bytes for any number of threads and SIMD target.
double total_of(std::span<const double> values);

}  // namespace orbweb::detail
