#include "algos/detail/zeta.h"

#include <array>
#include <cmath>

namespace orbweb::detail {

namespace {

/// Adds a term of which the logarithm's first two derivatives are known.
void add_term(ZetaSeries& series, double value, double slope, double bend) {
  series.value += value;
  series.first += value * slope;
  series.second += value * (slope * slope + bend);
}

/// The integral from `a` on, half of the term at `a`, and corrections by Bernoulli's numbers over factorials.
void add_tail(ZetaSeries& series, double s, double q, double a) {
  constexpr std::array kBernoulli = {1.0 / 12, -1.0 / 720, 1.0 / 30240, -1.0 / 1209600};
  const double log_ratio = std::log(a / q), power = std::exp(-s * log_ratio), excess = 1 / (s - 1);
  add_term(series, a * power * excess, -log_ratio - excess, excess * excess);
  add_term(series, power / 2, -log_ratio, 0);
  double rising = s / a, slope = 1 / s - log_ratio, bend = -1 / (s * s);  // of s (s + 1) ... / a^(2j - 1)
  double next = s + 1;
  for (const double factor : kBernoulli) {
    add_term(series, factor * power * rising, slope, bend);
    for (int i = 0; i < 2; ++i, ++next) {
      rising *= next / a;
      slope += 1 / next;
      bend -= 1 / (next * next);
    }
  }
}

}  // namespace

ZetaSeries scaled_zeta(double s, double q) {
  constexpr double kNegligible = 0x1p-60;
  ZetaSeries series;
  double a = q;
  for (; a < 20 + 3 * s; ++a) {
    const double log_ratio = std::log(a / q), term = std::exp(-s * log_ratio);
    if (term < kNegligible * series.value) return series;
    add_term(series, term, -log_ratio, 0);
  }
  add_tail(series, s, q, a);
  return series;
}

}  // namespace orbweb::detail
