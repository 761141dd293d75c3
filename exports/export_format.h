// The one list of formats that graphs are written in. To add one, write its writer and add its row in export_format.cc.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exports/graph_export.h"

namespace orbweb {

/// What of a web the files themselves hold beside its arcs.
struct Kept {
  bool names, link_counts, followed;
};

/// What a file's bytes come from, before compression: fixed ones, decimal numbers of nodes, and names. An estimate.
struct FileSize {
  double per_arc = 0, numbers_per_arc = 0, names_per_arc = 0;
  double per_node = 0, numbers_per_node = 0, names_per_node = 0;
};

struct ExportFormat {
  std::string_view name;     ///< "mtx": that of the input format which reads it back
  std::string_view meaning;  ///< one line
  /// How paths of this format end, before ".gz" or ".zst"; the longest that fits any format decides.
  std::vector<std::string_view> endings;
  bool is_compressible;  ///< whether ".gz" or ".zst" may follow
  Kept keeps;
  FileSize size;
  void (*write)(const GraphExport&);
  /// The files that are written for a path; null where that is the path alone.
  std::vector<std::filesystem::path> (*files)(const std::filesystem::path& path) = nullptr;
};

/// Those that this build can write.
std::span<const ExportFormat> export_formats();

/// Throws ArgumentError listing all names.
const ExportFormat& export_format_named(std::string_view name);
/// The format that a path's ending names; null where none does. Both throw as require_column_files() for Parquet and
/// Arrow where this build has none.
const ExportFormat* export_format_of(const std::filesystem::path& path);

/// The files that are written for `path`, all beside each other. Throws ArgumentError where it cannot be one.
std::vector<std::filesystem::path> output_files(const ExportFormat& format, const std::filesystem::path& path);

/// About how many bytes a graph takes in `format`, whose names take `name_bytes` in all (0 where it has none).
std::uint64_t estimated_bytes(const ExportFormat& format, std::uint64_t nodes, std::uint64_t arcs,
                              std::uint64_t name_bytes);

/// What `graph` has and its format does not keep: of "names", "link counts", "which arcs are followed".
std::vector<std::string_view> lost_parts(const ExportFormat& format, const GraphExport& graph);

/// Writes `graph` in `format`. Throws ArgumentError where the path asks for compression that the format does not have,
/// and as the writer; CreateError where an output exists and may not be replaced; leaves nothing behind on any error.
void write_graph(const ExportFormat& format, const GraphExport& graph);

}  // namespace orbweb
