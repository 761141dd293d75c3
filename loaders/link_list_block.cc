#include "loaders/link_list_block.h"

#include <algorithm>
#include <utility>

namespace orbweb {

namespace {

/// Tabs are separators, or harmless.
bool has_control_byte_but_tab(std::string_view line) {
  return std::any_of(line.begin(), line.end(),
                     [](char c) { return ((c >= 0 && c < ' ') || c == '\x7f') && c != '\t'; });
}

}  // namespace

ParsedBlock LinkBlockParser::parse(const LineBlock& block) {
  result_.file_lines = block.lines_before;
  std::string_view text = block.text;
  const bool plain_numbers = has_numbers_ && format_.source == 0 && format_.target == 1;
  while (!text.empty()) {
    if (plain_numbers) take_number_pairs(text);
    if (!text.empty()) take_line(orbweb::take_line(text));
  }
  if (!block.long_line.empty()) {
    ++result_.file_lines;
    if (!block.long_line.starts_with('#')) {
      ++result_.report.lines;
      result_.report.reject(result_.file_lines, Rejection::line_too_long, block.long_line);
    }
  }
  collector_.pass_on();
  return std::move(result_);
}

/// Takes simple lines of numbers off `text` up to one that is different.
void LinkBlockParser::take_number_pairs(std::string_view& text) {
  const char* const end = text.data() + text.size();
  const char* at = text.data();
  std::uint64_t lines = 0;
  BuilderArc arc{};
  while (const char* next = take_number_pair(at, end, format_.separator, arc)) {
    collector_.add(arc);
    at = next;
    ++lines;
  }
  text = {at, static_cast<std::size_t>(end - at)};
  result_.file_lines += lines;
  result_.report.lines += lines;
  result_.report.links += lines;
}

void LinkBlockParser::take_line(std::string_view line) {
  ++result_.file_lines;
  if (is_blank_or_comment(line)) return;
  ++result_.report.lines;
  Rejection rejection = add_link(line);
  if (rejection == Rejection::none) return;
  // Whatever else is wrong with it, a line with control bytes is no text.
  if (rejection != Rejection::line_too_long && has_control_byte_but_tab(line)) rejection = Rejection::control_bytes;
  result_.report.reject(result_.file_lines, rejection, line);
}

Rejection LinkBlockParser::add_link(std::string_view line) {
  if (line.size() > kMaxLineLength) return Rejection::line_too_long;
  LinkFields fields;
  if (const Rejection problem = line_parser_.parse(line, fields); problem != Rejection::none) return problem;
  if (const Rejection rejection = collector_.add(fields); rejection != Rejection::none) return rejection;
  result_.report.links += fields.count;
  return Rejection::none;
}

}  // namespace orbweb
