// Webs from files and from arrays.
#include <fmt/format.h>
#include <pybind11/numpy.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "graph/parallel.h"
#include "graph/transpose.h"
#include "loaders/open.h"
#include "python/src/arrow_links.h"
#include "python/src/build_output.h"
#include "python/src/long_call.h"
#include "python/src/module.h"

namespace orbweb::python {

namespace py = pybind11;

namespace {

/// What a build takes from Python as a dict, so that a new option is one line here and one in the package.
class BuildArguments {
 public:
  explicit BuildArguments(py::dict values) : values_(std::move(values)) {}

  template <class T>
  T get(const char* name, T otherwise) const {
    return values_.contains(name) && !values_[name].is_none() ? values_[name].cast<T>() : otherwise;
  }
  bool has(const char* name) const { return values_.contains(name) && !values_[name].is_none(); }

  CallOptions call() const { return {get<py::object>("progress", py::none()), get("threads", 0)}; }
  OutputOptions output() const {
    return {get<std::string>("output", ""), get("overwrite", false), get<std::string>("encoding", "")};
  }
  BuildOptions build() const {
    BuildOptions options;
    options.format = get("format", options.format);
    options.fold = fold(options.fold);
    options.strict = get("strict", options.strict);
    options.memory_limit = get("memory", options.memory_limit);
    return options;
  }

 private:
  FoldOptions fold(FoldOptions fold) const {
    if (has("fold")) fold.level = fold_level_from_string(get<std::string>("fold", ""));
    fold.psl_path = get<std::string>("psl", "");
    if (has("psl_section")) fold.psl_section = psl_section(get<std::string>("psl_section", ""));
    fold.overrides_path = get<std::string>("overrides", "");
    fold.strip_www = get("strip_www", fold.strip_www);
    return fold;
  }
  static PslSection psl_section(const std::string& name) {
    if (name == "private") return PslSection::with_private;
    if (name == "icann") return PslSection::icann_only;
    throw ArgumentError(fmt::format("psl_section: expected private or icann, found {}", orbweb::in_quotes(name)));
  }

  py::dict values_;
};

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
  const BuildArguments arguments(values);
  const BuildOptions options = arguments.build();
  const OutputOptions output = arguments.output();
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
  const BuildArguments arguments(values);
  const OutputOptions output = arguments.output();
  const ArcArrays arcs{values_of(sources), values_of(targets), values_of(counts), values_of(followed)};
  const std::uint64_t memory_limit = arguments.build().memory_limit;
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
  const BuildArguments arguments(values);
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
  const BuildArguments arguments(values);
  const OutputOptions output = arguments.output();
  const BuildOptions options = arguments.build();
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
  module.def("input_formats", &input_formats);
}

}  // namespace orbweb::python
