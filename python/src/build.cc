// Webs from files and from arrays.
#include <fmt/format.h>
#include <pybind11/numpy.h>

#include "graph/parallel.h"
#include "graph/transpose.h"
#include "loaders/open.h"
#include "python/src/arguments.h"
#include "python/src/arrow_links.h"
#include "python/src/build_output.h"
#include "python/src/long_call.h"
#include "python/src/module.h"

namespace orbweb::python {

namespace py = pybind11;

namespace {

PslSection psl_section(const std::string& name) {
  if (name == "private") return PslSection::with_private;
  if (name == "icann") return PslSection::icann_only;
  throw ArgumentError(fmt::format("psl_section: expected private or icann, found {}", orbweb::in_quotes(name)));
}

FoldOptions fold_options(const Arguments& arguments, FoldOptions fold) {
  if (arguments.has("fold")) fold.level = fold_level_from_string(arguments.get<std::string>("fold", ""));
  arguments.read("psl", fold.psl_path);
  if (arguments.has("psl_section")) fold.psl_section = psl_section(arguments.get<std::string>("psl_section", ""));
  arguments.read("overrides", fold.overrides_path);
  arguments.read("strip_www", fold.strip_www);
  return fold;
}

BuildOptions build_options(const Arguments& arguments) {
  BuildOptions options;
  arguments.read("format", options.format);
  options.fold = fold_options(arguments, options.fold);
  arguments.read("strict", options.strict);
  arguments.read("memory", options.memory_limit);
  return options;
}

OutputOptions output_options(const Arguments& arguments) {
  OutputOptions options;
  arguments.read("output", options.path);
  arguments.read("overwrite", options.overwrite);
  arguments.read("encoding", options.encoding);
  arguments.read("rank_layout", options.rank_layout);
  arguments.read("memory", options.memory_limit);
  return options;
}

py::dict report_dict(const LoadReport& report) {
  py::dict rejected;
  for (std::size_t i = 0; i < report.rejected.size(); ++i) {
    if (report.rejected[i] > 0)
      rejected[py::str(std::string(to_string(static_cast<Rejection>(i))))] = report.rejected[i];
  }
  py::list examples;
  for (const RejectedLine& line : report.examples) {
    examples.append(py::make_tuple(line.path, line.line, to_string(line.reason), line.text));
  }
  py::dict dict;
  dict["links"] = report.links;
  dict["lines"] = report.lines;
  dict["bytes"] = report.bytes;
  dict["rejected"] = rejected;
  dict["examples"] = examples;
  return dict;
}

struct Built {
  WebHandle web;
  LoadReport report;
};

py::tuple to_tuple(Built built) { return py::make_tuple(std::move(built.web), report_dict(built.report)); }

py::tuple build_files(const std::vector<std::filesystem::path>& inputs, const py::dict& values) {
  const Arguments arguments(values);
  const BuildOptions options = build_options(arguments);
  const OutputOptions output = output_options(arguments);
  return to_tuple(run_long_for<Built>(arguments.call(), [&](const Control& control) {
    const std::unique_ptr<FileSystem> files = file_system_until(control.stop);
    BuildOutput target(output, *files);
    const BuildResult result = build_web_into(target.sink(), inputs, options, control, *files);
    return Built{target.take(), result.report};
  }));
}

template <class T>
using Array = py::array_t<T, py::array::c_style>;

/// Arcs as arrays of the same length; the last two may be empty.
struct ArcArrays {
  std::span<const std::uint64_t> sources, targets;
  std::span<const std::uint32_t> counts;
  std::span<const std::uint8_t> followed;
};

template <class T>
std::span<const T> values_of(const Array<T>& array) {
  return {array.data(), static_cast<std::size_t>(array.size())};
}

BuilderArc arc_at(const ArcArrays& arcs, std::size_t i) {
  return {static_cast<NodeId>(arcs.sources[i]), static_cast<NodeId>(arcs.targets[i]),
          arcs.counts.empty() ? 1 : arcs.counts[i], arcs.followed.empty() || arcs.followed[i] != 0};
}

void add_arcs(const ArcArrays& arcs, WebBuilder& builder, const Control& control) {
  constexpr std::uint64_t kArcsAtOnce = 1 << 16;
  parallel_for(arcs.sources.size(), kArcsAtOnce, [&](std::uint64_t first, std::uint64_t last) {
    control.check();
    std::vector<BuilderArc> batch;
    batch.reserve(last - first);
    for (std::uint64_t i = first; i < last; ++i) batch.push_back(arc_at(arcs, i));
    builder.add(batch);
  });
}

/// Sources and targets are below 2^32 - 1: the package checked.
py::tuple build_arcs(const Array<std::uint64_t>& sources, const Array<std::uint64_t>& targets,
                     const Array<std::uint32_t>& counts, const Array<std::uint8_t>& followed, std::uint64_t num_nodes,
                     const py::dict& values) {
  const Arguments arguments(values);
  const OutputOptions output = output_options(arguments);
  const ArcArrays arcs{values_of(sources), values_of(targets), values_of(counts), values_of(followed)};
  const std::uint64_t memory_limit = build_options(arguments).memory_limit;
  return to_tuple(run_long_for<Built>(arguments.call(), [&](const Control& control) {
    WebBuilder builder({.with_names = false, .memory_limit = memory_limit});
    builder.set_num_nodes_at_least(num_nodes);
    add_arcs(arcs, builder, control);
    BuildOutput target(output, real_file_system());
    LoadReport report;
    report.links = report.lines = arcs.sources.size();
    builder.build_into(target.sink(), {.options = {{"format", "arrays"}}, .links_read = report.links}, control);
    return Built{target.take(), report};
  }));
}

/// Rows that are sorted and distinct already: in memory, without a sort.
py::tuple build_csr(const Array<std::uint64_t>& offsets, const Array<std::uint32_t>& targets,
                    const Array<std::uint32_t>& counts, const py::dict& values) {
  const Arguments arguments(values);
  const auto offset_values = values_of(offsets);
  const auto target_values = values_of(targets);
  const auto count_values = values_of(counts);
  return to_tuple(run_long_for<Built>(arguments.call(), [&](const Control&) {
    Graph successors({offset_values.begin(), offset_values.end()}, {target_values.begin(), target_values.end()});
    Graph predecessors = transpose(successors);
    std::vector<std::uint32_t> links(count_values.begin(), count_values.end());
    if (links.empty()) links.assign(successors.num_arcs(), 1);
    LoadReport report;
    report.links = report.lines = successors.num_arcs();
    const IndexSet followed = IndexSet::from_members(std::vector<std::uint8_t>(successors.num_arcs(), 1));
    Web web(std::move(successors), std::move(predecessors), std::nullopt, followed, LinkCounts(links),
            {.options = {{"format", "csr"}}, .links_read = report.links});
    return Built{{std::move(web), ""}, report};
  }));
}

/// Makes named nodes exist, with links or without.
void add_nodes(const std::vector<std::string>& names, WebBuilder& builder) {
  NamedBatch batch;
  for (const std::string& name : names) batch.add_name(name);
  builder.add_links(batch);
}

/// Links out of a stream of Arrow record batches: numbers or names, the latter folded where `fold` is given.
py::tuple build_arrow(const py::capsule& stream, const py::dict& values) {
  const Arguments arguments(values);
  const OutputOptions output = output_options(arguments);
  const BuildOptions options = build_options(arguments);
  const auto nodes = arguments.get("nodes", std::vector<std::string>());
  ArrowLinks links(stream.get_pointer<ArrowArrayStream>(), arguments.has("fold") ? &options.fold : nullptr);
  return to_tuple(run_long_for<Built>(arguments.call(), [&](const Control& control) {
    WebBuilder builder({.with_names = links.has_names(), .memory_limit = options.memory_limit});
    if (links.has_names()) add_nodes(nodes, builder);
    const LoadReport report = links.load_into(builder, options.strict, control);
    Provenance provenance{.options = links.description(), .links_read = report.links};
    provenance.fold = links.fold();
    provenance.links_rejected = report.num_rejected();
    BuildOutput target(output, real_file_system());
    builder.build_into(target.sink(), std::move(provenance), control);
    return Built{target.take(), report};
  }));
}

}  // namespace

void define_build(py::module_& module) {
  module.def("build_files", &build_files, py::arg("inputs"), py::arg("options"));
  module.def("build_arcs", &build_arcs, py::arg("sources"), py::arg("targets"), py::arg("counts"), py::arg("followed"),
             py::arg("num_nodes"), py::arg("options"));
  module.def("build_csr", &build_csr, py::arg("offsets"), py::arg("targets"), py::arg("counts"), py::arg("options"));
  module.def("build_arrow", &build_arrow, py::arg("stream"), py::arg("options"));
  module.def("input_formats", &input_formats, "Names of the formats that `build` reads.");
}

}  // namespace orbweb::python
