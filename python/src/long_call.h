// Long work for Python: without the GIL, with progress, and stopped by Ctrl-C.
#pragma once

#include <pybind11/pybind11.h>

#include <functional>
#include <optional>

#include "graph/control.h"

namespace orbweb::python {

/// What every long call of the module takes beside its own arguments.
struct CallOptions {
  pybind11::object progress;  ///< callable(phase, done, total, unit, error_bound), or None
  int threads = 0;            ///< 0 = the default of set_threads()
};

/// Threads of calls that do not say; 0 = all processors.
void set_threads(int threads);
int threads();

/// Runs `work` on a thread of its own while the calling one waits without the GIL. A signal handler that raises, such
/// as Python's for Ctrl-C, or a raising `progress` stops the work and is what this throws; else what `work` threw.
/// `progress` is called here, on the calling thread, about 20 times a second with what was reported last.
void run_long(const CallOptions& options, const std::function<void(const Control&)>& work);

template <class Result>
Result run_long_for(const CallOptions& options, const std::function<Result(const Control&)>& work) {
  std::optional<Result> result;
  run_long(options, [&](const Control& control) { result.emplace(work(control)); });
  return *std::move(result);
}

}  // namespace orbweb::python
