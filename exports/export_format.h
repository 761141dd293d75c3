// The one list of formats that graphs are written in. To add one, write its writer and add its row in export_format.cc.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exports/graph_export.h"

namespace orbweb {

struct ExportFormat {
  std::string_view name;     ///< "mtx": that of the input format which reads it back
  std::string_view meaning;  ///< one line
  /// How paths of this format end, before ".gz" or ".zst"; the longest that fits any format decides.
  std::vector<std::string_view> endings;
  bool is_compressible;  ///< whether ".gz" or ".zst" may follow
  bool keeps_names;      ///< whether the files themselves hold the nodes' names
  void (*write)(const GraphExport&);
  /// The files that are written for a path; null where that is the path alone.
  std::vector<std::filesystem::path> (*files)(const std::filesystem::path& path) = nullptr;
};

std::span<const ExportFormat> export_formats();

/// Throws ArgumentError listing all names.
const ExportFormat& export_format_named(std::string_view name);
/// The format that a path's ending names; null where none does.
const ExportFormat* export_format_of(const std::filesystem::path& path);

/// The files that are written for `path`, all beside each other. Throws ArgumentError where it cannot be one.
std::vector<std::filesystem::path> output_files(const ExportFormat& format, const std::filesystem::path& path);

/// Writes `graph` in `format`. Throws ArgumentError where the path asks for compression that the format does not have,
/// and as the writer; CreateError where an output exists and may not be replaced; leaves nothing behind on any error.
void write_graph(const ExportFormat& format, const GraphExport& graph);

}  // namespace orbweb
