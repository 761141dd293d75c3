// Keyword arguments of Python as a dict, so that a new option is one line in C++ and one in the package.
#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <filesystem>
#include <string>
#include <type_traits>
#include <utility>

#include "python/src/long_call.h"

namespace orbweb::python {

/// What a person would call the kind of value that T is.
template <class T>
constexpr const char* kind_name() {
  if constexpr (std::is_same_v<T, bool>) return "a bool";
  if constexpr (std::is_unsigned_v<T>) return "an integer of at least 0";
  if constexpr (std::is_integral_v<T>) return "an integer";
  if constexpr (std::is_same_v<T, std::string>) return "a str";
  if constexpr (std::is_same_v<T, std::filesystem::path>) return "a path";
  return "another kind of value";
}

/// What is absent or None is left to C++'s own default; a value of another kind is a TypeError that names it.
class Arguments {
 public:
  explicit Arguments(pybind11::dict values) : values_(std::move(values)) {}

  bool has(const char* name) const { return values_.contains(name) && !values_[name].is_none(); }
  template <class T>
  T get(const char* name, T otherwise) const {
    return has(name) ? value<T>(name) : std::move(otherwise);
  }
  template <class T>
  void read(const char* name, T& member) const {
    if (has(name)) member = value<T>(name);
  }
  CallOptions call() const { return {get<pybind11::object>("progress", pybind11::none()), get("threads", 0)}; }

 private:
  template <class T>
  T value(const char* name) const {
    try {
      return values_[name].cast<T>();
    } catch (const pybind11::cast_error&) {
      throw pybind11::type_error(std::string(name) + ": expected " + kind_name<T>() + ", found " +
                                 pybind11::repr(values_[name]).cast<std::string>());
    }
  }

  pybind11::dict values_;
};

}  // namespace orbweb::python
