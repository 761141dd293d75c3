// Graphs as lists of arcs in lines of text.
#include <fmt/format.h>

#include <algorithm>

#include "exports/graph_writers.h"
#include "graph/error.h"
#include "graph/host_labels.h"

namespace orbweb {

namespace {

constexpr std::string_view kVertices = "vertices.txt", kEdges = "edges.txt";

void append_numbers(const LabelledRows& block, std::string& text) {
  for (std::uint64_t i = 0; i < block.rows.num_rows(); ++i) {
    for (const NodeId target : block.rows[i]) {
      append_number(text, block.rows.first + i);
      text += '\t';
      append_number(text, target);
      text += '\n';
    }
  }
}

/// A name of digits alone would be read back as a number or an IP address.
void append_link_end(std::string& text, const GraphExport& graph, NodeId node) {
  const std::size_t begin = text.size();
  append_node(text, graph, node);
  if (graph.has_names() && text.find_first_not_of("0123456789", begin) == std::string::npos) {
    throw ArgumentError(
        fmt::format("the name {} is a number, which a list of links takes for a node's: graphml and "
                    "gml can hold it",
                    orbweb::in_quotes(text.substr(begin))));
  }
}

void append_links(const GraphExport& graph, const LabelledRows& block, std::string& text) {
  std::string source;
  for (std::uint64_t i = 0; i < block.rows.num_rows(); ++i) {
    source.clear();
    append_link_end(source, graph, static_cast<NodeId>(block.rows.first + i));
    for (std::uint64_t arc = block.rows.offsets[i]; arc < block.rows.offsets[i + 1]; ++arc) {
      text.append(source).append(1, '\t');
      append_link_end(text, graph, block.rows.targets[arc]);
      text += '\t';
      append_number(text, block.link_counts[arc]);
      text += block.followed[arc] != 0 ? "\t\n" : "\tnofollow\n";
    }
  }
}

constexpr const char* kNoHost = "Common Crawl's graphs hold hosts or domains, not {}; build with --fold host or domain";

/// Throws ArgumentError for what is no host: it would be read back as something else.
std::string reversed_host(const std::string& name) {
  const bool has_odd_byte =
      std::any_of(name.begin(), name.end(), [](char c) { return (c >= 0 && c <= ' ') || c == '/' || c == '\x7f'; });
  std::string reversed = with_labels_reversed(name);
  const bool is_number = name.find_first_not_of("0123456789") == std::string::npos;  // an edge's target to readers
  if (has_odd_byte || is_number || with_labels_reversed(reversed) != name) {
    throw ArgumentError(fmt::format(kNoHost, "names such as " + orbweb::in_quotes(name)));
  }
  return reversed;
}

std::filesystem::path edges_path(const std::filesystem::path& vertices) {
  std::string name = vertices.filename().string();
  const std::size_t at = name.rfind(kVertices);
  if (at == std::string::npos) {
    throw ArgumentError(fmt::format("{}: expected a path that ends in {}, perhaps with .gz or .zst, found another",
                                    vertices.string(), kVertices));
  }
  name.replace(at, kVertices.size(), kEdges);
  return vertices.parent_path() / name;
}

}  // namespace

void write_link_list(const GraphExport& graph) {
  WholeFile file = open_output(graph, graph.path);
  // Says that the list is whole, and how many nodes there are; with arcs, they tell.
  if (graph.web.num_arcs() == 0 && !graph.has_names()) {
    file.write(fmt::format("# Nodes: {} Edges: 0\n", graph.web.num_nodes()));
  }
  file.write("source\ttarget\tcount\trel\n");
  write_rows(graph, Labels::keep, file,
             [&](const LabelledRows& block, std::string& text) { append_links(graph, block, text); });
  file.publish();
}

void write_arcs(const GraphExport& graph) {
  GraphExport numbered = graph;
  numbered.name_of = nullptr;
  write_link_list(numbered);
}

void write_snap(const GraphExport& graph) {
  WholeFile file = open_output(graph, graph.path);
  file.write(fmt::format("# Directed graph\n# Nodes: {} Edges: {}\n# FromNodeId\tToNodeId\n", graph.web.num_nodes(),
                         graph.web.num_arcs()));
  write_rows(graph, Labels::leave_out, file, append_numbers);
  file.publish();
}

std::vector<std::filesystem::path> common_crawl_files_of(const std::filesystem::path& path) {
  return {path, edges_path(path)};
}

void write_common_crawl(const GraphExport& graph) {
  if (!graph.has_names()) throw ArgumentError("Common Crawl's graphs hold host names, and this web has none");
  if (graph.web.provenance().fold == FoldLevel::page) throw ArgumentError(fmt::format(kNoHost, "pages"));
  WholeFile edges = open_output(graph, edges_path(graph.path));
  WholeFile vertices = open_output(graph, graph.path);
  write_nodes(graph, vertices, [&](std::uint64_t first, std::uint64_t last, std::string& text) {
    for (std::uint64_t node = first; node < last; ++node) {
      append_number(text, node);
      text += '\t';
      text.append(reversed_host(graph.name_of(static_cast<NodeId>(node))));
      text += '\n';
    }
  });
  write_rows(graph, Labels::leave_out, edges, append_numbers);
  publish_together({&edges, &vertices});
}

}  // namespace orbweb
