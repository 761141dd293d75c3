// The parts of the module `orbweb._core`, each in a file of its own.
#pragma once

#include <pybind11/pybind11.h>

#include <string>

#include "graph/web.h"

namespace orbweb::python {

/// A web and the folder that it lies in; empty for one in memory.
struct WebHandle {
  Web web;
  std::string path;
};

void define_errors();
void define_web(pybind11::module_& module);
void define_convert(pybind11::module_& module);
void define_diff(pybind11::module_& module);
void define_build(pybind11::module_& module);
void define_algorithms(pybind11::module_& module);
void define_scores(pybind11::module_& module);
void define_query(pybind11::module_& module);
void define_arrow(pybind11::module_& module);

}  // namespace orbweb::python
