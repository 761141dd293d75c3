// Webs into other webs and into files, and the sets of nodes that choose them.
#include "exports/convert.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <pybind11/numpy.h>

#include <algorithm>

#include "algos/rank_layouts.h"
#include "exports/export_format.h"
#include "graph/transform/node_map.h"
#include "loaders/node_set.h"
#include "python/src/arguments.h"
#include "python/src/array_view.h"
#include "python/src/module.h"

namespace orbweb::python {

namespace py = pybind11;

namespace {

using NodeArray = py::array_t<NodeId, py::array::c_style>;

std::vector<NodeId> nodes_of(const NodeArray& array) { return {array.data(), array.data() + array.size()}; }

/// The package checked that all are below `num_nodes`.
IndexSet set_of(const NodeArray& nodes, std::uint64_t num_nodes) {
  std::vector<std::uint8_t> members(num_nodes);
  for (const NodeId node : nodes_of(nodes)) members[node] = 1;
  return IndexSet::from_members(members);
}

void read_order(const Arguments& arguments, ConvertSteps& steps) {
  if (arguments.has("own_order")) {
    steps.order = "a given order";
    steps.own_order = [nodes = nodes_of(arguments.get("own_order", NodeArray()))](const Web& web) {
      if (nodes.size() == web.num_nodes()) return nodes;
      throw ArgumentError(
          fmt::format("order: expected each of {} nodes once, found {}", web.num_nodes(), nodes.size()));
    };
    return;
  }
  arguments.read("order", steps.order);
  if (is_node_order(steps.order)) return;
  steps.own_order = [path = steps.order](const Web& web) { return read_node_order(path, web); };
}

ArcDirection direction_of(const Arguments& arguments) {
  const bool transpose = arguments.get("transpose", false), symmetrise = arguments.get("symmetrise", false);
  if (transpose && symmetrise) throw ArgumentError("transpose and symmetrise contradict each other");
  return transpose ? ArcDirection::transposed : symmetrise ? ArcDirection::symmetrised : ArcDirection::kept;
}

ConvertSteps steps_of(const Arguments& arguments, const Web& web) {
  ConvertSteps steps;
  if (arguments.has("nodes")) steps.nodes = set_of(arguments.get("nodes", NodeArray()), web.num_nodes());
  arguments.read("followed", steps.followed_only);
  arguments.read("drop_self_loops", steps.drop_self_loops);
  arguments.read("largest_component", steps.largest_component);
  arguments.read("largest_strong_component", steps.largest_strong_component);
  if (steps.largest_component && steps.largest_strong_component) {
    throw ArgumentError("largest_component and largest_strong_component contradict each other");
  }
  read_order(arguments, steps);
  steps.direction = direction_of(arguments);
  return steps;
}

BvGraphOptions bvgraph_of(const Arguments& arguments) {
  BvGraphOptions options;
  arguments.read("window", options.window);
  arguments.read("max_references", options.max_reference_chain);
  arguments.read("min_interval", options.min_interval);
  const auto selection = arguments.get<std::string>("selection", options.dynamic_selection ? "dynamic" : "greedy");
  if (selection != "greedy" && selection != "dynamic") {
    throw ArgumentError(fmt::format("selection: expected greedy or dynamic, found {}", orbweb::in_quotes(selection)));
  }
  options.dynamic_selection = selection == "dynamic";
  return options;
}

std::string format_of(const Arguments& arguments, const std::filesystem::path& output) {
  if (arguments.has("to")) return arguments.get<std::string>("to", "");
  if (std::string format = convert_format_of(output); !format.empty()) return format;
  throw ArgumentError(fmt::format("cannot tell the format of {} by its ending: name it with `to`", output.string()));
}

ConvertOptions options_of(const Arguments& arguments) {
  ConvertOptions options;
  arguments.read("output", options.output);
  options.format = format_of(arguments, options.output);
  arguments.read("names", options.names);
  arguments.read("encoding", options.encoding);
  options.bvgraph = bvgraph_of(arguments);
  arguments.read("memory", options.memory_limit);
  arguments.read("overwrite", options.overwrite);
  if (arguments.get<bool>("rank_layout", false)) options.derive = derive_rank_layouts(options.memory_limit);
  return options;
}

py::tuple convert_to(const WebHandle& handle, const py::dict& values) {
  const Arguments arguments(values);
  const ConvertOptions options = options_of(arguments);
  const ConvertSteps steps = steps_of(arguments, handle.web);
  const auto result = run_long_for<Converted>(
      arguments.call(), [&](const Control& control) { return convert(handle.web, steps, options, control); });
  return py::make_tuple(options.output.string(), options.format, result.nodes, result.arcs, result.names.string(),
                        result.fingerprint, std::vector<std::string>(result.lost.begin(), result.lost.end()));
}

py::tuple transform_web(const WebHandle& handle, const py::dict& values) {
  const Arguments arguments(values);
  const ConvertSteps steps = steps_of(arguments, handle.web);
  const auto memory = arguments.get<std::uint64_t>("memory", 0);
  auto result = run_long_for<Transformed>(
      arguments.call(), [&](const Control& control) { return transformed(handle.web, steps, memory, control); });
  return py::make_tuple(WebHandle{std::move(result.web), ""}, array_from(std::move(result.origins)));
}

py::tuple read_set(const std::filesystem::path& path, const WebHandle& handle) {
  const auto file =
      run_long_for<NodeSetFile>({py::none(), 0}, [&](const Control&) { return read_node_set(path, handle.web); });
  return py::make_tuple(array_from(members_of(file.nodes, handle.web.num_nodes())), file.unknown, file.lines,
                        file.examples);
}

void append_u64(std::string& out, std::uint64_t value) {
  for (int shift = 0; shift < 64; shift += 8) out += static_cast<char>(value >> shift & 0xff);
}

/// Of a 32-bit Roaring bitmap in its portable form, which IndexSet has behind a table of contents.
py::array_t<NodeId> roaring_nodes(const std::string& bytes, const WebHandle& handle) {
  std::string all;
  for (const std::uint64_t number : {std::uint64_t{1}, std::uint64_t{0}, std::uint64_t{bytes.size()}}) {
    append_u64(all, number);
  }
  all += bytes;
  const std::uint64_t num_nodes = handle.web.num_nodes();
  return array_from(members_of(IndexSet::deserialize(all, num_nodes, "Roaring bitmap"), num_nodes));
}

py::list format_table() {
  py::list rows;
  rows.append(py::make_tuple(kWebFormat, ".web, none", "a web"));
  for (const ExportFormat& format : export_formats()) {
    rows.append(py::make_tuple(format.name, fmt::format("{}", fmt::join(format.endings, ", ")), format.meaning));
  }
  return rows;
}

}  // namespace

void define_convert(py::module_& module) {
  module.def("convert", &convert_to, py::arg("web"), py::arg("options"));
  module.def("transform", &transform_web, py::arg("web"), py::arg("options"));
  module.def("read_node_set", &read_set, py::arg("path"), py::arg("web"));
  module.def("roaring_nodes", &roaring_nodes, py::arg("bytes"), py::arg("web"));
  module.def("output_formats", &format_table, "What `Web.convert` writes: name, endings of paths, meaning.");
  module.def("node_orders", [] { return std::vector<std::string>(kNodeOrders.begin(), kNodeOrders.end()); });
}

}  // namespace orbweb::python
