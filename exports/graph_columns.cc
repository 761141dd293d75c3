// Graphs as typed columns: a table of arcs, and beside it one of nodes.
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "columns/row_writer.h"
#include "exports/graph_writers.h"
#include "graph/error.h"
#include "graph/transform/block_stream.h"

namespace orbweb {

namespace {

/// Nodes as their names or, where these are empty, as numbers.
ColumnType type_of_nodes(const GraphExport& graph) {
  return graph.has_names() ? ColumnType::text : ColumnType::integer;
}

/// Rows, and the names of their ends: each row's source, then its targets.
struct NamedRows {
  LabelledRows labelled;
  std::string names;
  std::vector<std::size_t> name_ends;

  void add_name(const std::string& name) {
    names += name;
    name_ends.push_back(names.size());
  }
};

std::unique_ptr<NamedRows> read_named(const GraphExport& graph, const RowView& view, std::uint64_t first,
                                      std::uint64_t last) {
  auto block = std::make_unique<NamedRows>();
  view.read(first, last, Labels::keep, block->labelled);
  if (!graph.has_names()) return block;
  for (std::uint64_t i = 0; i < block->labelled.rows.num_rows(); ++i) {
    block->add_name(graph.name_of(static_cast<NodeId>(first + i)));
    for (const NodeId target : block->labelled.rows[i]) block->add_name(graph.name_of(target));
  }
  return block;
}

/// The names of a block, one after the other.
class NameCursor {
 public:
  explicit NameCursor(const NamedRows& block) : block_(block) {}
  std::string_view next() {
    const std::size_t begin = next_ == 0 ? 0 : block_.name_ends[next_ - 1];
    const std::size_t end = block_.name_ends[next_++];
    return std::string_view(block_.names).substr(begin, end - begin);
  }

 private:
  const NamedRows& block_;
  std::size_t next_ = 0;
};

void add_named_arcs(const NamedRows& block, RowWriter& table) {
  const auto& [rows, link_counts, followed] = block.labelled;
  NameCursor names(block);
  for (std::uint64_t i = 0; i < rows.num_rows(); ++i) {
    const std::string_view source = names.next();
    for (std::uint64_t arc = rows.offsets[i]; arc < rows.offsets[i + 1]; ++arc) {
      table.add(0, source);
      table.add(1, names.next());
      table.add(2, std::uint64_t{link_counts[arc]});
      table.add(3, followed[arc] != 0);
      table.end_row();
    }
  }
}

void add_numbered_arcs(const NamedRows& block, RowWriter& table) {
  const auto& [rows, link_counts, followed] = block.labelled;
  for (std::uint64_t i = 0; i < rows.num_rows(); ++i) {
    for (std::uint64_t arc = rows.offsets[i]; arc < rows.offsets[i + 1]; ++arc) {
      table.add(0, rows.first + i);
      table.add(1, std::uint64_t{rows.targets[arc]});
      table.add(2, std::uint64_t{link_counts[arc]});
      table.add(3, followed[arc] != 0);
      table.end_row();
    }
  }
}

void write_arc_table(const GraphExport& graph, ColumnFormat format, OutputFile& file) {
  const std::vector<ColumnInfo> columns = {{"source", type_of_nodes(graph)},
                                           {"target", type_of_nodes(graph)},
                                           {"count", ColumnType::integer},
                                           {"followed", ColumnType::flag}};
  // The order of names is the web's, not that of their bytes.
  RowWriter table(format, columns, {{kNumNodesKey, fmt::format("{}", graph.web.num_nodes())}}, file,
                  graph.has_names() ? 0 : 2);
  const RowView view = RowView::successors(graph.web, nullptr, {});
  const auto add = graph.has_names() ? add_named_arcs : add_numbered_arcs;
  stream_blocks(
      view.num_nodes(), kRowsPerStreamBlock, "writing arcs", graph.control,
      [&](std::uint64_t first, std::uint64_t last) { return read_named(graph, view, first, last); },
      [&](const std::unique_ptr<NamedRows>& block) { add(*block, table); });
  table.finish();
}

void write_node_table(const GraphExport& graph, ColumnFormat format, OutputFile& file) {
  std::vector<ColumnInfo> columns = {
      {"node", ColumnType::integer}, {"outdegree", ColumnType::integer}, {"indegree", ColumnType::integer}};
  if (graph.has_names()) columns.push_back({"name", ColumnType::text});
  RowWriter table(format, columns, {}, file, 1);
  for (std::uint64_t node = 0; node < graph.web.num_nodes(); ++node) {
    if (node % kRowsPerStreamBlock == 0) graph.control.check();
    const auto id = static_cast<NodeId>(node);
    table.add(0, node);
    table.add(1, std::uint64_t{graph.web.successors().degree(id)});
    table.add(2, std::uint64_t{graph.web.predecessors().degree(id)});
    if (graph.has_names()) table.add(3, std::string_view(graph.name_of(id)));
    table.end_row();
  }
  table.finish();
}

/// "web.parquet" -> "web.nodes.parquet".
std::filesystem::path node_table_path(const std::filesystem::path& arcs) {
  return arcs.parent_path() / (arcs.stem().string() + ".nodes" + arcs.extension().string());
}

/// The arcs are put last: where they stand, both do.
void write_tables(const GraphExport& graph, ColumnFormat format) {
  WholeFile nodes(node_table_path(graph.path), OutputCompression::none, graph.overwrite, graph.files);
  WholeFile arcs(graph.path, OutputCompression::none, graph.overwrite, graph.files);
  write_node_table(graph, format, nodes.plain());
  write_arc_table(graph, format, arcs.plain());
  publish_together({&nodes, &arcs});
}

}  // namespace

std::vector<std::filesystem::path> column_files_of(const std::filesystem::path& path) {
  return {path, node_table_path(path)};
}

void write_parquet(const GraphExport& graph) { write_tables(graph, ColumnFormat::parquet); }
void write_arrow(const GraphExport& graph) { write_tables(graph, ColumnFormat::arrow); }

}  // namespace orbweb
