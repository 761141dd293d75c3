// From files to a web in one call: picks the loader, folds, builds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "graph/builder.h"
#include "graph/control.h"
#include "graph/files.h"
#include "graph/web.h"
#include "graph/web_sink.h"
#include "loaders/fold.h"
#include "loaders/load_report.h"

namespace orbweb {

struct BuildOptions {
  std::string format = "auto";  ///< a name of input_formats(), or "auto": by extension and content
  FoldOptions fold;
  bool strict = false;             ///< refuse the first line that is not a link
  std::uint64_t memory_limit = 0;  ///< bytes; 0 = machine_memory() of graph/memory.h
};

/// The names that BuildOptions::format takes, "auto" first.
std::vector<std::string> input_formats();
/// Throws ArgumentError listing the names.
void check_input_format(const std::string& format);

struct BuildResult {
  Web web;
  LoadReport report;
  BuildStats stats;
};
/// Where the first line of data links two integers, nodes are numbers and options.fold has no effect. It has none on
/// graph formats either, whose nodes are kept as they are; and these are always read strictly (docs/formats.md).
/// Throws ArgumentError, IoError, LoadError, LimitError or Cancelled.
BuildResult build_web(const std::vector<std::filesystem::path>& inputs, const BuildOptions& options,
                      const Control& control = {}, FileSystem& files = real_file_system());

/// The same into a sink, part by part: the web need not fit into memory. BuildResult::web stays empty.
BuildResult build_web_into(WebSink& sink, const std::vector<std::filesystem::path>& inputs, const BuildOptions& options,
                           const Control& control = {}, FileSystem& files = real_file_system());

/// What a build would need, judged from the inputs' sizes and a sample: 1 MiB of each link list; of a graph its names
/// and first arcs. Reads from standard input too,
/// which no build can read again.
struct BuildPlan {
  std::string format;
  bool has_names = true;
  bool of_rows = false;  ///< of tables in columns; else of lines
  bool folds = true;     ///< whether options.fold has an effect
  std::uint64_t input_bytes = 0;
  std::uint64_t estimated_lines = 0;   ///< that are links
  std::uint64_t estimated_links = 0;   ///< what they stand for: their counts added up
  std::uint64_t estimated_memory = 0;  ///< peak, bytes
  std::uint64_t estimated_disk = 0;    ///< bytes of the web
  std::uint64_t temporary_bytes = 0;   ///< on disk while it is built, at the peak
  std::uint64_t memory_limit = 0;      ///< bytes: what BuildOptions grant, or the memory of the machine

  bool fits() const { return estimated_memory <= memory_limit; }
};
BuildPlan plan_build(const std::vector<std::filesystem::path>& inputs, const BuildOptions& options,
                     FileSystem& files = real_file_system());

}  // namespace orbweb
