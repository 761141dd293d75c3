#include "python/src/module.h"

#include <pybind11/stl.h>

#include "graph/kernels/simd_target.h"
#include "python/src/long_call.h"

namespace py = pybind11;

PYBIND11_MODULE(_core, module) {
  using namespace orbweb::python;
  module.doc() = "The compiled half of orbweb; the package around it is what people use.";
  module.attr("version") = ORBWEB_VERSION;
  module.def("set_threads", &set_threads, py::arg("threads"),
             "Threads of calls that do not say; 0 for all processors.");
  module.def("threads", &threads, "Threads that a call uses which does not say.");
  module.def("simd_target", &orbweb::simd_target, "The instruction set that kernels use here, such as AVX2.");
  module.def("simd_targets", &orbweb::simd_targets,
             "Instruction sets that this machine and this build have, best first. The environment variable"
             " ORBWEB_SIMD_TARGET, set before the import, forces one; all find the same bits.");
  define_errors();
  define_web(module);
  define_scores(module);
  define_algorithms(module);
  define_build(module);
  define_convert(module);
  define_diff(module);
  define_query(module);
  define_arrow(module);
}
