// Scores: columns as NumPy views, facts as plain values.
#include "algos/scores.h"

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <limits>

#include "exports/score_table.h"
#include "loaders/node_values.h"
#include "loaders/score_table.h"
#include "loaders/start_scores.h"
#include "python/src/array_view.h"
#include "python/src/long_call.h"
#include "python/src/module.h"
#include "python/src/options.h"

namespace orbweb::python {

namespace py = pybind11;

namespace {

using SharedScores = std::shared_ptr<Scores>;

py::object column(const SharedScores& scores, const std::string& name) {
  if (name == "score") return array_view<double>(scores->score, scores);
  if (name == "rank") return array_view<std::uint64_t>(scores->rank, scores);
  for (const Column& candidate : scores->columns) {
    if (candidate.name != name) continue;
    return std::visit([&]<class T>(const std::vector<T>& values) { return py::object(array_view<T>(values, scores)); },
                      candidate.values);
  }
  throw py::key_error(name);
}

std::vector<std::string> column_names(const Scores& scores) {
  std::vector<std::string> names = {"score", "rank"};
  for (const Column& candidate : scores.columns) names.push_back(candidate.name);
  return names;
}

py::dict parameters(const Scores& scores) {
  py::dict dict;
  for (const auto& [name, value] : scores.parameters) dict[py::str(name)] = to_python(value);
  return dict;
}

py::dict vectors(const Scores& scores) {
  py::dict dict;
  for (const auto& [name, facts] : scores.vectors) dict[py::str(name)] = facts.hash;
  return dict;
}

void save(const Scores& scores, const WebHandle& web, const std::filesystem::path& path, bool overwrite) {
  run_long({py::none(), 0}, [&](const Control&) { write_score_table(scores, web.web, path, overwrite); });
}

SharedScores load(const std::filesystem::path& path, const WebHandle& web) {
  return run_long_for<SharedScores>(
      {py::none(), 0}, [&](const Control&) { return std::make_shared<Scores>(read_score_table(path, web.web)); });
}

py::array_t<NodeId> top(const Scores& scores, std::uint64_t count) {
  std::vector<NodeId> nodes;
  {
    const py::gil_scoped_release release;
    nodes = top_nodes(scores.score, count);
  }
  return array_from(std::move(nodes));
}

py::array_t<double> node_values(const std::filesystem::path& path, const WebHandle& web) {
  return array_from(run_long_for<std::vector<double>>({py::none(), 0},
                                                      [&](const Control&) { return read_node_values(path, web.web); }));
}

py::array_t<double> start_scores(const std::filesystem::path& path, const WebHandle& web) {
  return array_from(run_long_for<std::vector<double>>(
      {py::none(), 0}, [&](const Control&) { return read_start_scores(path, web.web); }));
}

/// Scores of another web by its nodes' names, NaN for nodes that it lacks: as read_start_scores() of their table.
std::vector<double> match_by_name(const Scores& scores, const Web& old_web, const Web& web) {
  std::vector<double> start(web.num_nodes(), std::numeric_limits<double>::quiet_NaN());
  if (old_web.has_names() != web.has_names()) throw ArgumentError("warm_start: one web has names, the other numbers");
  std::uint64_t found = 0;
  for (std::uint64_t node = 0; node < start.size(); ++node) {
    const auto old_node = old_web.find(web.display_name(static_cast<NodeId>(node)));
    if (!old_node) continue;
    start[node] = scores.score[*old_node];
    ++found;
  }
  if (found == 0) throw ArgumentError("warm_start: expected scores of nodes that this web has, found none");
  return start;
}

py::array_t<double> matched_scores(const Scores& scores, const WebHandle& old_web, const WebHandle& web) {
  return array_from(run_long_for<std::vector<double>>(
      {py::none(), 0}, [&](const Control&) { return match_by_name(scores, old_web.web, web.web); }));
}

}  // namespace

void define_scores(py::module_& module) {
  py::class_<Scores, SharedScores>(module, "Scores")
      .def_readonly("algorithm", &Scores::algorithm)
      .def_readonly("definition", &Scores::definition)
      .def_readonly("web_fingerprint", &Scores::web_fingerprint)
      .def_readonly("certified_top", &Scores::certified_top)
      .def_property_readonly("size", [](const Scores& scores) { return scores.score.size(); })
      .def_property_readonly("parameters", &parameters)
      .def_property_readonly("vectors", &vectors)
      .def_property_readonly("facts", [](const Scores& scores) { return scores.facts; })
      .def_property_readonly("column_names", &column_names)
      .def_property_readonly("iterations", [](const Scores& scores) { return scores.convergence.iterations; })
      .def_property_readonly("residual", [](const Scores& scores) { return scores.convergence.residual_l1; })
      .def_property_readonly("error_bound", [](const Scores& scores) { return scores.convergence.error_bound_l1; })
      .def_property_readonly("converged", [](const Scores& scores) { return scores.convergence.converged; })
      .def_property_readonly("solver", [](const Scores& scores) { return scores.solver.solver; })
      .def("column", &column, py::arg("name"))
      .def("top", &top, py::arg("count"))
      .def("save", &save, py::arg("web"), py::arg("path"), py::arg("overwrite"));
  module.def("load_scores", &load, py::arg("path"), py::arg("web"));
  module.def("start_scores", &start_scores, py::arg("path"), py::arg("web"));
  module.def("matched_scores", &matched_scores, py::arg("scores"), py::arg("old_web"), py::arg("web"));
  module.def("node_values", &node_values, py::arg("path"), py::arg("web"));
}

}  // namespace orbweb::python
