// A table of text in aligned columns.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace orbweb {

enum class Align { left, right };

class TextTable {
 public:
  struct Heading {
    std::string text;
    Align align = Align::left;
    bool flexible = false;  ///< gives way first where the table is wider than the screen; at most one column
  };

  explicit TextTable(std::vector<Heading> headings) : headings_(std::move(headings)) {}

  /// One cell per heading, already safe for a terminal (cli/safe_text.h).
  void add_row(std::vector<std::string> cells);

  /// Lines of at most `width` columns where the flexible column can give way so far; 0 = no limit. Headings that are
  /// all empty are left out.
  std::string text(std::size_t width) const;

 private:
  std::vector<std::size_t> column_widths(std::size_t width) const;

  std::vector<Heading> headings_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace orbweb
