// Why a score changed between two webs: the parts of two explanations set against each other, source by source.
//
//   change = teleport + dangling + self + sum over sources of (link gained, or lost, or its score, or its outdegree) +
//   rest
//
// What a source s that links in both gives is its score times the share of it that goes this way. The change of that
// product is split at the middle, which is exact: (score' - score) * (share + share') / 2 is due to its score,
// (share' - share) * (score + score') / 2 to its links.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/named_scores.h"

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
  double others = 0;            ///< of reasons that keep_largest() dropped
  double rest = 0;              ///< what neither iteration had settled

  double change() const { return new_score - old_score; }
  /// All parts added up; equals change() to rounding.
  double sum() const;
};

/// A part of a change that no source is the reason of.
struct OwnPart {
  std::string_view name;
  double amount;
};

/// Teleport, dangling and, where it is any, self.
std::vector<OwnPart> own_parts(const ScoreReasons& found);

/// One node's numbers in two webs.
struct NodeInBoth {
  NodeId before;
  NodeId after;
};

/// Of nodes that both have, in the order given. Both webs need their arcs. Throws ArgumentError where the tables have
/// no common explanation (see have_reasons). O(n + m), and O(d log d) in each node's indegree d.
std::vector<ScoreReasons> reasons_of(const NamedScores& before, const NamedScores& after,
                                     std::span<const NodeInBoth> nodes);

/// Drops all but the first `count` reasons; the sum stays.
void keep_largest(ScoreReasons& found, std::size_t count);

/// Whether their algorithm has an explanation, both have one definition, and no preference vector was given to either.
bool have_reasons(const Scores& before, const Scores& after);

}  // namespace orbweb
