#include "algos/detail/norm.h"

#include <algorithm>

#include "algos/detail/arcs.h"

namespace orbweb::detail {

namespace {

double size_of(std::span<const double> values, Norm norm) {
  if (norm == Norm::l2) return l2_norm(values);
  if (norm == Norm::l1) return total(values);
  return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
}

}  // namespace

void normalise(std::span<double> values, Norm norm) {
  const double size = size_of(values, norm);
  if (size > 0) scale(values, 1 / size);
}

}  // namespace orbweb::detail
