#include "loaders/node_values.h"

#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "graph/error.h"
#include "loaders/field_splitter.h"
#include "loaders/link_list_format.h"
#include "loaders/node_finder.h"
#include "loaders/text_lines.h"

namespace orbweb {

namespace {

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

struct NamedValue {
  std::string_view name;
  std::string_view value;
  bool has_value = false;
};

/// A tab or a space always separates. A comma may be part of a URL: it separates where a number follows.
NamedValue split_line(std::string_view line) {
  line = trim_spaces(line);
  if (const std::size_t space = line.find_last_of(" \t"); space != std::string_view::npos) {
    const std::size_t name_end = line.find_last_not_of(" \t,", space);
    return {line.substr(0, name_end == std::string_view::npos ? 0 : name_end + 1), line.substr(space + 1), true};
  }
  const std::size_t comma = line.rfind(',');
  if (comma == std::string_view::npos || !parse_number(line.substr(comma + 1))) return {line, {}, false};
  return {line.substr(0, comma), line.substr(comma + 1), true};
}

class NodeValuesReader {
 public:
  NodeValuesReader(const std::filesystem::path& path, const Web& web)
      : lines_(path, "a name and a value"), finder_(web), values_(web.num_nodes()), seen_(web.num_nodes()) {}

  std::vector<double> read(FileSystem& files) {
    lines_.read(files, [this](std::string_view line) { take(line); });
    if (num_values_ == 0)
      throw LoadError(lines_.file_name(), "", "a node's name and perhaps a value on each line", "no line");
    return std::move(values_);
  }

 private:
  void take(std::string_view line) {
    if (is_blank_or_comment(line)) return;
    NamedValue given = split_line(line);
    std::optional<NodeId> node = finder_.find(given.name);
    // "https://example.com/a,5" may be a page after all.
    if (!node && given.has_value) {
      node = finder_.find(trim_spaces(line));
      if (node) given.has_value = false;
    }
    if (!node) lines_.fail("the name of a node of this web", in_quotes(given.name));
    const std::optional<double> value = given.has_value ? parse_number(given.value) : 1.0;
    if (!value || !std::isfinite(*value) || *value < 0) lines_.fail("a number >= 0", in_quotes(given.value));
    if (seen_[*node]) lines_.fail("each node once", in_quotes(given.name) + " again");
    seen_[*node] = true;
    values_[*node] = *value;
    ++num_values_;
  }

  TextLines lines_;
  NodeFinder finder_;
  std::vector<double> values_;
  std::vector<bool> seen_;
  std::uint64_t num_values_ = 0;
};

}  // namespace

std::vector<double> read_node_values(const std::filesystem::path& path, const Web& web, FileSystem& files) {
  return NodeValuesReader(path, web).read(files);
}

}  // namespace orbweb
