// How vectors that matter only up to a factor are scaled.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace orbweb {

enum class Norm {
  l2,   ///< squares sum to 1
  l1,   ///< values sum to 1
  max,  ///< the largest is 1
};
constexpr std::array<std::string_view, 3> value_names(Norm) { return {"l2", "l1", "max"}; }

namespace detail {
/// Scales values of at least 0; leaves zeros alone.
void normalise(std::span<double> values, Norm norm);
}  // namespace detail

}  // namespace orbweb
