#include "exports/graph_export.h"

#include <fmt/format.h>

#include <memory>

#include "graph/control_bytes.h"
#include "graph/error.h"
#include "graph/transform/block_stream.h"

namespace orbweb {

namespace {

constexpr std::string_view kPhase = "writing";

}  // namespace

std::function<std::string(NodeId)> names_of(const Web& web) {
  if (!web.has_names()) return nullptr;
  return [&web](NodeId node) { return web.names().name(node); };
}

WholeFile open_output(const GraphExport& graph, const std::filesystem::path& path) {
  return WholeFile(path, output_compression_of(path), graph.overwrite, graph.files);
}

void write_rows(const GraphExport& graph, Labels labels, WholeFile& file, const FormatRows& format) {
  const RowView view = RowView::successors(graph.web, nullptr, {});
  stream_blocks(
      view.num_nodes(), kRowsPerStreamBlock, kPhase, graph.control,
      [&](std::uint64_t first, std::uint64_t last) {
        LabelledRows rows;
        view.read(first, last, labels, rows);
        auto text = std::make_unique<std::string>();
        format(rows, *text);
        return text;
      },
      [&](const std::unique_ptr<std::string>& text) { file.write(*text); });
}

void write_nodes(const GraphExport& graph, WholeFile& file, const FormatNodes& format) {
  write_nodes(graph.web.num_nodes(), graph.control, file, format);
}

void write_nodes(std::uint64_t num_nodes, const Control& control, WholeFile& file, const FormatNodes& format) {
  stream_blocks(
      num_nodes, kRowsPerStreamBlock, kPhase, control,
      [&](std::uint64_t first, std::uint64_t last) {
        auto text = std::make_unique<std::string>();
        format(first, last, *text);
        return text;
      },
      [&](const std::unique_ptr<std::string>& text) { file.write(*text); });
}

void append_name(std::string& text, std::string_view name) {
  if (has_control_byte(name)) {
    throw ArgumentError(
        fmt::format("the name {} has control bytes, which no line of text can hold", orbweb::in_quotes(name)));
  }
  text += name;
}

void append_listed_name(std::string& text, std::string_view name) {
  const auto refuse = [&](std::string_view problem) {
    throw ArgumentError(
        fmt::format("the name {} {}: no list can hold it; graphml and gml can", orbweb::in_quotes(name), problem));
  };
  if (name.empty()) refuse("is empty");
  if (name.starts_with('#')) refuse("starts with #, as comments do");
  if (name.starts_with(' ') || name.ends_with(' ')) refuse("has a space at its start or end");
  append_name(text, name);
}

void append_node(std::string& text, const GraphExport& graph, NodeId node) {
  if (graph.has_names()) {
    append_listed_name(text, graph.name_of(node));
  } else {
    append_number(text, node);
  }
}

}  // namespace orbweb
