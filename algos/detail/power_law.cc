#include "algos/detail/power_law.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "algos/detail/zeta.h"

namespace orbweb::detail {

namespace {

/// A distinct value and the tail that begins with it.
struct TailStart {
  std::uint64_t value;
  std::uint64_t size;  ///< values at or above
  double log_sum;      ///< of these, logarithms added up
};

/// Rising.
std::vector<TailStart> tail_starts(std::span<const std::uint64_t> values) {
  const std::uint64_t largest = values.empty() ? 0 : *std::max_element(values.begin(), values.end());
  std::vector<std::uint64_t> counts(largest + 1, 0);
  for (const std::uint64_t value : values) ++counts[value];
  std::vector<TailStart> starts;
  TailStart tail{0, 0, 0};
  for (std::uint64_t value = largest; value > 0; --value) {
    if (counts[value] == 0) continue;
    const auto count = static_cast<double>(counts[value]);
    tail = {value, tail.size + counts[value], tail.log_sum + count * std::log(static_cast<double>(value))};
    starts.push_back(tail);
  }
  std::reverse(starts.begin(), starts.end());
  return starts;
}

double mean_log_ratio(const TailStart& tail) {
  return tail.log_sum / static_cast<double>(tail.size) - std::log(static_cast<double>(tail.value));
}

/// Where the mean logarithm is what the law expects. The difference of the two rises with the exponent and bends
/// downwards, so that Newton's steps, once below the root, stay below.
double likeliest_exponent(const TailStart& tail) {
  constexpr int kMostSteps = 100;
  constexpr double kPrecision = 1e-13;
  const auto from = static_cast<double>(tail.value);
  const double found = mean_log_ratio(tail);
  double exponent = 1 + 1 / (found - std::log1p(-0.5 / from));  // equation 3.7, near from = 6 on
  for (int step = 0; step < kMostSteps; ++step) {
    const ZetaSeries zeta = scaled_zeta(exponent, from);
    const double expected = -zeta.first / zeta.value;
    const double variance = zeta.second / zeta.value - expected * expected;
    const double next = exponent - (found - expected) / variance;
    const double change = std::abs(next - exponent);
    exponent = next > 1 ? next : (1 + exponent) / 2;
    if (change <= kPrecision * exponent) break;
  }
  return exponent;
}

/// Equation 3.6: the likelihood's curvature.
double standard_error_of(const TailStart& tail, double exponent) {
  const ZetaSeries zeta = scaled_zeta(exponent, static_cast<double>(tail.value));
  const double mean = zeta.first / zeta.value;
  return 1 / std::sqrt(static_cast<double>(tail.size) * (zeta.second / zeta.value - mean * mean));
}

/// Share of the law's values that are at or above some number.
class LawAbove {
 public:
  LawAbove(double exponent, std::uint64_t from)
      : exponent_(exponent), from_(static_cast<double>(from)), all_(scaled_zeta(exponent, from_).value) {}

  double operator()(std::uint64_t number) const {
    const auto x = static_cast<double>(number);
    return scaled_zeta(exponent_, x).value * std::exp(-exponent_ * std::log(x / from_)) / all_;
  }

 private:
  double exponent_, from_, all_;
};

/// Largest difference of the found and the law's share at or above any number, or some difference that is no less than
/// `enough`. Between two values found nothing changes there while the law falls, so that the ends are where to look.
double distance_to_law(std::span<const TailStart> tail, double exponent, double enough) {
  const LawAbove law(exponent, tail.front().value);
  const auto size = static_cast<double>(tail.front().size);
  double distance = 0;
  for (std::size_t i = 0; i < tail.size() && distance < enough; ++i) {
    distance = std::max(distance, std::abs(static_cast<double>(tail[i].size) / size - law(tail[i].value)));
    const bool is_last = i + 1 == tail.size();
    if (!is_last && tail[i + 1].value == tail[i].value + 1) continue;
    const double beyond = is_last ? 0 : static_cast<double>(tail[i + 1].size) / size;
    distance = std::max(distance, std::abs(beyond - law(tail[i].value + 1)));
  }
  return distance;
}

}  // namespace

std::optional<PowerLawTail> fit_power_law(std::span<const std::uint64_t> values, const Control& control) {
  const std::vector<TailStart> starts = tail_starts(values);
  std::optional<PowerLawTail> best;
  for (std::size_t i = 0; i + 1 < starts.size() && starts[i].size >= kLeastTail; ++i) {
    control.check();
    const double exponent = likeliest_exponent(starts[i]);
    const double least = best ? best->distance : std::numeric_limits<double>::infinity();
    const double distance = distance_to_law(std::span(starts).subspan(i), exponent, least);
    if (!(distance < least) || !std::isfinite(exponent)) continue;
    best = {exponent, standard_error_of(starts[i], exponent), starts[i].value, starts[i].size, distance};
  }
  return best;
}

}  // namespace orbweb::detail
