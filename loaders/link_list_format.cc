#include "loaders/link_list_format.h"

#include <algorithm>
#include <array>

#include "loaders/field_splitter.h"
#include "loaders/line_blocks.h"
#include "loaders/link_list_line.h"
#include "loaders/link_separator.h"

namespace orbweb {

namespace {

enum class ColumnKind { other, source, target, rel, count };

/// "From_Node-Id" -> "fromnodeid".
std::string plain_word(std::string_view field) {
  std::string word;
  for (const char c : field) {
    if (c >= 'A' && c <= 'Z') word += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) word += c;
  }
  return word;
}

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Whether `word` is one of `roles`, alone or with what plays it: "from", "fromnode", "fromnodeid", "fromurl" ...
template <std::size_t N>
bool names_role(const std::array<std::string_view, N>& roles, std::string_view word) {
  constexpr std::array<std::string_view, 11> kThings = {"",    "id",   "node",   "nodeid", "vertex", "url",
                                                        "uri", "host", "domain", "page",   "name"};
  return std::any_of(roles.begin(), roles.end(), [&](std::string_view role) {
    return word.starts_with(role) && contains(kThings, word.substr(role.size()));
  });
}

ColumnKind kind_of(std::string_view field) {
  constexpr std::array<std::string_view, 4> kSources = {"source", "src", "from", "start"};
  constexpr std::array<std::string_view, 6> kTargets = {"target", "destination", "dest", "dst", "to", "end"};
  constexpr std::array<std::string_view, 3> kRels = {"rel", "rels", "attributes"};
  constexpr std::array<std::string_view, 6> kCounts = {"count", "counts", "links", "linkcount", "numlinks", "nlinks"};
  const std::string word = plain_word(field);
  if (word == "url" || names_role(kSources, word)) return ColumnKind::source;
  if (names_role(kTargets, word)) return ColumnKind::target;
  if (contains(kRels, word)) return ColumnKind::rel;
  if (contains(kCounts, word)) return ColumnKind::count;
  return ColumnKind::other;
}

/// Lines of data that tell the format.
constexpr std::size_t kLinesToTell = 100;

bool has_separator(std::string_view line) { return trim_spaces(line).find_first_of("\t|, ") != std::string_view::npos; }

/// The first lines of `text` that may be links. Lines without any separator, broken ones, tell nothing.
std::vector<std::string_view> telling_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty() && lines.size() < kLinesToTell) {
    const std::string_view line = take_line(text);
    if (!is_blank_or_comment(line) && has_separator(line)) lines.push_back(line);
  }
  return lines;
}

/// Where exactly one of `fields` names the source and one the target.
std::optional<LinkListFormat> columns_named(std::span<const std::string_view> fields, bool all_words_known) {
  LinkListFormat format;
  format.has_header = true;
  format.num_columns = fields.size();
  std::array<std::uint64_t, 5> seen{};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const ColumnKind kind = kind_of(fields[i]);
    ++seen[static_cast<std::size_t>(kind)];
    if (kind == ColumnKind::source) format.source = i;
    if (kind == ColumnKind::target) format.target = i;
    if (kind == ColumnKind::rel) format.rel = i;
    if (kind == ColumnKind::count) format.count = i;
  }
  const auto count_of = [&](ColumnKind kind) { return seen[static_cast<std::size_t>(kind)]; };
  if (count_of(ColumnKind::source) != 1 || count_of(ColumnKind::target) != 1) return std::nullopt;
  if (count_of(ColumnKind::rel) > 1 || count_of(ColumnKind::count) > 1) return std::nullopt;
  if (all_words_known && count_of(ColumnKind::other) > 0) return std::nullopt;
  return format;
}

/// The columns that `line` names, where it is a header.
std::optional<LinkListFormat> header_under(std::string_view line, char separator, bool all_words_known) {
  FieldSplitter splitter;
  if (!splitter.split(line, separator)) return std::nullopt;
  std::optional<LinkListFormat> format = columns_named(splitter.fields(), all_words_known);
  if (format) format->separator = separator;
  return format;
}

/// The same under any separator. One that another goes before in this order must account for every word of the line:
/// "a.example<TAB>b.example<TAB>from here to there" names no columns.
std::optional<LinkListFormat> header_of(std::string_view line) {
  bool another_before = false;
  for (const char separator : {'\t', '|', ',', ' '}) {
    if (auto header = header_under(line, separator, another_before)) return header;
    another_before = another_before || line.find(separator) != std::string_view::npos;
  }
  return std::nullopt;
}

/// Whether the first of `lines` that links two nodes links two integers.
bool links_numbers(const std::vector<std::string_view>& lines, const LinkListFormat& format) {
  FieldSplitter splitter;
  for (const std::string_view line : lines) {
    splitter.split(line, format.separator);
    const auto fields = splitter.fields();
    if (fields.size() <= std::max(format.source, format.target)) continue;
    const std::string_view source = fields[format.source];
    const std::string_view target = fields[format.target];
    if (look_like_nodes(source, target)) return is_digits(source) && is_digits(target);
  }
  return false;
}

/// N of " Nodes: N Edges: 0", as SNAP's lists begin.
std::optional<std::uint64_t> arcless_nodes_of(std::string_view comment) {
  constexpr std::string_view kStart = " Nodes: ", kEnd = " Edges: 0";
  if (!comment.starts_with(kStart) || !comment.ends_with(kEnd)) return std::nullopt;
  const std::string_view digits = comment.substr(kStart.size(), comment.size() - kStart.size() - kEnd.size());
  NodeId nodes = 0;
  if (comment.size() < kStart.size() + kEnd.size() || parse_node_number(digits, nodes) != Rejection::none) {
    return std::nullopt;
  }
  return nodes;
}

}  // namespace

std::optional<LinkListFormat> link_columns_of(std::span<const std::string_view> names) {
  return columns_named(names, false);
}

bool is_blank_or_comment(std::string_view line) {
  if (line.starts_with('#')) return true;
  return line.find_first_not_of(" \t") == std::string_view::npos;
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Preamble FormatDetector::feed(std::string_view text) {
  Preamble preamble;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    if (!is_blank_or_comment(line) && !take_header(line)) {
      decide(text.substr(preamble.length));
      preamble.is_all = false;
      return preamble;
    }
    if (line.starts_with('#')) take_comment(line.substr(1));
    preamble.length = text.size() - rest.size();
    ++preamble.lines;
  }
  return preamble;
}

/// Takes `line` for the header if it is one; only the first line that is no comment can be.
bool FormatDetector::take_header(std::string_view line) {
  if (format_.has_header) return false;
  std::optional<LinkListFormat> header = header_of(line);
  if (!header) return false;
  header->arcless_nodes = format_.arcless_nodes;
  header->numbered = format_.numbered;
  format_ = *header;
  return true;
}

void FormatDetector::take_comment(std::string_view text) {
  last_comment_ = text;
  const std::optional<std::uint64_t> nodes = arcless_nodes_of(text);
  if (!nodes) return;
  format_.arcless_nodes = nodes;
  format_.numbered = true;
}

void FormatDetector::decide(std::string_view data) {
  format_.arcless_nodes.reset();
  const std::vector<std::string_view> lines = telling_lines(data);
  if (!format_.has_header) {
    format_.separator = link_separator(lines);
    // "# FromNodeId ToNodeId", as SNAP writes, says nothing new; "# target source" does.
    const auto header = header_under(last_comment_, format_.separator, true);
    if (header && (header->num_columns > 2 || header->source != 0)) format_ = *header;
  }
  format_.numbered = links_numbers(lines, format_);
}

}  // namespace orbweb
