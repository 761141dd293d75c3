#include "loaders/link_list_line.h"

#include <algorithm>
#include <limits>

namespace orbweb {

namespace {

/// No word of rel starts like a number; "-" alone stands for none.
bool is_meant_as_count(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  return !text.empty() && (text.front() == '.' || (text.front() >= '0' && text.front() <= '9'));
}

constexpr std::uint64_t kNoNode = std::numeric_limits<NodeId>::max();

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() && std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b;
         });
}

/// Any decimal number, stopping at `most` however long it is.
std::uint64_t saturating_number(std::string_view digits, std::uint64_t most) {
  std::uint64_t value = 0;
  for (const char c : digits) value = std::min(10 * value + static_cast<std::uint64_t>(c - '0'), most);
  return value;
}

Rejection parse_count(std::string_view text, std::uint32_t& count) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
  const std::uint64_t value = is_digits(text) ? saturating_number(text, kMost + 1) : 0;
  if (value == 0 || value > kMost) return Rejection::invalid_count;
  count = static_cast<std::uint32_t>(value);
  return Rejection::none;
}

const char* take_number(const char* at, const char* end, std::uint64_t& value) {
  constexpr std::ptrdiff_t kMostDigits = 10;
  const char* last = end - at > kMostDigits ? at + kMostDigits : end;
  value = 0;
  const char* const begin = at;
  for (; at != last && *at >= '0' && *at <= '9'; ++at) value = 10 * value + static_cast<std::uint64_t>(*at - '0');
  return at == begin || value >= kNoNode ? nullptr : at;
}

}  // namespace

const char* take_number_pair(const char* at, const char* end, char separator, BuilderArc& arc) {
  std::uint64_t source = 0;
  std::uint64_t target = 0;
  at = take_number(at, end, source);
  if (at == nullptr || at == end || *at != separator) return nullptr;
  at = take_number(at + 1, end, target);
  if (at != nullptr && at != end && *at == '\r') ++at;
  if (at == nullptr || at == end || *at != '\n') return nullptr;
  arc = {static_cast<NodeId>(source), static_cast<NodeId>(target), 1, true};
  return at + 1;
}

Rejection parse_node_number(std::string_view text, NodeId& node) {
  if (!is_digits(text)) return Rejection::not_a_number;
  const std::uint64_t value = saturating_number(text, kNoNode);
  node = static_cast<NodeId>(value);
  return value == kNoNode ? Rejection::number_too_large : Rejection::none;
}

bool is_followed(std::string_view rel) {
  constexpr std::string_view kDelimiters = " \t,;|+/=&\"'";
  std::size_t begin = rel.find_first_not_of(kDelimiters);
  while (begin != std::string_view::npos) {
    const std::size_t end = std::min(rel.find_first_of(kDelimiters, begin), rel.size());
    const std::string_view word = rel.substr(begin, end - begin);
    for (const std::string_view unfollowed : {"nofollow", "ugc", "sponsored"}) {
      if (equals_ignoring_case(word, unfollowed)) return false;
    }
    begin = rel.find_first_not_of(kDelimiters, end);
  }
  return true;
}

Rejection LinkLineParser::parse(std::string_view line, LinkFields& fields) {
  const bool fits = splitter_.split(line, format_.separator);
  fields.followed = true;
  fields.count = 1;
  if (!fits) return Rejection::too_many_fields;
  if (format_.has_header) return parse_by_header(fields);
  return format_.separator == ' ' ? parse_words_and_count(fields) : parse_by_content(fields);
}

Rejection LinkLineParser::parse_by_header(LinkFields& fields) const {
  const auto given = splitter_.fields();
  // Separated by spaces, the words of rel are fields of their own: what is more than the columns belongs to it.
  const bool rel_takes_more = format_.separator == ' ' && format_.rel && given.size() > format_.num_columns;
  const std::size_t more = rel_takes_more ? given.size() - format_.num_columns : 0;
  if (given.size() > format_.num_columns + more) return Rejection::too_many_fields;
  const auto field = [&](std::size_t column) {
    const std::size_t place = format_.rel && column > *format_.rel ? column + more : column;
    return place < given.size() ? given[place] : std::string_view();
  };
  fields.source = field(format_.source);
  fields.target = field(format_.target);
  if (fields.source.empty() || fields.target.empty()) return Rejection::missing_target;
  if (format_.rel) {
    for (std::size_t i = 0; i <= more && *format_.rel + i < given.size(); ++i) {
      fields.followed = fields.followed && is_followed(given[*format_.rel + i]);
    }
  }
  const std::string_view count = format_.count ? field(*format_.count) : std::string_view();
  return count.empty() ? Rejection::none : parse_count(count, fields.count);
}

/// source, target, then rel and count, told apart by what they hold. "-5" and "2.5" are bad counts, not words of rel.
Rejection LinkLineParser::parse_by_content(LinkFields& fields) const {
  const auto given = splitter_.fields();
  if (given.size() < 2 || given[0].empty() || given[1].empty()) return Rejection::missing_target;
  if (given.size() > 4) return Rejection::too_many_fields;
  fields.source = given[0];
  fields.target = given[1];
  if (given.size() == 2) return Rejection::none;
  const bool count_first = is_meant_as_count(given[2]);
  const std::string_view fourth = given.size() == 4 ? given[3] : std::string_view();
  fields.followed = is_followed(count_first ? fourth : given[2]);
  const std::string_view count = count_first ? given[2] : fourth;
  return count.empty() ? Rejection::none : parse_count(count, fields.count);
}

/// Separated by spaces: source, target, then any words of rel, then perhaps a count.
Rejection LinkLineParser::parse_words_and_count(LinkFields& fields) const {
  auto given = splitter_.fields();
  if (given.size() < 2) return Rejection::missing_target;
  fields.source = given[0];
  fields.target = given[1];
  given = given.subspan(2);
  const bool has_count = !given.empty() && is_meant_as_count(given.back());
  for (const std::string_view word : given.first(given.size() - (has_count ? 1 : 0))) {
    fields.followed = fields.followed && is_followed(word);
  }
  return has_count ? parse_count(given.back(), fields.count) : Rejection::none;
}

}  // namespace orbweb
