// A web: sizes, names, rows, labels, facts.
#include "graph/web.h"

#include <fmt/format.h>
#include <pybind11/numpy.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "algos/rank_layouts.h"
#include "exports/release_verify.h"
#include "graph/census.h"
#include "graph/store.h"
#include "graph/verify.h"
#include "jobs/release_reader.h"
#include "python/src/array_view.h"
#include "python/src/csr.h"
#include "python/src/long_call.h"
#include "python/src/module.h"

namespace orbweb::python {

namespace py = pybind11;

namespace {

WebHandle open(const std::filesystem::path& path, bool whole) {
  const OpenOptions options{whole ? ReadMode::whole : ReadMode::mapped};
  return run_long_for<WebHandle>({py::none(), 0}, [&](const Control&) {
    return WebHandle{open_web(path, options), std::filesystem::absolute(path).string()};
  });
}

const Adjacency& direction(const WebHandle& handle, bool predecessors) {
  return predecessors ? handle.web.predecessors() : handle.web.successors();
}

void check_node(const WebHandle& handle, std::uint64_t node) {
  if (node < handle.web.num_nodes()) return;
  throw py::index_error(fmt::format("node {}: this web has {} nodes", node, handle.web.num_nodes()));
}

std::string name(const WebHandle& handle, std::uint64_t node) {
  check_node(handle, node);
  return handle.web.display_name(static_cast<NodeId>(node));
}

py::str to_str(std::string_view text) {
  return py::reinterpret_steal<py::str>(
      PyUnicode_DecodeUTF8(text.data(), static_cast<py::ssize_t>(text.size()), "surrogateescape"));
}

py::list names_between(const WebHandle& handle, std::uint64_t first, std::uint64_t last) {
  last = std::min(last, handle.web.num_nodes());
  first = std::min(first, last);
  py::list names(last - first);
  for (std::uint64_t node = first; node < last; ++node) {
    names[node - first] = to_str(handle.web.display_name(static_cast<NodeId>(node)));
  }
  return names;
}

py::list names_of(const WebHandle& handle, const py::array_t<std::uint64_t, py::array::c_style>& nodes) {
  const std::span<const std::uint64_t> wanted(nodes.data(), static_cast<std::size_t>(nodes.size()));
  py::list names(wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) names[i] = to_str(name(handle, wanted[i]));
  return names;
}

std::pair<std::uint64_t, std::uint64_t> subtree(const WebHandle& handle, const std::string& host) {
  if (!handle.web.has_names()) throw ArgumentError("this web's nodes are numbers: none has a name");
  return handle.web.names().subtree(host);
}

py::array_t<NodeId> row(const WebHandle& handle, std::uint64_t node, bool predecessors) {
  check_node(handle, node);
  std::vector<NodeId> nodes;
  {
    const py::gil_scoped_release release;
    direction(handle, predecessors).read_row(static_cast<NodeId>(node), nodes);
  }
  return array_from(std::move(nodes));
}

std::uint64_t degree(const WebHandle& handle, std::uint64_t node, bool predecessors) {
  check_node(handle, node);
  return direction(handle, predecessors).degree(static_cast<NodeId>(node));
}

py::array_t<std::uint64_t> degrees(const WebHandle& handle, bool predecessors) {
  return array_from(run_long_for<std::vector<std::uint64_t>>(
      {py::none(), 0}, [&](const Control& control) { return all_degrees(direction(handle, predecessors), control); }));
}

py::tuple csr(const WebHandle& handle, bool predecessors) {
  const CsrView view = run_long_for<CsrView>({py::none(), 0}, [&](const Control& control) {
    return csr_of(predecessors ? handle.web.shared_predecessors() : handle.web.shared_successors(), control);
  });
  return py::make_tuple(array_view(view.offsets, view.owner), array_view(view.targets, view.owner));
}

py::array_t<std::uint32_t> link_counts(const WebHandle& handle) {
  return array_from(run_long_for<std::vector<std::uint32_t>>(
      {py::none(), 0}, [&](const Control&) { return handle.web.link_counts().to_vector(); }));
}

py::array_t<bool> followed(const WebHandle& handle) {
  auto members = run_long_for<std::vector<std::uint8_t>>({py::none(), 0}, [&](const Control&) {
    std::vector<std::uint8_t> flags(handle.web.num_arcs());
    handle.web.followed().copy_members(0, flags);
    return flags;
  });
  return array_from(std::move(members)).attr("view")("bool");
}

py::list buckets(const DegreeHistogram& histogram) { return py::cast(histogram.buckets); }

py::dict census(const WebHandle& handle) {
  const Census census = run_long_for<Census>({py::none(), 0}, [&](const Control&) { return take_census(handle.web); });
  py::dict dict;
  dict["self_loops"] = census.self_loops;
  dict["dangling"] = census.dangling;
  dict["unlinked"] = census.unlinked;
  dict["links"] = census.links;
  dict["max_outdegree"] = census.outdegrees.largest;
  dict["max_indegree"] = census.indegrees.largest;
  dict["outdegree_buckets"] = buckets(census.outdegrees);
  dict["indegree_buckets"] = buckets(census.indegrees);
  dict["followed_arcs"] = handle.web.followed().size();
  return dict;
}

py::dict provenance(const WebHandle& handle) {
  const Provenance& provenance = handle.web.provenance();
  py::dict dict;
  dict["inputs"] = provenance.inputs;
  dict["options"] = provenance.options;
  dict["links_read"] = provenance.links_read;
  dict["links_rejected"] = provenance.links_rejected;
  dict["rejected_by_reason"] = provenance.rejected_by_reason;
  dict["built_at"] = provenance.built_at;
  return dict;
}

py::dict files(const std::filesystem::path& path) {
  py::dict dict;
  for (const StoredFile& file : stored_files(path)) dict[py::str(file.name)] = file.bytes;
  return dict;
}

std::vector<std::pair<std::string, std::string>> verify(const std::filesystem::path& path, const py::object& progress,
                                                        int threads) {
  const auto findings = run_long_for<std::vector<VerifyFinding>>({progress, threads}, [&](const Control& control) {
    return names_release(path) ? verify_release(ReleaseReader(path).folder(), control) : verify_web(path, control);
  });
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const VerifyFinding& finding : findings) pairs.emplace_back(finding.check, finding.problem);
  return pairs;
}

WebHandle save(const WebHandle& handle, const std::filesystem::path& path, bool overwrite, const std::string& encoding,
               bool rank_layout, int threads) {
  SaveOptions options{.overwrite = overwrite, .encoding = encoding};
  if (rank_layout) options.derive = derive_rank_layouts(0);
  run_long({py::none(), threads}, [&](const Control&) { save_web(handle.web, path, options); });
  return open(path, false);
}

std::vector<std::pair<std::string, std::string>> encoding_table() {
  std::vector<std::pair<std::string, std::string>> table;
  for (const Encoding& encoding : encodings()) table.emplace_back(encoding.name, encoding.meaning);
  return table;
}

void define_facts(py::class_<WebHandle>& web) {
  web.def_readonly("path", &WebHandle::path)
      .def_property_readonly("num_nodes", [](const WebHandle& handle) { return handle.web.num_nodes(); })
      .def_property_readonly("num_arcs", [](const WebHandle& handle) { return handle.web.num_arcs(); })
      .def_property_readonly("has_names", [](const WebHandle& handle) { return handle.web.has_names(); })
      .def_property_readonly("fold", [](const WebHandle& handle) { return to_string(handle.web.provenance().fold); })
      .def_property_readonly("fingerprint", [](const WebHandle& handle) { return handle.web.fingerprint(); })
      .def_property_readonly("encoding", [](const WebHandle& handle) { return handle.web.successors().encoding(); })
      .def("census", &census)
      .def("provenance", &provenance)
      .def("save", &save, py::arg("path"), py::arg("overwrite"), py::arg("encoding"), py::arg("rank_layout"),
           py::arg("threads"));
}

}  // namespace

void define_web(py::module_& module) {
  py::class_<WebHandle> web(module, "Web");
  define_facts(web);
  web.def("name", &name, py::arg("node"))
      .def("names_between", &names_between, py::arg("first"), py::arg("last"))
      .def("names_of", &names_of, py::arg("nodes"))
      .def(
          "find", [](const WebHandle& handle, const std::string& text) { return handle.web.find(text); },
          py::arg("name"))
      .def("subtree", &subtree, py::arg("host"))
      .def("row", &row, py::arg("node"), py::arg("predecessors"))
      .def("degree", &degree, py::arg("node"), py::arg("predecessors"))
      .def("degrees", &degrees, py::arg("predecessors"))
      .def("csr", &csr, py::arg("predecessors"))
      .def("link_counts", &link_counts)
      .def("followed", &followed);
  module.def("open", &open, py::arg("path"), py::arg("whole"));
  module.def("verify", &verify, py::arg("path"), py::arg("progress"), py::arg("threads"));
  module.def("stored_files", &files, py::arg("path"));
  module.def("encodings", &encoding_table, "How rows of a stored web may be encoded: name, meaning.");
}

}  // namespace orbweb::python
