// The loop of all solvers that sweep until the clear form can prove their result.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>

#include "algos/engine/checkpoint.h"
#include "algos/pagerank.h"
#include "graph/control.h"

namespace orbweb::engine {

/// Whether steps still shrink: where none did for as many sweeps as gain a factor of e, rounding is all that is left.
class Progressing {
 public:
  explicit Progressing(double alpha) : patience_(1 / (1 - alpha)) {}
  bool operator()(double step) {
    since_smallest_ = step < smallest_ ? 0 : since_smallest_ + 1;
    smallest_ = std::min(smallest_, step);
    return since_smallest_ < patience_;
  }
  template <class Archive>
  void persist(Archive& archive) {
    archive(smallest_);
    archive(since_smallest_);
  }

 private:
  double patience_;
  double smallest_ = std::numeric_limits<double>::infinity();
  double since_smallest_ = 0;
};

/// Calls sweeps.advance(), which returns the L1 norm of its step, until the next step of the clear form should meet the
/// tolerance, until no sweep gains any more, or to the last iteration but one. Its state is kept, and taken up again,
/// under the name `part`.
template <class Sweeps>
void sweep_until_close(Sweeps& sweeps, const PageRankOptions& options, const Control& control,
                       const std::string& part) {
  Progressing progressing(options.alpha);
  double bound = std::numeric_limits<double>::infinity();
  bool gaining = true;
  const auto persist = [&](auto& archive) {
    sweeps.persist(archive);
    progressing.persist(archive);
    archive(bound);
    archive(gaining);
  };
  resume_state(control, part, persist);
  while (gaining && bound > options.tolerance && sweeps.iterations() + 1 < options.max_iterations) {
    keep_state_or_stop(control, part, persist);
    const double step = sweeps.advance();
    bound = options.alpha * step / (1 - options.alpha);
    control.progress({.phase = "pagerank",
                      .done = static_cast<std::uint64_t>(sweeps.iterations()),
                      .unit = "iterations",
                      .error_bound = bound});
    gaining = progressing(step);
  }
  keep_state(control, part, persist, gaining && bound > options.tolerance);
}

}  // namespace orbweb::engine
