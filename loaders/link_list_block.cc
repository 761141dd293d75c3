#include "loaders/link_list_block.h"

#include <algorithm>
#include <utility>

namespace orbweb {

namespace {

bool has_control_byte(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
}

/// Tabs are separators, or harmless.
bool has_control_byte_but_tab(std::string_view line) {
  return std::any_of(line.begin(), line.end(),
                     [](char c) { return ((c >= 0 && c < ' ') || c == '\x7f') && c != '\t'; });
}

}  // namespace

ParsedBlock LinkBlockParser::parse(const LineBlock& block) {
  result_.file_lines = block.lines_before;
  std::string_view text = block.text;
  // Counting lines is far cheaper than growing, and the builder keeps the vectors as they are.
  result_.arcs.reserve(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1);
  const bool plain_numbers = fold_ == nullptr && format_.source == 0 && format_.target == 1;
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
  if (2 * result_.arcs.size() < result_.arcs.capacity()) result_.arcs.shrink_to_fit();
  return std::move(result_);
}

/// Takes simple lines of numbers off `text` up to one that is different.
void LinkBlockParser::take_number_pairs(std::string_view& text) {
  const char* const end = text.data() + text.size();
  const char* at = text.data();
  const std::size_t before = result_.arcs.size();
  BuilderArc arc{};
  while (const char* next = take_number_pair(at, end, format_.separator, arc)) {
    result_.arcs.push_back(arc);
    at = next;
  }
  text = {at, static_cast<std::size_t>(end - at)};
  const std::uint64_t lines = result_.arcs.size() - before;
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
  BuilderArc arc{0, 0, fields.count, fields.followed};
  const Rejection rejection = fold_ == nullptr ? number_nodes(fields, arc) : name_nodes(fields, arc);
  if (rejection != Rejection::none) return rejection;
  result_.arcs.push_back(arc);
  ++result_.report.links;
  return Rejection::none;
}

Rejection LinkBlockParser::number_nodes(const LinkFields& fields, BuilderArc& arc) const {
  const Rejection rejection = parse_node_number(fields.source, arc.source);
  return rejection != Rejection::none ? rejection : parse_node_number(fields.target, arc.target);
}

/// Interns names only when both are valid: a refused line leaves no node behind.
Rejection LinkBlockParser::name_nodes(const LinkFields& fields, BuilderArc& arc) {
  if (!source_.is_known || fields.source != source_.raw) look_up(fields.source, source_);
  if (source_.value.rejection != Rejection::none) return source_.value.rejection;
  look_up(fields.target, target_);
  if (target_.value.rejection != Rejection::none) return target_.value.rejection;
  make_known(source_);
  make_known(target_);
  arc.source = source_.value.node;
  arc.target = target_.value.node;
  return Rejection::none;
}

void LinkBlockParser::look_up(std::string_view raw, End& end) {
  end.raw = raw;
  const FoldedName* found = cache_.find(raw);
  end.is_known = found != nullptr;
  if (end.is_known) {
    end.value = *found;
    return;
  }
  end.value.rejection = has_control_byte(raw) ? Rejection::control_bytes : fold_->name_of(raw, end.name);
  if (end.value.rejection != Rejection::none) {
    cache_.put(raw, end.value);
    end.is_known = true;
  }
}

void LinkBlockParser::make_known(End& end) {
  if (end.is_known) return;
  end.value.node = builder_.intern(end.name);
  cache_.put(end.raw, end.value);
  end.is_known = true;
}

}  // namespace orbweb
