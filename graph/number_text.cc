#include "graph/number_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace orbweb {

namespace {
constexpr double kLargestWhole = 9007199254740992;  // 2^53: a double above stands for several whole numbers
}

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t place = text.size(); place > 3; place -= 3) text.insert(place - 3, 1, ',');
  return text;
}

bool is_whole(double number) { return number == std::rint(number) && std::abs(number) <= kLargestWhole; }

std::vector<std::string> column_text(std::span<const double> numbers) {
  double largest = 0;
  for (const double number : numbers) {
    if (std::isfinite(number)) largest = std::max(largest, std::abs(number));
  }
  const bool exponents = largest > 0 && (largest < 1e-9 || largest > 1e15);
  const int magnitude = largest > 0 ? static_cast<int>(std::floor(std::log10(largest))) : 0;
  const int decimals = std::clamp(5 - magnitude, 0, 15);
  std::vector<std::string> texts;
  texts.reserve(numbers.size());
  const double unit = std::pow(10.0, -decimals);
  for (const double exact : numbers) {
    const double number = !exponents && std::abs(exact) < unit / 2 ? 0 : exact;  // never "-0.00"
    texts.push_back(exponents ? fmt::format("{:.5e}", number) : fmt::format("{:.{}f}", number, decimals));
  }
  return texts;
}

std::string number_text(double number) {
  if (!is_whole(number)) return fmt::format("{:.6g}", number);
  return (number < 0 ? "-" : "") + grouped(static_cast<std::uint64_t>(std::abs(number)));
}

std::string share_text(double share) {
  if (share != 0 && std::abs(share) < 0.0005) return "<0.1%";
  return fmt::format("{:.1f}%", 100 * share);
}

std::string seconds_text(double seconds) {
  if (seconds >= 60) return clock_text(seconds);
  return seconds < 1 ? fmt::format("{:.3f} s", seconds) : fmt::format("{:.1f} s", seconds);
}

std::string clock_text(double seconds) {
  constexpr double kLongest = 359999;  // 99:59:59
  const int whole = static_cast<int>(std::clamp(seconds, 0.0, kLongest));
  const int hours = whole / 3600, minutes = whole / 60 % 60;
  if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, minutes, whole % 60);
  return fmt::format("{}:{:02}", minutes, whole % 60);
}

}  // namespace orbweb
