#include "loaders/node_set.h"

#include <fmt/format.h>

#include "graph/error.h"
#include "loaders/decompress.h"
#include "loaders/field_splitter.h"
#include "loaders/line_blocks.h"
#include "loaders/link_list_format.h"
#include "loaders/node_finder.h"

namespace orbweb {

namespace {

constexpr std::size_t kMostExamples = 3;

/// Calls visit(line_number, name) for each line that names a node.
template <class Visit>
void for_each_name(FileSystem& files, const std::filesystem::path& path, Visit&& visit) {
  DecompressedFile file(files, path);
  LineBlocks blocks(file);
  std::uint64_t line_number = 0;
  while (const std::unique_ptr<LineBlock> block = blocks.next()) {
    std::string_view text = block->text;
    while (!text.empty()) {
      const std::string_view line = take_line(text);
      ++line_number;
      if (is_blank_or_comment(line)) continue;
      visit(line_number, trim_spaces(line.substr(0, line.find('\t'))));
    }
    if (!block->long_line.empty()) {
      throw LoadError(input_name(path), fmt::format("line {}", line_number + 1), "the name of a node",
                      "a line over 1 MiB");
    }
  }
}

}  // namespace

NodeSetFile read_node_set(const std::filesystem::path& path, const Web& web, FileSystem& files) {
  const NodeFinder finder(web);
  NodeSetFile result;
  std::vector<std::uint8_t> members(web.num_nodes());
  for_each_name(files, path, [&](std::uint64_t, std::string_view name) {
    ++result.lines;
    if (const std::optional<NodeId> node = finder.find(name)) {
      members[*node] = 1;
      return;
    }
    ++result.unknown;
    if (result.examples.size() < kMostExamples) result.examples.push_back(orbweb::quoted(name));
  });
  result.nodes = IndexSet::from_members(members);
  return result;
}

std::vector<NodeId> read_node_order(const std::filesystem::path& path, const Web& web, FileSystem& files) {
  const NodeFinder finder(web);
  std::vector<std::uint8_t> seen(web.num_nodes());
  std::vector<NodeId> order;
  const auto fail = [&](std::uint64_t line, std::string expected, std::string found) {
    throw LoadError(input_name(path), fmt::format("line {}", line), std::move(expected), std::move(found));
  };
  for_each_name(files, path, [&](std::uint64_t line, std::string_view name) {
    const std::optional<NodeId> node = finder.find(name);
    if (!node) fail(line, "the name of a node of this web", orbweb::quoted(name));
    if (seen[*node] != 0) fail(line, "each node once", orbweb::quoted(name) + " again");
    seen[*node] = 1;
    order.push_back(*node);
  });
  if (order.size() != web.num_nodes()) {
    throw LoadError(input_name(path), "", fmt::format("all {} nodes", web.num_nodes()),
                    fmt::format("{} of them", order.size()));
  }
  return order;
}

}  // namespace orbweb
