#include "graph/size_text.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "graph/error.h"

namespace orbweb {
namespace {

constexpr std::string_view kUnits = "KMGTP";
constexpr double kTooLarge = 18446744073709551616.0;  // 2^64

[[noreturn]] void refuse(std::string_view text) {
  throw ArgumentError(
      fmt::format("expected a size such as 512M, 2G or 1.5GiB (below 16 EiB), found {}", orbweb::in_quotes(text)));
}

std::string upper_case(std::string_view text) {
  std::string upper;
  for (const char c : text) upper += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return upper;
}

/// Bytes per unit, 0 for a unit that there is not.
double unit_factor(const std::string& unit) {
  if (unit.empty() || unit == "B") return 1;
  const std::size_t power = kUnits.find(unit[0]);
  if (power == std::string_view::npos) return 0;
  const std::string rest = unit.substr(1);
  if (rest.empty() || rest == "IB") return std::pow(1024.0, static_cast<double>(power + 1));
  return rest == "B" ? std::pow(1000.0, static_cast<double>(power + 1)) : 0;
}

}  // namespace

std::uint64_t parse_size(std::string_view text) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (error != std::errc() || !(number >= 0)) refuse(text);
  std::string_view unit(rest, static_cast<std::size_t>(end - rest));
  if (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
  const double factor = unit_factor(upper_case(unit));
  if (factor <= 0 || !(number * factor < kTooLarge)) refuse(text);
  return static_cast<std::uint64_t>(number * factor);
}

std::string size_text(std::uint64_t bytes) {
  if (bytes < 1024) return fmt::format("{} B", bytes);
  double value = static_cast<double>(bytes);
  constexpr std::string_view kPrefixes = "KMGTPE";
  std::size_t power = 0;
  for (value /= 1024; value >= 1023.5 && power + 1 < kPrefixes.size(); value /= 1024) ++power;
  const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return fmt::format("{:.{}f} {}iB", value, decimals, kPrefixes[power]);
}

}  // namespace orbweb
