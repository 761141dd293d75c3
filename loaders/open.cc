#include "loaders/open.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <ctime>
#include <optional>
#include <utility>

#include "graph/builder.h"
#include "graph/error.h"
#include "loaders/builder_sink.h"
#include "loaders/graph_format.h"
#include "loaders/link_columns.h"
#include "loaders/link_list.h"

namespace orbweb {

namespace {

std::string now_utc() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
}

Provenance provenance_of(const std::vector<std::filesystem::path>& inputs, std::string_view format,
                         const LoadReport& report) {
  Provenance provenance;
  provenance.options["tool"] = "orbweb " ORBWEB_VERSION;
  provenance.options["format"] = format;
  for (const std::filesystem::path& path : inputs) provenance.inputs.push_back(path.string());
  provenance.links_read = report.links;
  provenance.links_rejected = report.num_rejected();
  for (std::size_t i = 0; i < report.rejected.size(); ++i) {
    if (report.rejected[i] == 0) continue;
    provenance.rejected_by_reason[std::string(to_string(static_cast<Rejection>(i)))] = report.rejected[i];
  }
  provenance.built_at = now_utc();
  return provenance;
}

/// Links of numbered nodes, or of names that are folded: `load(fold, builder)` reads them.
template <class Load>
BuildResult build_links(WebSink& web, const std::vector<std::filesystem::path>& inputs, const GraphFormat& format,
                        bool has_numbers, const BuildOptions& options, const Control& control, FileSystem& files,
                        Load&& load) {
  std::optional<Fold> fold;
  if (!has_numbers) fold.emplace(options.fold);
  const Fold* names = fold ? &*fold : nullptr;
  WebBuilder builder({.with_names = names != nullptr, .memory_limit = options.memory_limit}, files);
  BuildResult result;
  result.report = load(names, builder);
  Provenance provenance = provenance_of(inputs, format.name, result.report);
  if (names != nullptr) {
    provenance.fold = names->level();
    provenance.options.merge(names->description());
  }
  builder.build_into(web, std::move(provenance), control);
  result.stats = builder.stats();
  return result;
}

BuildResult build_from_links(WebSink& web, const std::vector<std::filesystem::path>& inputs, const GraphFormat& format,
                             const BuildOptions& options, const Control& control, FileSystem& files) {
  LinkListInputs lists(inputs, files);
  if (format.nodes == NodeKind::numbers && !lists.has_numbers()) {
    throw LoadError(input_name(inputs.front()), "", fmt::format("numbers as nodes, as format {} has", format.name),
                    "names in the first link");
  }
  const auto load = [&](const Fold* fold, WebBuilder& builder) {
    return load_link_list(lists, fold, builder, {.strict = options.strict}, control);
  };
  return build_links(web, inputs, format, lists.has_numbers(), options, control, files, load);
}

BuildResult build_from_columns(WebSink& web, const std::vector<std::filesystem::path>& inputs,
                               const GraphFormat& format, const BuildOptions& options, const Control& control,
                               FileSystem& files) {
  const std::vector<std::filesystem::path> paths = link_column_files(inputs, files);
  const LinkColumnOptions reading{options.strict, memory_of_columns(options.memory_limit)};
  const auto load = [&](const Fold* fold, WebBuilder& builder) {
    return load_link_columns(paths, fold, builder, reading, control, files);
  };
  BuildOptions building = options;
  building.memory_limit -= options.memory_limit / 4;
  return build_links(web, inputs, format, links_numbers(paths.front(), files), building, control, files, load);
}

BuildResult build_from_graph(WebSink& web, const std::vector<std::filesystem::path>& paths, const GraphFormat& format,
                             const BuildOptions& options, const Control& control, FileSystem& files) {
  if (paths.size() > 1 && !format.many_inputs) {
    throw ArgumentError(fmt::format("a graph of format {} is one file, but {} are named", format.name, paths.size()));
  }
  GraphInputs inputs(paths, files, control);
  const bool with_names = format.nodes == NodeKind::names;
  BuilderSink sink({.with_names = with_names, .memory_limit = options.memory_limit}, files);
  const LoadedGraph loaded = format.load(inputs, sink);
  BuildResult result;
  result.report.links = loaded.links;
  result.report.lines = loaded.links;
  result.report.bytes = inputs.plain_bytes();
  Provenance provenance = provenance_of(paths, format.name, result.report);
  provenance.fold = loaded.fold;
  sink.builder().build_into(web, std::move(provenance), control);
  result.stats = sink.builder().stats();
  return result;
}

}  // namespace

BuildResult build_web_into(WebSink& sink, const std::vector<std::filesystem::path>& inputs, const BuildOptions& options,
                           const Control& control, FileSystem& files) {
  const GraphFormat& format = choose_graph_format(options.format, inputs, files);
  const auto build = format.in_columns        ? build_from_columns
                     : format.load == nullptr ? build_from_links
                                              : build_from_graph;
  return build(sink, inputs, format, options, control, files);
}

BuildResult build_web(const std::vector<std::filesystem::path>& inputs, const BuildOptions& options,
                      const Control& control, FileSystem& files) {
  MemorySink sink;
  BuildResult result = build_web_into(sink, inputs, options, control, files);
  result.web = sink.take();
  return result;
}

}  // namespace orbweb
