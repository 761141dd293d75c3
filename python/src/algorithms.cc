// The table of algorithms: names, options with defaults and help, and how to run a row.
#include <pybind11/numpy.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <utility>

#include "algos/engine/checkpoint.h"
#include "algos/personalized_pagerank.h"
#include "algos/table.h"
#include "graph/files.h"
#include "loaders/topics.h"
#include "python/src/array_view.h"
#include "python/src/long_call.h"
#include "python/src/module.h"
#include "python/src/options.h"

namespace orbweb::python {

namespace py = pybind11;

namespace {

std::string_view kind_name(OptionKind kind) {
  switch (kind) {
    case OptionKind::flag:
      return "flag";
    case OptionKind::integer:
      return "integer";
    case OptionKind::number:
      return "number";
    case OptionKind::choice:
      return "choice";
    case OptionKind::node_values:
      return "node_values";
    case OptionKind::start_scores:
      return "start_scores";
    case OptionKind::node:
      return "node";
  }
  return "";
}

py::dict spec_dict(const OptionSpec& spec) {
  py::dict dict;
  dict["name"] = spec.name;
  dict["kind"] = kind_name(spec.kind);
  const bool needs_web = spec.kind == OptionKind::node_values || spec.kind == OptionKind::start_scores;
  dict["default"] = needs_web ? py::none() : to_python(spec.default_value);
  dict["help"] = spec.help;
  dict["choices"] = spec.choices;
  return dict;
}

py::list table() {
  py::list rows;
  for (const Algorithm& algorithm : algorithms()) {
    py::dict row;
    row["name"] = algorithm.name;
    row["definition"] = algorithm.definition;
    row["summary"] = algorithm.summary;
    row["explains"] = static_cast<bool>(algorithm.explain);
    row["keeps_state"] = algorithm.keeps_state;
    py::list options;
    for (const OptionSpec& spec : algorithm.options) options.append(spec_dict(spec));
    row["options"] = options;
    rows.append(row);
  }
  return rows;
}

/// The state of the same work that a file keeps, or will keep; none where no file was named.
std::shared_ptr<Checkpoint> open_checkpoint(const std::filesystem::path& path, const Algorithm& algorithm,
                                            const OptionValues& options, const Web& web) {
  if (path.empty()) return nullptr;
  constexpr std::chrono::seconds kBetweenStates{60};
  return std::make_shared<Checkpoint>(path, work_context(algorithm, options, web), kBetweenStates,
                                      real_file_system().exists(path));
}

std::shared_ptr<Scores> run(const WebHandle& handle, const std::string& name, const py::dict& values,
                            const py::object& progress, int threads, const std::filesystem::path& checkpoint,
                            std::uint64_t memory) {
  const Algorithm& algorithm = find_algorithm(name);
  const OptionValues options = option_values(values);
  auto scores = run_long_for<std::shared_ptr<Scores>>({progress, threads}, [&](const Control& control) {
    Control kept = control;
    kept.checkpoint = open_checkpoint(checkpoint, algorithm, options, handle.web);
    kept.memory = memory;
    return std::make_shared<Scores>(algorithm.run(handle.web, options, kept));
  });
  if (!checkpoint.empty() && scores->convergence.converged) remove_quietly(real_file_system(), checkpoint);
  return scores;
}

using NodeVector = py::array_t<double, py::array::c_style | py::array::forcecast>;

py::list topics_of(const std::filesystem::path& path, const WebHandle& handle) {
  auto topics =
      run_long_for<std::vector<Topic>>({py::none(), 0}, [&](const Control&) { return read_topics(path, handle.web); });
  py::list pairs;
  for (Topic& topic : topics) pairs.append(py::make_tuple(topic.name, array_from(std::move(topic.preference))));
  return pairs;
}

/// PageRank with a column for each topic.
std::shared_ptr<Scores> run_topics(const WebHandle& handle, const py::dict& values,
                                   const std::vector<std::pair<std::string, NodeVector>>& topics,
                                   const py::object& progress, int threads) {
  const OptionValues options = option_values(values);
  std::vector<Topic> named;
  for (const auto& [name, vector] : topics) named.push_back({name, {vector.data(), vector.data() + vector.size()}});
  return run_long_for<std::shared_ptr<Scores>>({progress, threads}, [&](const Control& control) {
    auto scores = std::make_shared<Scores>(find_algorithm("pagerank").run(handle.web, options, control));
    add_topics(*scores, handle.web, options, named, control);
    return scores;
  });
}

py::dict explanation_dict(const Explanation& explanation) {
  std::vector<NodeId> sources;
  std::vector<double> amounts;
  for (const Contribution& contribution : explanation.contributions) {
    sources.push_back(contribution.source);
    amounts.push_back(contribution.amount);
  }
  py::dict dict;
  dict["node"] = explanation.node;
  dict["score"] = explanation.score;
  dict["teleport"] = explanation.teleport;
  dict["dangling"] = explanation.dangling;
  dict["self"] = explanation.self;
  dict["remainder"] = explanation.remainder;
  dict["sources"] = array_from(std::move(sources));
  dict["amounts"] = array_from(std::move(amounts));
  return dict;
}

py::dict explain(const WebHandle& handle, const Scores& scores, NodeId node, const py::dict& values) {
  const Algorithm& algorithm = find_algorithm(scores.algorithm);
  if (!algorithm.explain) throw ArgumentError("scores by " + scores.algorithm + " have no explanation");
  const OptionValues options = option_values(values);
  return explanation_dict(run_long_for<Explanation>({py::none(), 0}, [&](const Control&) {
    return algorithm.explain(handle.web, scores.score, std::vector{node}, options).front();
  }));
}

using Links = std::vector<std::pair<NodeId, NodeId>>;

std::shared_ptr<Scores> edited(const WebHandle& handle, const Scores& scores, const Links& added, const Links& removed,
                               const py::object& progress, int threads) {
  std::vector<ArcEdit> edits;
  for (const auto& [source, target] : added) edits.push_back({source, target, true});
  for (const auto& [source, target] : removed) edits.push_back({source, target, false});
  return run_long_for<std::shared_ptr<Scores>>({progress, threads}, [&](const Control& control) {
    return std::make_shared<Scores>(what_if(handle.web, scores, edits, control));
  });
}

OptionValue option_value(const std::string& name, const py::handle& value) {
  if (py::isinstance<py::bool_>(value)) return value.cast<bool>();
  if (py::isinstance<py::int_>(value)) return value.cast<std::int64_t>();
  if (py::isinstance<py::float_>(value)) return value.cast<double>();
  if (py::isinstance<py::str>(value)) return value.cast<std::string>();
  if (py::isinstance<py::array>(value)) {
    const auto numbers = py::array_t<double, py::array::c_style | py::array::forcecast>::ensure(value);
    if (numbers && numbers.ndim() == 1) return std::vector<double>(numbers.data(), numbers.data() + numbers.size());
  }
  throw py::type_error("option " + name +
                       ": expected a bool, an int, a float, a str or a one-dimensional array, found " +
                       py::type::of(value).attr("__name__").cast<std::string>());
}

}  // namespace

OptionValues option_values(const py::dict& values) {
  OptionValues options;
  for (const auto& [key, value] : values) {
    const auto name = key.cast<std::string>();
    options[name] = option_value(name, value);
  }
  return options;
}

py::object to_python(const OptionValue& value) {
  return std::visit([](const auto& plain) { return py::object(py::cast(plain)); }, value);
}

void define_algorithms(py::module_& module) {
  module.def("algorithms", &table);
  module.def("run", &run, py::arg("web"), py::arg("name"), py::arg("options"), py::arg("progress") = py::none(),
             py::arg("threads") = 0, py::arg("checkpoint") = "", py::arg("memory") = 0);
  module.def("read_topics", &topics_of, py::arg("path"), py::arg("web"));
  module.def("run_topics", &run_topics, py::arg("web"), py::arg("options"), py::arg("topics"), py::arg("progress"),
             py::arg("threads"));
  module.def("explain", &explain, py::arg("web"), py::arg("scores"), py::arg("node"), py::arg("options"));
  module.def("what_if", &edited, py::arg("web"), py::arg("scores"), py::arg("added"), py::arg("removed"),
             py::arg("progress"), py::arg("threads"));
}

}  // namespace orbweb::python
