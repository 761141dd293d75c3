// What the value of an arc says of its number of links, in every graph format alike.
#pragma once

#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace orbweb {

/// A whole number from 1 on is that many links (4,294,967,295 stands for more); 0 is no arc; what is negative is no
/// count: an arc of one link.
inline std::uint32_t count_of_value(std::int64_t value) {
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  if (value < 0) return 1;
  return static_cast<std::uint32_t>(value < kMost ? value : kMost);
}

/// The same for text; empty where it is no integer. Integers of any length are.
inline std::optional<std::uint32_t> count_of_integer(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::invalid_argument || end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) return text.starts_with('-') ? 1 : count_of_value(INT64_MAX);
  return count_of_value(value);
}

/// Of a real number, which only says whether there is an arc: 0 where it is zero, else 1; empty where `text` is no
/// finite number. What a double cannot hold is a number still.
inline std::optional<std::uint32_t> count_of_real(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const std::size_t digits = text.starts_with('-') ? 1 : 0;
  if (text.size() == digits || ((text[digits] < '0' || text[digits] > '9') && text[digits] != '.')) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::invalid_argument || end != text.data() + text.size()) return std::nullopt;
  return error == std::errc::result_out_of_range || value != 0 ? 1 : 0;
}

}  // namespace orbweb
