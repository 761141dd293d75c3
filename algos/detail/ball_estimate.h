// From HyperLogLog registers to a number of items, by Ertl's formula (algos/detail/hyper_ball.h).
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "graph/kernels/registers.h"

namespace orbweb::detail {

class Estimator {
 public:
  explicit Estimator(std::uint64_t m) : m_(static_cast<double>(m)), sigma_(m + 1) {
    for (std::uint64_t zeros = 0; zeros < m; ++zeros) sigma_[zeros] = m_ * sigma(static_cast<double>(zeros) / m_);
  }

  double operator()(const RegisterSum& registers) const {
    const std::uint64_t of_zeros = std::uint64_t{registers.zeros} << kLargestRegister;
    const double powers = std::ldexp(static_cast<double>(registers.sum - of_zeros), -int{kLargestRegister});
    return m_ * m_ / (2 * std::numbers::ln2 * (sigma_[registers.zeros] + powers));
  }

 private:
  /// x + sum of x^(2^k) 2^(k-1), for x < 1.
  static double sigma(double x) {
    double sum = x, before = -1, factor = 1;
    while (sum != before) {
      x *= x;
      before = sum;
      sum += x * factor;
      factor += factor;
    }
    return sum;
  }

  double m_;
  std::vector<double> sigma_;
};

/// What estimates are made of, of all counters that were seen.
class RegisterSums {
 public:
  explicit RegisterSums(std::uint64_t size) : sums_(size, 0), zeros_(size, 0) {}
  RegisterSum operator[](std::uint64_t v) const { return {sums_[v], zeros_[v]}; }
  void set(std::uint64_t v, const RegisterSum& all) {
    sums_[v] = all.sum;
    zeros_[v] = static_cast<std::uint16_t>(all.zeros);
  }
  /// Some of v's registers that were others before; modulo 2^64, where the sum itself has its place.
  void replace(std::uint64_t v, const RegisterSum& before, const RegisterSum& after) {
    sums_[v] += after.sum - before.sum;
    zeros_[v] = static_cast<std::uint16_t>(zeros_[v] + after.zeros - before.zeros);
  }

  static constexpr std::uint64_t kBytes = sizeof(std::uint64_t) + sizeof(std::uint16_t);

 private:
  std::vector<std::uint64_t> sums_;
  std::vector<std::uint16_t> zeros_;
};

}  // namespace orbweb::detail
