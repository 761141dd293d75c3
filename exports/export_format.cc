#include "exports/export_format.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <vector>

#include "exports/graph_writers.h"
#include "graph/error.h"

namespace orbweb {

namespace {

// One row per format: a table, however long.
const std::vector<ExportFormat>& rows() {
  static const std::vector<ExportFormat> formats = {
      {"links", "source, target, count, rel as text, by name", {".tsv"}, true, true, write_link_list},
      {"arcs", "the same by number", {".arcs", ".el"}, true, false, write_arcs},
      {"snap", "pairs of numbers as text, as SNAP publishes them", {".txt", ".snap"}, true, false, write_snap},
      {"pairs32", "pairs of 32-bit little-endian numbers", {".pairs32"}, true, false, write_pairs32},
      {"pairs64", "pairs of 64-bit little-endian numbers", {".pairs64"}, true, false, write_pairs64},
      {"sg", "GAP Benchmark Suite, serialized graph", {".sg"}, true, false, write_sg},
      {"wsg", "the same, weighted by links", {".wsg"}, true, false, write_wsg},
      {"mtx", "Matrix Market, pattern or number of links", {".mtx"}, true, false, write_matrix_market},
      {"metis", "METIS, neighbours in a symmetric graph", {".graph", ".metis"}, true, false, write_metis},
      {"common-crawl",
       "vertices, reversed names; edges beside",
       {"vertices.txt"},
       true,
       true,
       write_common_crawl,
       common_crawl_files_of},
      {"graphml", "GraphML with names, links, followed", {".graphml"}, true, true, write_graphml},
      {"gml", "GML with names, links, followed", {".gml"}, true, true, write_gml},
      {"bvgraph",
       "WebGraph: .graph and .offsets beside it",
       {".properties"},
       false,
       false,
       write_bvgraph,
       bvgraph_files_of},
      {"npz", "SciPy sparse matrix of links, CSR", {".npz"}, false, false, write_npz},
  };
  return formats;
}

/// The file name without the extension of a compression.
std::string plain_name(const std::filesystem::path& path) {
  const bool compressed = output_compression_of(path) != OutputCompression::none;
  return (compressed ? path.stem() : path.filename()).string();
}

}  // namespace

std::span<const ExportFormat> export_formats() { return rows(); }

const ExportFormat& export_format_named(std::string_view name) {
  std::vector<std::string_view> names;
  for (const ExportFormat& format : export_formats()) {
    if (format.name == name) return format;
    names.push_back(format.name);
  }
  throw ArgumentError(fmt::format("unknown format {}; known are {}", orbweb::in_quotes(name), fmt::join(names, ", ")));
}

const ExportFormat* export_format_of(const std::filesystem::path& path) {
  const std::string name = plain_name(path);
  const ExportFormat* best = nullptr;
  std::size_t longest = 0;
  for (const ExportFormat& format : export_formats()) {
    for (const std::string_view ending : format.endings) {
      if (!name.ends_with(ending) || ending.size() <= longest) continue;
      best = &format;
      longest = ending.size();
    }
  }
  return best;
}

std::vector<std::filesystem::path> output_files(const ExportFormat& format, const std::filesystem::path& path) {
  if (!format.is_compressible && output_compression_of(path) != OutputCompression::none) {
    throw ArgumentError(fmt::format("{}: {} is compressed in itself; leave {} out", path.string(), format.name,
                                    path.extension().string()));
  }
  return format.files == nullptr ? std::vector{path} : format.files(path);
}

void write_graph(const ExportFormat& format, const GraphExport& graph) {
  output_files(format, graph.path);  // for its checks
  format.write(graph);
}

}  // namespace orbweb
