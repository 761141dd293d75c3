// Hurwitz's zeta function, which normalises power laws of integers. No library of Debian 12 under a permissive licence
// has it.
#pragma once

namespace orbweb::detail {

/// A function's value and its first two derivatives.
struct ZetaSeries {
  double value = 0, first = 0, second = 0;
};

/// Sum of ((q + k) / q)^-s over k from 0 on, which is q^s zeta(s, q) and no power too small for a double, with its
/// derivatives by s; s > 1, q >= 1. Euler-Maclaurin with four terms behind at least 20 + 3 s: relative error of 1e-12
/// (tests/algos/detail/power_law_test.cc). O(s). DLMF 25.11.28, https://dlmf.nist.gov/25.11.E28.
ZetaSeries scaled_zeta(double s, double q);

}  // namespace orbweb::detail
