#include "loaders/field_splitter.h"

#include <algorithm>

namespace orbweb {

std::string_view trim_spaces(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

bool FieldSplitter::split(std::string_view line, char separator) {
  count_ = 0;
  if (separator == ' ') return split_by_spaces(line);
  if (separator == ',' && line.find('"') != std::string_view::npos) return split_csv(line);
  return split_by(line, separator);
}

bool FieldSplitter::add(std::string_view field) {
  if (count_ == kMaxFields) return false;
  fields_[count_++] = field;
  return true;
}

bool FieldSplitter::split_by_spaces(std::string_view line) {
  constexpr std::string_view kSpaces = " \t";
  std::size_t begin = line.find_first_not_of(kSpaces);
  while (begin != std::string_view::npos) {
    const std::size_t end = std::min(line.find_first_of(kSpaces, begin), line.size());
    if (!add(line.substr(begin, end - begin))) return false;
    begin = line.find_first_not_of(kSpaces, end);
  }
  return true;
}

bool FieldSplitter::split_by(std::string_view line, char separator) {
  while (true) {
    const std::size_t end = line.find(separator);
    if (!add(trim_spaces(line.substr(0, end)))) return false;
    if (end == std::string_view::npos) return true;
    line.remove_prefix(end + 1);
  }
}

bool FieldSplitter::split_csv(std::string_view line) {
  while (true) {
    const std::string_view rest = line.substr(std::min(line.find_first_not_of(' '), line.size()));
    std::string_view quoted;
    if (rest.starts_with('"')) {
      line = rest;
      quoted = take_quoted(line);
    }
    // Text behind a closing quote is no CSV; it is kept as it stands.
    const std::size_t end = line.find(',');
    const std::string_view plain = trim_spaces(line.substr(0, end));
    if (!add(plain.empty() ? quoted : plain)) return false;
    if (end == std::string_view::npos) return true;
    line.remove_prefix(end + 1);
  }
}

/// Cuts a quoted field off `line` and returns its content. An unclosed quote runs to the end of the line.
std::string_view FieldSplitter::take_quoted(std::string_view& line) {
  std::size_t end = 1;
  bool has_doubled = false;
  while (end < line.size()) {
    if (line[end] != '"') {
      ++end;
    } else if (end + 1 < line.size() && line[end + 1] == '"') {
      has_doubled = true;
      end += 2;
    } else {
      break;
    }
  }
  const std::string_view content = line.substr(1, end - 1);
  line.remove_prefix(std::min(end + 1, line.size()));
  if (!has_doubled) return content;
  std::string& copy = unquoted_.emplace_back();
  for (std::size_t i = 0; i < content.size(); ++i) {
    copy += content[i];
    if (content[i] == '"') ++i;
  }
  return copy;
}

}  // namespace orbweb
