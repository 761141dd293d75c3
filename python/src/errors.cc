// C++ errors as the Python exceptions of orbweb/_errors.py, with the same text.
#include <pybind11/pybind11.h>

#include "graph/error.h"
#include "python/src/module.h"

namespace orbweb::python {

namespace py = pybind11;

namespace {

py::object exception(const char* name, const Error& error) {
  return py::module_::import("orbweb._errors").attr(name)(error.what());
}

void raise(const py::object& exception) { PyErr_SetObject(py::type::of(exception).ptr(), exception.ptr()); }

void raise_load_error(const LoadError& error) {
  py::object raised = exception("LoadError", error);
  raised.attr("path") = error.path();
  raised.attr("place") = error.place();
  raised.attr("expected") = error.expected();
  raised.attr("found") = error.found();
  raise(raised);
}

void raise_io_error(const IoError& error) {
  py::object raised = exception("IoError", error);
  raised.attr("errno") = error.error_number();
  raise(raised);
}

void translate(std::exception_ptr pointer) {
  try {
    if (pointer) std::rethrow_exception(pointer);
  } catch (const LoadError& error) {
    raise_load_error(error);
  } catch (const IoError& error) {
    raise_io_error(error);
  } catch (const CreateError& error) {
    raise(exception("CreateError", error));
  } catch (const LimitError& error) {
    raise(exception("LimitError", error));
  } catch (const ArgumentError& error) {
    raise(exception("ArgumentError", error));
  } catch (const Cancelled& error) {
    raise(exception("Cancelled", error));
  } catch (const Error& error) {
    raise(exception("Error", error));
  }
}

}  // namespace

void define_errors() { py::register_local_exception_translator(translate); }

}  // namespace orbweb::python
