#include "loaders/graph_format.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>

#include "graph/error.h"
#include "loaders/bvgraph.h"
#include "loaders/common_crawl.h"
#include "loaders/decompress.h"
#include "loaders/gap.h"
#include "loaders/gml.h"
#include "loaders/graphml.h"
#include "loaders/link_columns.h"
#include "loaders/matrix_market.h"
#include "loaders/metis.h"
#include "loaders/npz.h"
#include "loaders/open.h"
#include "loaders/pairs.h"

namespace orbweb {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFirstBytes = std::size_t{4} << 10;

/// "graph.mtx" of "graph.mtx.gz".
std::string name_without_compression(const fs::path& path) {
  std::string name = path.filename().string();
  for (const std::string_view end : {".gz", ".zst", ".bz2", ".xz"}) {
    if (name.ends_with(end)) return name.substr(0, name.size() - end.size());
  }
  return name;
}

/// Empty for streams, empty files and missing ones, of which the loader tells when it opens them.
std::string first_bytes_of(const fs::path& path, FileSystem& files) {
  std::string bytes;
  if (path == "-" || !files.exists(path) || files.file_size(path) == 0) return bytes;
  DecompressedFile file(files, path);
  bytes.resize(kFirstBytes);
  std::size_t used = 0;
  while (used < bytes.size()) {
    const std::size_t count = file.read(std::span(bytes).subspan(used));
    if (count == 0) break;
    used += count;
  }
  bytes.resize(used);
  return bytes;
}

bool is_parquet(std::string_view first_bytes) { return column_format_of_bytes(first_bytes) == ColumnFormat::parquet; }
bool is_arrow(std::string_view first_bytes) { return column_format_of_bytes(first_bytes) == ColumnFormat::arrow; }

}  // namespace

namespace {

// One row per format: a table, however long.
std::vector<GraphFormat> make_graph_formats() {  // NOLINT(readability-function-size)
  using enum NodeKind;
  return {
      {.name = "links",
       .meaning = "links as text: source, target [, rel] [, count]",
       .nodes = either,
       .many_inputs = true,
       .extensions = {".tsv", ".csv"}},
      {.name = "arcs",
       .meaning = "link lists of numbered nodes only, also GAP's .el and .wel",
       .nodes = numbers,
       .many_inputs = true,
       .extensions = {".arcs", ".el", ".wel"}},
      {.name = "parquet",
       .meaning = "links as Parquet: columns source, target [, rel] [, count], in files or folders of them",
       .nodes = either,
       .many_inputs = true,
       .in_columns = true,
       .extensions = {".parquet"},
       .recognises = is_parquet},
      {.name = "arrow",
       .meaning = "the same as Arrow IPC files",
       .nodes = either,
       .many_inputs = true,
       .in_columns = true,
       .extensions = {".arrow"},
       .recognises = is_arrow},
      {.name = "snap",
       .meaning = "links between numbers, as SNAP publishes them",
       .nodes = numbers,
       .many_inputs = true},
      {.name = "pairs32",
       .meaning = "binary pairs of source and target, 32-bit little-endian",
       .nodes = numbers,
       .many_inputs = true,
       .extensions = {".pairs32"},
       .load = load_pairs32},
      {.name = "pairs64",
       .meaning = "binary pairs of source and target, 64-bit little-endian",
       .nodes = numbers,
       .many_inputs = true,
       .extensions = {".pairs64"},
       .load = load_pairs64},
      {.name = "sg",
       .meaning = "GAP Benchmark Suite, serialized graph",
       .nodes = numbers,
       .extensions = {".sg"},
       .load = load_sg},
      {.name = "wsg",
       .meaning = "GAP Benchmark Suite, serialized graph with weights",
       .nodes = numbers,
       .extensions = {".wsg"},
       .load = load_wsg},
      {.name = "mtx",
       .meaning = "Matrix Market, coordinate",
       .nodes = numbers,
       .extensions = {".mtx"},
       .recognises = is_matrix_market,
       .load = load_matrix_market},
      {.name = "metis",
       .meaning = "METIS adjacency lists",
       .nodes = numbers,
       .extensions = {".graph", ".metis"},
       .accepts = may_be_metis,
       .load = load_metis},
      {.name = "common-crawl",
       .meaning = "Common Crawl web graphs, host or domain: vertices and edges as text",
       .nodes = names,
       .many_inputs = true,
       .extensions = {"-vertices.txt", "-edges.txt"},
       .load = load_common_crawl},
      {.name = "graphml",
       .meaning = "GraphML",
       .nodes = names,
       .extensions = {".graphml"},
       .recognises = is_graphml,
       .load = load_graphml},
      {.name = "gml",
       .meaning = "GML, Graph Modelling Language",
       .nodes = names,
       .extensions = {".gml"},
       .recognises = is_gml,
       .load = load_gml},
      {.name = "bvgraph",
       .meaning = "WebGraph: BASENAME.properties with .graph and .offsets beside it",
       .nodes = numbers,
       .many_inputs = true,
       .extensions = {".properties", ".offsets"},
       .load = load_bvgraph},
      {.name = "npz",
       .meaning = "SciPy sparse matrix: CSR, CSC or COO",
       .nodes = numbers,
       .extensions = {".npz"},
       .load = load_npz},
  };
}

}  // namespace

std::span<const GraphFormat> graph_formats() {
  static const std::vector<GraphFormat> formats = [] {
    std::vector<GraphFormat> all = make_graph_formats();
    std::erase_if(all, [](const GraphFormat& format) { return format.in_columns && !has_column_files(); });
    return all;
  }();
  return formats;
}

const GraphFormat* find_graph_format(std::string_view name) {
  for (const GraphFormat& format : graph_formats()) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

const GraphFormat& detect_graph_format(const std::vector<fs::path>& inputs, FileSystem& files) {
  const GraphFormat& links = graph_formats().front();
  if (inputs.empty()) return links;
  const fs::path& first = inputs.front();
  if (is_common_crawl_folder(first, files)) return *find_graph_format("common-crawl");
  const GraphFormat& bvgraph = *find_graph_format("bvgraph");
  if (!files.exists(first) && is_bvgraph(first, files)) return bvgraph;
  if (is_column_folder(first, files)) {
    require_column_files(first);
    return *find_graph_format("parquet");
  }
  const std::string name = name_without_compression(first);
  const std::string bytes = first_bytes_of(first, files);
  if (column_format_of_bytes(bytes)) require_column_files(first);
  for (const GraphFormat& format : graph_formats()) {
    const bool fits = std::any_of(format.extensions.begin(), format.extensions.end(),
                                  [&](std::string_view extension) { return name.ends_with(extension); });
    if (fits && (format.accepts == nullptr || format.accepts(bytes))) return format;
  }
  if (is_bvgraph(first, files)) return bvgraph;
  for (const GraphFormat& format : graph_formats()) {
    if (format.recognises != nullptr && format.recognises(bytes)) return format;
  }
  return links;
}

const GraphFormat& choose_graph_format(const std::string& name, const std::vector<fs::path>& inputs,
                                       FileSystem& files) {
  check_input_format(name);
  const GraphFormat* const named = find_graph_format(name);
  return named != nullptr ? *named : detect_graph_format(inputs, files);
}

std::vector<std::string> input_formats() {
  std::vector<std::string> names{"auto"};
  for (const GraphFormat& format : graph_formats()) names.emplace_back(format.name);
  return names;
}

void check_input_format(const std::string& format) {
  const std::vector<std::string> known = input_formats();
  if (std::find(known.begin(), known.end(), format) != known.end()) return;
  if (column_format_of("links." + format)) require_column_files(format);
  throw ArgumentError(
      fmt::format("unknown input format {}; known are {}", orbweb::in_quotes(format), fmt::join(known, ", ")));
}

}  // namespace orbweb
