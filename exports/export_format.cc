#include "exports/export_format.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <vector>

#include "columns/column_file.h"
#include "exports/graph_writers.h"
#include "graph/error.h"

namespace orbweb {

namespace {

constexpr Kept kAll{.names = true, .link_counts = true, .followed = true};
constexpr Kept kLabels{.names = false, .link_counts = true, .followed = true};
constexpr Kept kCounts{.names = false, .link_counts = true, .followed = false};
constexpr Kept kNames{.names = true, .link_counts = false, .followed = false};
constexpr Kept kArcsAlone{.names = false, .link_counts = false, .followed = false};

// One row per format: a table, however long.
std::vector<ExportFormat> all_formats() {  // NOLINT(readability-function-size)
  return {
      {"links",
       "source, target, count, rel as text, by name",
       {".tsv"},
       true,
       kAll,
       {.per_arc = 5, .names_per_arc = 2},
       write_link_list},
      {"arcs", "the same by number", {".arcs", ".el"}, true, kLabels, {.per_arc = 5, .numbers_per_arc = 2}, write_arcs},
      {"snap",
       "pairs of numbers as text, as SNAP publishes them",
       {".txt", ".snap"},
       true,
       kArcsAlone,
       {.per_arc = 2, .numbers_per_arc = 2},
       write_snap},
      {"pairs32",
       "pairs of 32-bit little-endian numbers",
       {".pairs32"},
       true,
       kArcsAlone,
       {.per_arc = 8},
       write_pairs32},
      {"pairs64",
       "pairs of 64-bit little-endian numbers",
       {".pairs64"},
       true,
       kArcsAlone,
       {.per_arc = 16},
       write_pairs64},
      {"sg",
       "GAP Benchmark Suite, serialized graph",
       {".sg"},
       true,
       kArcsAlone,
       {.per_arc = 8, .per_node = 16},
       write_sg},
      {"wsg", "the same, weighted by links", {".wsg"}, true, kCounts, {.per_arc = 16, .per_node = 16}, write_wsg},
      {"mtx",
       "Matrix Market, pattern or number of links",
       {".mtx"},
       true,
       kCounts,
       {.per_arc = 4, .numbers_per_arc = 2},
       write_matrix_market},
      {"metis",
       "METIS, neighbours in a symmetric graph",
       {".graph", ".metis"},
       true,
       kArcsAlone,
       {.per_arc = 1, .numbers_per_arc = 1, .per_node = 1},
       write_metis},
      {"common-crawl",
       "vertices, reversed names; edges beside",
       {"vertices.txt"},
       true,
       kNames,
       {.per_arc = 2, .numbers_per_arc = 2, .per_node = 2, .numbers_per_node = 1, .names_per_node = 1},
       write_common_crawl,
       common_crawl_files_of},
      {"graphml",
       "GraphML with names, links, followed",
       {".graphml"},
       true,
       kAll,
       {.per_arc = 97, .numbers_per_arc = 2, .per_node = 50, .numbers_per_node = 1, .names_per_node = 1},
       write_graphml},
      {"gml",
       "GML with names, links, followed",
       {".gml"},
       true,
       kAll,
       {.per_arc = 64, .numbers_per_arc = 2, .per_node = 35, .numbers_per_node = 1, .names_per_node = 1},
       write_gml},
      {"bvgraph",
       "WebGraph: .graph, .offsets and .ef beside it",
       {".properties"},
       false,
       kArcsAlone,
       {.per_arc = 1, .per_node = 1},
       write_bvgraph,
       bvgraph_files_of},
      {"parquet",
       "Parquet: arcs by name; .nodes.parquet beside",
       {".parquet"},
       false,
       kAll,
       {.per_arc = 4, .names_per_arc = 0.5, .per_node = 6, .names_per_node = 0.5},
       write_parquet,
       column_files_of},
      {"arrow",
       "the same as Arrow IPC files",
       {".arrow"},
       false,
       kAll,
       {.per_arc = 6, .names_per_arc = 0.5, .per_node = 8, .names_per_node = 0.5},
       write_arrow,
       column_files_of},
      {"npz", "SciPy sparse matrix of links, CSR", {".npz"}, false, kLabels, {.per_arc = 9, .per_node = 4}, write_npz},
  };
}

/// The file name without the extension of a compression.
std::string plain_name(const std::filesystem::path& path) {
  const bool compressed = output_compression_of(path) != OutputCompression::none;
  return (compressed ? path.stem() : path.filename()).string();
}

}  // namespace

std::span<const ExportFormat> export_formats() {
  static const std::vector<ExportFormat> formats = [] {
    std::vector<ExportFormat> all = all_formats();
    std::erase_if(all,
                  [](const ExportFormat& format) { return format.files == column_files_of && !has_column_files(); });
    return all;
  }();
  return formats;
}

const ExportFormat& export_format_named(std::string_view name) {
  std::vector<std::string_view> names;
  for (const ExportFormat& format : export_formats()) {
    if (format.name == name) return format;
    names.push_back(format.name);
  }
  if (column_format_of(fmt::format("graph.{}", name))) require_column_files(name);
  throw ArgumentError(fmt::format("unknown format {}; known are {}", orbweb::in_quotes(name), fmt::join(names, ", ")));
}

const ExportFormat* export_format_of(const std::filesystem::path& path) {
  if (column_format_of(path)) require_column_files(path);
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

std::uint64_t estimated_bytes(const ExportFormat& format, std::uint64_t nodes, std::uint64_t arcs,
                              std::uint64_t name_bytes) {
  const double number = static_cast<double>(std::to_string(nodes).size());
  const double name =
      name_bytes == 0 || nodes == 0 ? number : static_cast<double>(name_bytes) / static_cast<double>(nodes);
  const FileSize& size = format.size;
  const double per_arc = size.per_arc + size.numbers_per_arc * number + size.names_per_arc * name;
  const double per_node = size.per_node + size.numbers_per_node * number + size.names_per_node * name;
  return static_cast<std::uint64_t>(per_arc * static_cast<double>(arcs) + per_node * static_cast<double>(nodes));
}

std::vector<std::string_view> lost_parts(const ExportFormat& format, const GraphExport& graph) {
  std::vector<std::string_view> lost;
  const Web& web = graph.web;
  if (graph.has_names() && !format.keeps.names) lost.emplace_back("names");
  if (web.link_counts().bytes().size() > 0 && !format.keeps.link_counts) lost.emplace_back("link counts");
  if (web.followed().size() < web.num_arcs() && !format.keeps.followed) lost.emplace_back("which arcs are followed");
  return lost;
}

void write_graph(const ExportFormat& format, const GraphExport& graph) {
  output_files(format, graph.path);  // for its checks
  format.write(graph);
}

}  // namespace orbweb
