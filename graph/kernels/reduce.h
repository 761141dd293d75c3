// Sums of doubles with a fixed order of addition: eight virtual lanes (element i goes to lane i mod 8), then the tree
// ((0+4)+(2+6)) + ((1+5)+(3+7)). Every SIMD target and the scalar twin give the same bits.
#pragma once

#include <cstddef>
#include <span>

namespace orbweb {

inline constexpr std::size_t kVirtualLanes = 8;

double sum(std::span<const double> values);
/// Sum of |a[i] - b[i]|; equal lengths.
double l1_distance(std::span<const double> a, std::span<const double> b);

/// The obvious loops: the twins that tests compare with.
namespace scalar {
double sum(std::span<const double> values);
double l1_distance(std::span<const double> a, std::span<const double> b);
}  // namespace scalar

}  // namespace orbweb
