// Graphs in GraphML and GML, with names, link counts and followed flags.
#include <fmt/format.h>

#include <array>

#include "exports/graph_writers.h"

namespace orbweb {

namespace {

constexpr std::uint32_t kReplacement = 0xfffd;  // stands for bytes that are no UTF-8

/// Takes one code point off the front of UTF-8 text. Overlong forms, surrogates and broken sequences give kReplacement.
std::uint32_t take_code_point(std::string_view& text) {
  const auto byte_at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte_at(0);
  constexpr std::array<std::uint32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  const std::size_t length = lead < 0x80 ? 1 : lead >= 0xf0 && lead < 0xf8 ? 4 : lead >= 0xe0 ? 3 : 2;
  std::uint32_t code = length == 1 ? lead : lead & (0x7fU >> length);
  bool is_sound = lead < 0x80 || (lead >= 0xc0 && lead < 0xf8 && text.size() >= length);
  for (std::size_t i = 1; is_sound && i < length; ++i) {
    is_sound = (byte_at(i) & 0xc0) == 0x80;
    code = code << 6 | (byte_at(i) & 0x3fU);
  }
  is_sound = is_sound && code >= kLeast[length] && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  text.remove_prefix(is_sound ? length : 1);
  return is_sound ? code : kReplacement;
}

/// Both formats take character references: & < > " and all that is not printable ASCII become some.
void append_escaped(std::string& text, std::string_view name) {
  while (!name.empty()) {
    const std::uint32_t code = take_code_point(name);
    if (code == '&') {
      text += "&amp;";
    } else if (code == '<') {
      text += "&lt;";
    } else if (code == '>') {
      text += "&gt;";
    } else if (code == '"') {
      text += "&quot;";
    } else if (code >= 0x20 && code < 0x7f) {
      text += static_cast<char>(code);
    } else {
      // XML has no way to write most control characters.
      fmt::format_to(std::back_inserter(text), "&#{};", code < 0x20 ? kReplacement : code);
    }
  }
}

template <class FormatArc>
void for_each_arc(const LabelledRows& block, FormatArc&& format_arc) {
  for (std::uint64_t i = 0; i < block.rows.num_rows(); ++i) {
    for (std::uint64_t arc = block.rows.offsets[i]; arc < block.rows.offsets[i + 1]; ++arc) {
      format_arc(block.rows.first + i, block.rows.targets[arc], block.link_counts[arc], block.followed[arc] != 0);
    }
  }
}

constexpr std::string_view kGraphmlStart =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"
    "  <key id=\"name\" for=\"node\" attr.name=\"name\" attr.type=\"string\"/>\n"
    "  <key id=\"count\" for=\"edge\" attr.name=\"count\" attr.type=\"long\"/>\n"
    "  <key id=\"followed\" for=\"edge\" attr.name=\"followed\" attr.type=\"boolean\"/>\n";
constexpr std::string_view kGraphmlGraph = "  <graph edgedefault=\"directed\">\n";
/// Marks ids that are numbers and no names.
constexpr std::string_view kGraphmlNumbers =
    "  <key id=\"named\" for=\"graph\" attr.name=\"named\" attr.type=\"boolean\"/>\n"
    "  <graph edgedefault=\"directed\">\n"
    "    <data key=\"named\">false</data>\n";
constexpr std::string_view kGraphmlEnd = "  </graph>\n</graphml>\n";

void append_graphml_node(const GraphExport& graph, std::uint64_t node, std::string& text) {
  fmt::format_to(std::back_inserter(text), "    <node id=\"n{}\"", node);
  if (!graph.has_names()) {
    text += "/>\n";
    return;
  }
  const std::string name = graph.name_of(static_cast<NodeId>(node));
  // Readers may trim what is not marked.
  const bool keeps_spaces = name.starts_with(' ') || name.ends_with(' ');
  text += keeps_spaces ? "><data key=\"name\" xml:space=\"preserve\">" : "><data key=\"name\">";
  append_escaped(text, name);
  text += "</data></node>\n";
}

void append_gml_node(const GraphExport& graph, std::uint64_t node, std::string& text) {
  fmt::format_to(std::back_inserter(text), "  node [\n    id {}\n    label \"", node);
  append_escaped(text, graph.has_names() ? graph.name_of(static_cast<NodeId>(node)) : std::to_string(node));
  text += "\"\n  ]\n";
}

template <class AppendNode>
FormatNodes each_node(const GraphExport& graph, AppendNode append_node) {
  return [&graph, append_node](std::uint64_t first, std::uint64_t last, std::string& text) {
    for (std::uint64_t node = first; node < last; ++node) append_node(graph, node, text);
  };
}

}  // namespace

void write_graphml(const GraphExport& graph) {
  WholeFile file = open_output(graph, graph.path);
  file.write(kGraphmlStart);
  file.write(graph.has_names() ? kGraphmlGraph : kGraphmlNumbers);
  write_nodes(graph, file, each_node(graph, append_graphml_node));
  write_rows(graph, Labels::keep, file, [](const LabelledRows& block, std::string& text) {
    for_each_arc(block, [&](std::uint64_t source, NodeId target, std::uint32_t links, bool followed) {
      fmt::format_to(std::back_inserter(text),
                     "    <edge source=\"n{}\" target=\"n{}\"><data key=\"count\">{}</data>"
                     "<data key=\"followed\">{}</data></edge>\n",
                     source, target, links, followed);
    });
  });
  file.write(kGraphmlEnd);
  file.publish();
}

void write_gml(const GraphExport& graph) {
  WholeFile file = open_output(graph, graph.path);
  // Readers want a label for each node; `named` says that these are numbers and no names.
  file.write(graph.has_names() ? "graph [\n  directed 1\n" : "graph [\n  directed 1\n  named 0\n");
  write_nodes(graph, file, each_node(graph, append_gml_node));
  write_rows(graph, Labels::keep, file, [](const LabelledRows& block, std::string& text) {
    for_each_arc(block, [&](std::uint64_t source, NodeId target, std::uint32_t links, bool followed) {
      fmt::format_to(std::back_inserter(text),
                     "  edge [\n    source {}\n    target {}\n    count {}\n    followed {}\n  ]\n", source, target,
                     links, followed ? 1 : 0);
    });
  });
  file.write("]\n");
  file.publish();
}

}  // namespace orbweb
