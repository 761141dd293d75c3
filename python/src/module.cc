#include "python/src/module.h"

#include "graph/kernels/simd_target.h"
#include "python/src/long_call.h"

namespace py = pybind11;

PYBIND11_MODULE(_core, module) {
  using namespace orbweb::python;
  module.doc() = "The compiled half of orbweb; the package around it is what people use.";
  module.attr("version") = ORBWEB_VERSION;
  module.def("set_threads", &set_threads, py::arg("threads"));
  module.def("threads", &threads);
  module.def("simd_target", &orbweb::simd_target);
  define_errors();
  define_web(module);
  define_scores(module);
  define_algorithms(module);
  define_build(module);
  define_arrow(module);
}
