// How a caller watches, bounds and stops long work. The library calls, it never prints.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <stop_token>
#include <string_view>

#include "graph/error.h"

namespace orbweb {

/// One report of a running phase. `total` is 0 where it is not known in advance.
struct Progress {
  std::string_view phase;  ///< such as "reading links" or "pagerank"
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::string_view unit;                                          ///< such as "bytes" or "iterations"
  double error_bound = std::numeric_limits<double>::quiet_NaN();  ///< of iterative solvers, else NaN
};

class Checkpoint;  // algos/engine/checkpoint.h

/// Passed by value to every long call. A default-made one watches nothing and never stops.
struct Control {
  std::function<void(const Progress&)> report;  ///< may be called from any thread, one call at a time
  std::stop_token stop;
  std::shared_ptr<Checkpoint> checkpoint = {};  ///< where long work keeps its state; null for nowhere
  /// Bytes that an algorithm may take beside the web's mapped files: more is refused before the start. 0 for the
  /// machine's, of which most algorithms just take what they need.
  std::uint64_t memory = 0;

  void progress(const Progress& progress) const {
    if (report) report(progress);
  }
  /// Throws Cancelled once a stop was requested.
  void check() const {
    if (stop.stop_requested()) throw Cancelled();
  }
};

}  // namespace orbweb
