// The fields of one line of separated text.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>

namespace orbweb {

/// Fields stay valid as long as the splitter and the lines that it was given.
class FieldSplitter {
 public:
  /// Lines of more fields are refused.
  static constexpr std::size_t kMaxFields = 64;

  /// `separator` is one character, or a space for runs of spaces and tabs. Fields are trimmed of spaces; with commas
  /// they may be quoted as in CSV (RFC 4180). False where the line has more than kMaxFields. O(length).
  bool split(std::string_view line, char separator);

  std::span<const std::string_view> fields() const { return {fields_.data(), count_}; }

 private:
  bool add(std::string_view field);
  bool split_by_spaces(std::string_view line);
  bool split_by(std::string_view line, char separator);
  bool split_csv(std::string_view line);
  std::string_view take_quoted(std::string_view& line);

  std::array<std::string_view, kMaxFields> fields_;
  std::size_t count_ = 0;
  std::deque<std::string> unquoted_;  ///< fields that held doubled quotes; references stay valid as it grows
};

std::string_view trim_spaces(std::string_view text);

}  // namespace orbweb
