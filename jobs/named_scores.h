// Scores with the nodes that they belong to.
#pragma once

#include "algos/scores.h"
#include "graph/web.h"

namespace orbweb {

struct NamedScores {
  const Scores& scores;
  const Web& web;
};

}  // namespace orbweb
