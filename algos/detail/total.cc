#include "algos/detail/total.h"

#include <cstdint>

#include "graph/kernels/reduce.h"
#include "graph/parallel.h"

namespace orbweb::detail {

double total_of(std::span<const double> values) {
  return parallel_sum(values.size(),
                      [&](std::uint64_t begin, std::uint64_t end) { return sum(values.subspan(begin, end - begin)); });
}

}  // namespace orbweb::detail
