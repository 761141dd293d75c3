#include "loaders/link_separator.h"

#include <algorithm>
#include <array>

#include "loaders/field_splitter.h"
#include "loaders/link_list_format.h"

namespace orbweb {

namespace {

constexpr std::array<char, 4> kSeparators = {'\t', '|', ',', ' '};

enum class Look { nothing, word, number, name };

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// Bytes of hosts, ports and user info; those of other scripts too.
bool is_host_byte(char c) {
  constexpr std::string_view kOthers = "-._~:@[]%*";
  return is_letter_or_digit(c) || static_cast<unsigned char>(c) >= 0x80 || kOthers.find(c) != std::string_view::npos;
}

/// Cuts "scheme://" or "//" off `text`.
bool take_scheme(std::string_view& text) {
  constexpr std::string_view kSlashes = "//";
  const std::size_t slashes = text.find(kSlashes);
  if (slashes == std::string_view::npos) return false;
  std::string_view scheme = text.substr(0, slashes);
  if (scheme.ends_with(':')) scheme.remove_suffix(1);
  if (!std::all_of(scheme.begin(), scheme.end(), is_letter_or_digit)) return false;
  text.remove_prefix(slashes + kSlashes.size());
  return true;
}

Look look_of(std::string_view field) {
  if (is_digits(field)) return Look::number;
  const bool has_scheme = take_scheme(field);
  const std::string_view host = field.substr(0, field.find_first_of("/?#\\"));
  if (host.empty() || !std::all_of(host.begin(), host.end(), is_host_byte)) return Look::nothing;
  return has_scheme || host.find('.') != std::string_view::npos ? Look::name : Look::word;
}

/// What follows source and target is no URL: words of rel and counts have no slash.
bool looks_like_rel_or_count(std::string_view field) { return field.find('/') == std::string_view::npos; }

/// 2 where `line` clearly is a link under `separator`, 1 where it may be one, 0 where it is none.
int likeness(std::string_view line, char separator) {
  FieldSplitter splitter;
  splitter.split(line, separator);
  auto fields = splitter.fields();
  // Spreadsheets write empty columns; between spaces there are none, which must not speak for spaces.
  while (!fields.empty() && fields.back().empty()) fields = fields.first(fields.size() - 1);
  if (fields.size() < 2 || fields.size() > 4) return 0;
  const Look source = look_of(fields[0]);
  const Look target = look_of(fields[1]);
  if (source == Look::nothing || target == Look::nothing) return 0;
  if (!std::all_of(fields.begin() + 2, fields.end(), looks_like_rel_or_count)) return 0;
  return source == target && source != Look::word ? 2 : 1;
}

char first_separator_in(std::string_view line) {
  const auto holds = [line](char separator) { return line.find(separator) != std::string_view::npos; };
  return *std::find_if(kSeparators.begin(), kSeparators.end() - 1, holds);
}

}  // namespace

char link_separator(std::span<const std::string_view> lines) {
  char best = lines.empty() ? kSeparators.front() : first_separator_in(lines.front());
  int most = 0;
  for (const char separator : kSeparators) {
    int sum = 0;
    for (const std::string_view line : lines) sum += likeness(line, separator);
    if (sum > most) best = separator;
    most = std::max(most, sum);
  }
  return best;
}

bool look_like_nodes(std::string_view source, std::string_view target) {
  return look_of(source) != Look::nothing && look_of(target) != Look::nothing;
}

std::string_view separator_name(char separator) {
  if (separator == '\t') return "tabs";
  if (separator == '|') return "\"|\"";
  return separator == ',' ? "commas" : "spaces";
}

}  // namespace orbweb
