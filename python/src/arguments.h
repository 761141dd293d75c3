// Keyword arguments of Python as a dict, so that a new option is one line in C++ and one in the package.
#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <utility>

#include "python/src/long_call.h"

namespace orbweb::python {

/// What is absent or None is left to C++'s own default.
class Arguments {
 public:
  explicit Arguments(pybind11::dict values) : values_(std::move(values)) {}

  bool has(const char* name) const { return values_.contains(name) && !values_[name].is_none(); }
  template <class T>
  T get(const char* name, T otherwise) const {
    return has(name) ? values_[name].cast<T>() : std::move(otherwise);
  }
  template <class T>
  void read(const char* name, T& member) const {
    if (has(name)) member = values_[name].cast<T>();
  }
  CallOptions call() const { return {get<pybind11::object>("progress", pybind11::none()), get("threads", 0)}; }

 private:
  pybind11::dict values_;
};

}  // namespace orbweb::python
