#include "exports/convert.h"

#include <fmt/format.h>

#include <functional>
#include <memory>
#include <utility>

#include "exports/export_format.h"
#include "exports/node_list.h"
#include "graph/error.h"
#include "graph/store.h"

namespace orbweb {
namespace {

SaveOptions save_options(const ConvertOptions& options) {
  return {.overwrite = options.overwrite, .encoding = options.encoding, .derive = options.derive};
}

void apply_steps(const ConvertSteps& steps, Conversion& conversion) {
  if (steps.nodes) conversion.keep_nodes(*steps.nodes);
  conversion.filter_arcs(steps.followed_only, steps.drop_self_loops);
  if (steps.largest_component || steps.largest_strong_component) {
    conversion.keep_largest_component(steps.largest_strong_component);
  }
  if (steps.own_order) {
    conversion.order_nodes(steps.own_order(conversion.settle()));
  } else {
    conversion.order_nodes(steps.order);
  }
  conversion.set_direction(steps.direction);
}

/// Steps that shaped the result, as its provenance keeps them.
std::string steps_text(const ConvertSteps& steps) {
  std::string text;
  const auto add = [&](bool given, std::string_view step) {
    if (given) text.append(text.empty() ? "" : ", ").append(step);
  };
  add(steps.nodes.has_value(), "chosen nodes");
  add(steps.followed_only, "followed arcs");
  add(steps.drop_self_loops, "no self-loops");
  add(steps.largest_component, "largest component");
  add(steps.largest_strong_component, "largest strong component");
  add(steps.order != "name", "nodes by " + steps.order);
  add(steps.direction == ArcDirection::transposed, "transposed");
  add(steps.direction == ArcDirection::symmetrised, "symmetrised");
  return text;
}

Provenance provenance_of(const Web& input, const ConvertSteps& steps) {
  Provenance provenance = input.provenance();
  if (const std::string text = steps_text(steps); !text.empty()) {
    provenance.options["converted"] = text;
    provenance.options["converted_from"] = input.fingerprint();
  }
  return provenance;
}

/// The names of a result's nodes, which the input holds; null where it has none.
std::function<std::string(NodeId)> names_of(const Conversion& conversion) {
  if (!conversion.input().has_names()) return nullptr;
  return [&conversion](NodeId node) { return conversion.input().names().name(conversion.origin(node)); };
}

Converted write_web(const ConvertSteps& steps, const ConvertOptions& options, Conversion& conversion) {
  WebWriter writer(options.output, save_options(options), real_file_system());
  conversion.feed(writer, provenance_of(conversion.input(), steps));
  const Web written = open_web(options.output);
  return {written.num_nodes(), written.num_arcs(), written.fingerprint(), {}, {}};
}

Converted write_export(const ConvertOptions& options, Conversion& conversion, const Control& control) {
  const Web& web = conversion.settle();
  const ExportFormat& format = export_format_named(options.format);
  const GraphExport graph{.web = web,
                          .name_of = names_of(conversion),
                          .path = options.output,
                          .overwrite = options.overwrite,
                          .memory_limit = options.memory_limit,
                          .control = control,
                          .bvgraph = options.bvgraph};
  write_graph(format, graph);
  return {web.num_nodes(), web.num_arcs(), {}, {}, lost_parts(format, graph)};
}

/// Where names go that the output itself does not hold; empty where nobody asked and none are lost.
std::filesystem::path names_path(const ConvertOptions& options, const Conversion& conversion) {
  if (!options.names.empty()) return options.names;
  return options.format == kWebFormat && conversion.loses_names() ? lost_names_path(options.output) : "";
}

/// Where the names go must be no other output.
void check_names_path(const ConvertOptions& options, const std::vector<std::filesystem::path>& outputs,
                      FileSystem& files) {
  if (options.names.empty()) return;
  check_can_write_file(files, options.names, options.overwrite);
  const auto place = [](const std::filesystem::path& path) {
    return std::filesystem::weakly_canonical(std::filesystem::absolute(path));
  };
  for (const std::filesystem::path& output : outputs) {
    if (place(output) != place(options.names)) continue;
    throw ArgumentError(fmt::format("names and graph would both be written to {}", output.string()));
  }
}

/// Complete but not yet published, so that neither the graph nor its names appear without the other. Null where none
/// are wanted.
std::unique_ptr<WholeFile> prepare_names(const std::filesystem::path& path, const ConvertOptions& options,
                                         const Conversion& conversion, const Control& control) {
  if (path.empty()) return nullptr;
  if (!conversion.input().has_names()) {
    throw ArgumentError("there are no names to write: the web's nodes are numbers");
  }
  auto file = std::make_unique<WholeFile>(path, output_compression_of(path), options.overwrite, real_file_system());
  write_node_names(conversion.num_nodes(), names_of(conversion), *file, control);
  file->finish();
  return file;
}

}  // namespace

std::filesystem::path lost_names_path(const std::filesystem::path& web) {
  return (web.has_filename() ? web : web.parent_path()).string() + ".names.tsv";
}

std::string convert_format_of(const std::filesystem::path& output) {
  if (const ExportFormat* format = export_format_of(output)) return std::string(format->name);
  const std::filesystem::path extension = output.extension();
  return extension.empty() || extension == ".web" ? std::string(kWebFormat) : "";
}

void check_can_convert(const ConvertOptions& options, FileSystem& files) {
  if (options.format == kWebFormat) {
    check_can_save(options.output, save_options(options), files);
    check_names_path(options, {options.output}, files);
    return;
  }
  if (!options.encoding.empty()) {
    throw ArgumentError(fmt::format("encoding: expected a web to encode, found the format {}", options.format));
  }
  if (options.derive) {
    throw ArgumentError(
        fmt::format("rank layout: expected a web to keep it with, found the format {}", options.format));
  }
  const auto outputs = output_files(export_format_named(options.format), options.output);
  for (const std::filesystem::path& file : outputs) check_can_write_file(files, file, options.overwrite);
  check_names_path(options, outputs, files);
}

Converted convert(const Web& web, const ConvertSteps& steps, const ConvertOptions& options, const Control& control) {
  check_can_convert(options);
  Conversion conversion(web, options.output, options.memory_limit, control);
  apply_steps(steps, conversion);
  const std::filesystem::path path = names_path(options, conversion);
  const std::unique_ptr<WholeFile> names = prepare_names(path, options, conversion, control);
  Converted result =
      options.format == kWebFormat ? write_web(steps, options, conversion) : write_export(options, conversion, control);
  if (!names) return result;
  names->publish();
  result.names = path;
  std::erase(result.lost, "names");
  return result;
}

Transformed transformed(const Web& web, const ConvertSteps& steps, std::uint64_t memory_limit, const Control& control) {
  Conversion conversion(web, "", memory_limit, control);
  apply_steps(steps, conversion);
  MemorySink sink;
  conversion.feed(sink, provenance_of(web, steps));
  Transformed result{sink.take(), {}};
  result.origins.resize(result.web.num_nodes());
  for (std::uint64_t node = 0; node < result.origins.size(); ++node) {
    result.origins[node] = conversion.origin(static_cast<NodeId>(node));
  }
  return result;
}

}  // namespace orbweb
