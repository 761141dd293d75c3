#include "loaders/node_set.h"

#include <fmt/format.h>

#include "graph/error.h"
#include "loaders/field_splitter.h"
#include "loaders/link_list_format.h"
#include "loaders/node_finder.h"
#include "loaders/text_lines.h"

namespace orbweb {

namespace {

constexpr std::size_t kMostExamples = 3;
constexpr const char* kLine = "the name of a node";

/// Calls visit(name) for each line that names a node.
template <class Visit>
void for_each_name(TextLines& lines, FileSystem& files, Visit&& visit) {
  lines.read(files, [&](std::string_view line) {
    if (!is_blank_or_comment(line)) visit(trim_spaces(line.substr(0, line.find('\t'))));
  });
}

}  // namespace

NodeSetFile read_node_set(const std::filesystem::path& path, const Web& web, FileSystem& files) {
  const NodeFinder finder(web);
  NodeSetFile result;
  std::vector<std::uint8_t> members(web.num_nodes());
  TextLines lines(path, kLine);
  for_each_name(lines, files, [&](std::string_view name) {
    ++result.lines;
    if (const std::optional<NodeId> node = finder.find(name)) {
      members[*node] = 1;
      return;
    }
    ++result.unknown;
    if (result.examples.size() < kMostExamples) result.examples.push_back(in_quotes(name));
  });
  result.nodes = IndexSet::from_members(members);
  return result;
}

std::vector<NodeId> read_node_order(const std::filesystem::path& path, const Web& web, FileSystem& files) {
  const NodeFinder finder(web);
  std::vector<std::uint8_t> seen(web.num_nodes());
  std::vector<NodeId> order;
  TextLines lines(path, kLine);
  for_each_name(lines, files, [&](std::string_view name) {
    const std::optional<NodeId> node = finder.find(name);
    if (!node) lines.fail("the name of a node of this web", in_quotes(name));
    if (seen[*node] != 0) lines.fail("each node once", in_quotes(name) + " again");
    seen[*node] = 1;
    order.push_back(*node);
  });
  if (order.size() != web.num_nodes()) {
    throw LoadError(lines.file_name(), "", fmt::format("all {} nodes", web.num_nodes()),
                    fmt::format("{} of them", order.size()));
  }
  return order;
}

}  // namespace orbweb
