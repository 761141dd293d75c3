// How the lines of one link list are laid out, told by its first lines.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace orbweb {

struct LinkListFormat {
  char separator = '\t';  ///< tab, "|", "," or a space, which stands for runs of spaces and tabs
  bool numbered = false;  ///< nodes are non-negative integers
  /// From "# Nodes: N Edges: 0" where no line of data follows: the nodes of a graph without arcs.
  std::optional<std::uint64_t> arcless_nodes;

  /// From a header; without one, a third field is told by its content.
  bool has_header = false;
  std::size_t num_columns = 0;
  std::size_t source = 0;
  std::size_t target = 1;
  std::optional<std::size_t> rel;
  std::optional<std::size_t> count;

  /// Whether a file of no line of data is a list of no links: it says that it is a list.
  bool says_empty() const { return has_header || arcless_nodes; }
};

/// The columns of a table that has these, however many, told by their names as those of a header are; its separator has
/// no meaning. Nothing unless one is the source, one the target, and no two are rel or count.
std::optional<LinkListFormat> link_columns_of(std::span<const std::string_view> names);

/// The lines at the start of a text that are header, comment or blank.
struct Preamble {
  std::size_t length = 0;  ///< in bytes
  std::uint64_t lines = 0;
  bool is_all = true;  ///< no line of data follows in this text
};

/// Fed a file's text block by block until the first line of data is found.
class FormatDetector {
 public:
  /// Says what of `text` stands before the first line of data, and decides the format by what follows in `text`: up to
  /// 100 lines (link_separator.h), and the first of them that is a link for whether nodes are numbers.
  Preamble feed(std::string_view text);

  const LinkListFormat& format() const { return format_; }

 private:
  void decide(std::string_view data);
  bool take_header(std::string_view line);
  void take_comment(std::string_view text);

  LinkListFormat format_;
  std::string last_comment_;
};

bool is_blank_or_comment(std::string_view line);
bool is_digits(std::string_view text);

}  // namespace orbweb
