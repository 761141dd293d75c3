// NumPy arrays over memory that C++ owns: no copy, read-only, alive as long as any array is.
#pragma once

#include <pybind11/numpy.h>

#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace orbweb::python {

/// `owner` keeps `values` alive.
template <class T>
pybind11::array_t<T> array_view(std::span<const T> values, std::shared_ptr<const void> owner) {
  namespace py = pybind11;
  auto held = std::make_unique<std::shared_ptr<const void>>(std::move(owner));
  const py::capsule base(held.get(), [](void* pointer) { delete static_cast<std::shared_ptr<const void>*>(pointer); });
  held.release();  // NOLINT(bugprone-unused-return-value): the capsule has it
  py::array_t<T> array(static_cast<py::ssize_t>(values.size()), values.data(), base);
  py::detail::array_proxy(array.ptr())->flags &= ~py::detail::npy_api::NPY_ARRAY_WRITEABLE_;
  return array;
}

/// An array that takes over `values`.
template <class T>
pybind11::array_t<T> array_from(std::vector<T> values) {
  const auto owner = std::make_shared<const std::vector<T>>(std::move(values));
  return array_view<T>(*owner, owner);
}

}  // namespace orbweb::python
