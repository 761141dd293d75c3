// What measures that are no PageRank have in common: from their values to scores.
#pragma once

#include <fmt/format.h>

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "algos/detail/options.h"
#include "algos/scores.h"
#include "graph/error.h"
#include "graph/web.h"

namespace orbweb::detail {

inline constexpr double kNoBound = std::numeric_limits<double>::quiet_NaN();

/// Scores that were computed exactly, unless the caller says otherwise in `convergence`.
template <class Options>
Scores measure_scores(const std::string& algorithm, const Options& options, const Web& web, std::vector<double> score,
                      const Convergence& convergence = {.converged = true}) {
  Scores scores;
  scores.algorithm = algorithm;
  scores.definition = algorithm + "/1";
  scores.parameters = parameters_of(options);
  scores.vectors = vectors_of(options);
  scores.web_fingerprint = web.fingerprint();
  scores.score = std::move(score);
  scores.convergence = convergence;
  fill_ranks(scores);
  return scores;
}

/// Of iterative measures: throws ArgumentError for a tolerance or a number of iterations that mean nothing.
inline void check_iteration(double tolerance, int max_iterations) {
  if (!(tolerance > 0 && tolerance < 1)) {
    throw ArgumentError(fmt::format("tol: expected above 0 and below 1, found {}", tolerance));
  }
  if (max_iterations < 1)
    throw ArgumentError(fmt::format("max-iterations: expected at least 1, found {}", max_iterations));
}

}  // namespace orbweb::detail
