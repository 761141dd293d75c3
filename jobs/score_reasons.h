// Why a score changed between two webs: the parts of two explanations set against each other, source by source.
//
//   change = teleport + dangling + self + sum over sources of (link gained, or lost, or its score, or its outdegree) +
//   rest
//
// What a source s that links in both gives is its score times the share of it that goes this way. The change of that
// product is split at the middle, which is exact: (score' - score) * (share + share') / 2 is due to its score,
// (share' - share) * (score + score') / 2 to its links.
#pragma once

#include <string>
#include <vector>

#include "algos/table.h"
#include "graph/web.h"
#include "jobs/score_changes.h"

namespace orbweb {

enum class ReasonKind { link_gained, link_lost, source_score, source_links };
std::string_view to_string(ReasonKind kind);

struct Reason {
  std::string source;
  ReasonKind kind;
  double amount;  ///< in the unit of the score
};

struct ScoreReasons {
  double old_score = 0;
  double new_score = 0;
  double teleport = 0;  ///< for PageRank the effect of the web's size
  double dangling = 0;
  double self = 0;
  std::vector<Reason> reasons;  ///< largest amount first, by absolute value
  double rest = 0;              ///< what neither iteration had settled

  double change() const { return new_score - old_score; }
  /// All parts added up; equals change() to rounding.
  double sum() const;
};

/// Of a node that both have. Both webs need their arcs. Throws ArgumentError where the tables' algorithm has no
/// explanation, or where the two have different definitions. O(n + m).
ScoreReasons reasons_of(const NamedScores& before, NodeId old_node, const NamedScores& after, NodeId new_node);

}  // namespace orbweb
