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
  pass_on();
  return std::move(result_);
}

/// Takes simple lines of numbers off `text` up to one that is different.
void LinkBlockParser::take_number_pairs(std::string_view& text) {
  const char* const end = text.data() + text.size();
  const char* at = text.data();
  std::uint64_t lines = 0;
  BuilderArc arc{};
  while (const char* next = take_number_pair(at, end, format_.separator, arc)) {
    numbered_.push_back(arc);
    pass_on_when_many();
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
  const Rejection rejection = fold_ == nullptr ? number_nodes(fields) : name_nodes(fields);
  if (rejection != Rejection::none) return rejection;
  pass_on_when_many();
  result_.report.links += fields.count;
  return Rejection::none;
}

Rejection LinkBlockParser::number_nodes(const LinkFields& fields) {
  BuilderArc arc{0, 0, fields.count, fields.followed};
  for (const auto& [text, node] : {std::pair(fields.source, &arc.source), std::pair(fields.target, &arc.target)}) {
    const Rejection rejection = parse_node_number(text, *node);
    if (rejection != Rejection::none) return rejection;
  }
  numbered_.push_back(arc);
  return Rejection::none;
}

/// Adds names only when both are valid: a refused line leaves no node behind.
Rejection LinkBlockParser::name_nodes(const LinkFields& fields) {
  if (!source_.is_known || fields.source != source_.raw) look_up(fields.source, source_);
  if (source_.value.rejection != Rejection::none) return source_.value.rejection;
  look_up(fields.target, target_);
  if (target_.value.rejection != Rejection::none) return target_.value.rejection;
  make_known(source_);
  make_known(target_);
  named_.add_link(source_.value.number, target_.value.number, fields.count, fields.followed);
  return Rejection::none;
}

void LinkBlockParser::pass_on() {
  if (fold_ == nullptr) {
    builder_.add(numbered_);
    numbered_.clear();
  } else {
    builder_.add_links(named_);
  }
}

/// Numbers in small pieces, which stay in the cache. The names of a block go all at once: the cache of raw names holds
/// their numbers in the batch.
void LinkBlockParser::pass_on_when_many() {
  constexpr std::size_t kManyArcs = 1 << 14;
  if (numbered_.size() >= kManyArcs) pass_on();
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
  end.value.number = named_.add_name(end.name);
  cache_.put(end.raw, end.value);
  end.is_known = true;
}

}  // namespace orbweb
