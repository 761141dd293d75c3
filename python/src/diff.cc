// What changed between two tables of scores, and why; scores of releases and of tables without their web.
#include <pybind11/numpy.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <functional>
#include <memory>

#include "jobs/release_reader.h"
#include "jobs/score_changes.h"
#include "jobs/score_reasons.h"
#include "loaders/score_table.h"
#include "loaders/table_names.h"
#include "python/src/array_view.h"
#include "python/src/long_call.h"
#include "python/src/module.h"

namespace orbweb::python {

namespace py = pybind11;

namespace {

TableOfRelease read_table(const std::filesystem::path& path, const std::string& table) {
  if (names_release(path)) return ReleaseReader(path).table(table);
  Web web = web_of_table(path);
  Scores scores = read_score_table(path, web);
  return {path.string(), std::move(web), std::move(scores), false};
}

py::tuple open_table(const std::filesystem::path& path, const std::string& table) {
  auto found = run_long_for<TableOfRelease>({py::none(), 0}, [&](const Control&) { return read_table(path, table); });
  return py::make_tuple(WebHandle{std::move(found.web), ""}, std::make_shared<Scores>(std::move(found.scores)),
                        found.has_arcs);
}

/// One column per member, in the order that the rows have.
template <class Row, class... Members>
py::tuple columns_of(const std::vector<Row>& rows, Members... members) {
  const auto column = [&](auto member) {
    py::list values;
    for (const Row& row : rows) values.append(std::invoke(member, row));
    return values;
  };
  return py::make_tuple(column(members)...);
}

py::tuple movers(const std::vector<Mover>& rows) {
  return columns_of(rows, &Mover::name, &Mover::old_rank, &Mover::new_rank, &Mover::old_value, &Mover::new_value,
                    &Mover::change);
}

py::tuple names(const std::vector<NewOrLost>& rows) {
  return columns_of(rows, &NewOrLost::name, &NewOrLost::rank, &NewOrLost::value);
}

py::dict changes(const WebHandle& old_web, const Scores& old_scores, const WebHandle& new_web, const Scores& new_scores,
                 std::uint64_t count) {
  const auto found = run_long_for<ScoreChanges>({py::none(), 0}, [&](const Control&) {
    return compare_scores({old_scores, old_web.web}, {new_scores, new_web.web}, count);
  });
  py::dict dict;
  dict["value"] = found.value_name;
  dict["nodes_before"] = found.old_nodes;
  dict["nodes_after"] = found.new_nodes;
  dict["nodes_common"] = found.common;
  dict["nodes_gained"] = found.num_gained();
  dict["nodes_lost"] = found.num_lost();
  dict["kendall_tau_b"] = found.kendall_tau_b;
  dict["spearman_rho"] = found.spearman_rho;
  dict["up"] = movers(found.up);
  dict["down"] = movers(found.down);
  dict["gained"] = names(found.gained);
  dict["lost"] = names(found.lost);
  return dict;
}

py::dict reasons(const WebHandle& old_web, const Scores& old_scores, NodeId old_node, const WebHandle& new_web,
                 const Scores& new_scores, NodeId new_node) {
  const auto found = run_long_for<ScoreReasons>({py::none(), 0}, [&](const Control&) {
    const NodeInBoth node = {old_node, new_node};
    return reasons_of({old_scores, old_web.web}, {new_scores, new_web.web}, {&node, 1}).front();
  });
  py::dict dict;
  dict["old_score"] = found.old_score;
  dict["new_score"] = found.new_score;
  dict["teleport"] = found.teleport;
  dict["dangling"] = found.dangling;
  dict["own_links"] = found.self;
  dict["rest"] = found.rest;
  dict["reasons"] = columns_of(
      found.reasons, &Reason::source, [](const Reason& reason) { return to_string(reason.kind); }, &Reason::amount);
  return dict;
}

}  // namespace

void define_diff(py::module_& module) {
  module.def("open_table", &open_table, py::arg("path"), py::arg("table"));
  module.def("changes", &changes, py::arg("old_web"), py::arg("old_scores"), py::arg("new_web"), py::arg("new_scores"),
             py::arg("count"));
  module.def("reasons", &reasons, py::arg("old_web"), py::arg("old_scores"), py::arg("old_node"), py::arg("new_web"),
             py::arg("new_scores"), py::arg("new_node"));
}

}  // namespace orbweb::python
