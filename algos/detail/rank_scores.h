// What all algorithms that are a PageRank have in common: from its result to scores.
#pragma once

#include <string>
#include <utility>

#include "algos/detail/options.h"
#include "algos/pagerank.h"
#include "algos/scores.h"

namespace orbweb::detail {

template <class Options>
Scores rank_scores(const std::string& algorithm, const Options& options, const Web& web, PageRankResult result) {
  Scores scores;
  scores.algorithm = algorithm;
  scores.definition = algorithm + "/1";
  scores.parameters = parameters_of(options);
  scores.vectors = vectors_of(options);
  scores.web_fingerprint = web.fingerprint();
  scores.score = std::move(result.score);
  scores.convergence = result.convergence;
  scores.solver = std::move(result.solver);
  fill_ranks(scores);
  return scores;
}

}  // namespace orbweb::detail
