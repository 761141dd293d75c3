// What every writer of graphs is given, and the loops they share.
#pragma once

#include <charconv>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "exports/whole_file.h"
#include "graph/codecs/bvgraph_row.h"
#include "graph/control.h"
#include "graph/transform/row_view.h"
#include "graph/web.h"

namespace orbweb {

/// A web on its way into files of another format. Holds references: all must live as long as the writer runs.
struct GraphExport {
  const Web& web;
  /// The name of a node; empty where nodes are numbers alone. Need not be the web's own: a web whose nodes are in
  /// another order than that of names has none.
  std::function<std::string(NodeId)> name_of;
  std::filesystem::path path;
  bool overwrite = false;
  /// Most bytes of arcs to hold where a format needs them from their other end; 0: a quarter of the machine's memory.
  std::uint64_t memory_limit = 0;
  Control control;
  BvGraphOptions bvgraph;  ///< how the format of that name is compressed
  FileSystem& files = real_file_system();

  bool has_names() const { return name_of != nullptr; }
};

/// The names of a web's own nodes, for GraphExport::name_of. `web` must live longer.
std::function<std::string(NodeId)> names_of(const Web& web);

/// The file `path` of an export, compressed as its last extension says.
WholeFile open_output(const GraphExport& graph, const std::filesystem::path& path);

/// What a block of rows is in the file. Runs on many threads.
using FormatRows = std::function<void(const LabelledRows&, std::string&)>;
/// What a range of nodes is in the file.
using FormatNodes = std::function<void(std::uint64_t first, std::uint64_t last, std::string&)>;

/// Writes all successors in node order; blocks are formatted in parallel. Holds two blocks per thread.
void write_rows(const GraphExport& graph, Labels labels, WholeFile& file, const FormatRows& format);
void write_nodes(const GraphExport& graph, WholeFile& file, const FormatNodes& format);
void write_nodes(std::uint64_t num_nodes, const Control& control, WholeFile& file, const FormatNodes& format);

template <class Number>
void append_number(std::string& text, Number value) {
  char digits[32];
  const auto [end, error] = std::to_chars(std::begin(digits), std::end(digits), value);
  text.append(digits, error == std::errc() ? end : digits);
}

/// Appends a name to a line of text. Throws ArgumentError where it has control bytes, which no line can hold.
void append_name(std::string& text, std::string_view name);
/// The same where the line is one of a list (loaders/link_list.h, loaders/node_set.h), whose readers take "#" at the
/// start for a comment and trim spaces: throws where the name would be read back as another.
void append_listed_name(std::string& text, std::string_view name);
/// The node's name as in a list, or its number where it has none.
void append_node(std::string& text, const GraphExport& graph, NodeId node);

}  // namespace orbweb
