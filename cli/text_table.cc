#include "cli/text_table.h"

#include <algorithm>
#include <cassert>
#include <numeric>

#include "cli/safe_text.h"

namespace orbweb {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kLeastFlexibleWidth = 12;

std::string padded(const std::string& cell, std::size_t width, Align align) {
  const std::string shown = shorten_middle(cell, std::max<std::size_t>(width, 1));
  const std::string padding(width - std::min(width, display_width(shown)), ' ');
  return align == Align::left ? shown + padding : padding + shown;
}

}  // namespace

void TextTable::add_row(std::vector<std::string> cells) {
  assert(cells.size() == headings_.size());
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> TextTable::column_widths(std::size_t width) const {
  std::vector<std::size_t> widths;
  for (const Heading& heading : headings_) widths.push_back(display_width(heading.text));
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  const std::size_t total = std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
  if (width == 0 || total <= width) return widths;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const std::size_t least = std::min(widths[i], kLeastFlexibleWidth);
    if (headings_[i].flexible) widths[i] = std::max(least, widths[i] - std::min(widths[i], total - width));
  }
  return widths;
}

std::string TextTable::text(std::size_t width) const {
  const std::vector<std::size_t> widths = column_widths(width);
  std::string text;
  const auto add_line = [&](const auto& cell_text) {
    std::string line;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (i > 0) line.append(kGap, ' ');
      line += padded(cell_text(i), widths[i], headings_[i].align);
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  };
  const bool has_headings =
      std::any_of(headings_.begin(), headings_.end(), [](const Heading& heading) { return !heading.text.empty(); });
  if (has_headings) add_line([&](std::size_t i) -> const std::string& { return headings_[i].text; });
  for (const auto& row : rows_) {
    add_line([&](std::size_t i) -> const std::string& { return row[i]; });
  }
  return text;
}

}  // namespace orbweb
