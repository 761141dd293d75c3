// What changed between two tables of scores, matched by name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "jobs/named_scores.h"
#include "jobs/score_reasons.h"

namespace orbweb {

/// One name in both tables. Values are ratings where both tables have them, else scores.
struct Mover {
  std::string name;
  NodeId old_node;
  NodeId new_node;
  std::uint64_t old_rank;
  std::uint64_t new_rank;
  double old_value;
  double new_value;
  std::optional<ScoreReasons> reasons = std::nullopt;  ///< where add_reasons() found them

  double change() const { return new_value - old_value; }
};

struct NewOrLost {
  std::string name;
  std::uint64_t rank;
  double value;
};

struct ScoreChanges {
  std::string value_name;  ///< "rating" or "score"
  std::uint64_t old_nodes = 0;
  std::uint64_t new_nodes = 0;
  std::uint64_t common = 0;
  std::vector<NewOrLost> gained;  ///< names that are new, best first
  std::vector<NewOrLost> lost;    ///< names that are gone, best first
  std::vector<Mover> up;          ///< names in both whose value rose, largest change first; ties by name
  std::vector<Mover> down;        ///< the same where it fell
  double kendall_tau_b = 0;       ///< over the names in both, by their scores; NaN where there is no order
  double spearman_rho = 0;        ///< the same, as the correlation of mean ranks

  std::uint64_t num_gained() const { return new_nodes - common; }
  std::uint64_t num_lost() const { return old_nodes - common; }
};

/// At most `count` entries in each list. Names match byte by byte, numbered nodes by number. O(n log n).
///
/// M. G. Kendall, "The treatment of ties in ranking problems", Biometrika 33 (1945), doi:10.1093/biomet/33.3.239;
/// W. R. Knight, "A computer method for calculating Kendall's tau with ungrouped data", J. Am. Stat. Assoc. 61 (1966),
/// doi:10.1080/01621459.1966.10480879.
ScoreChanges compare_scores(const NamedScores& before, const NamedScores& after, std::uint64_t count);

/// Gives the first `count` movers up and down their reasons, the five largest of each. Both webs need their arcs. Does
/// nothing where the scores' algorithm has no explanation, or the two have different definitions. O(n + m).
void add_reasons(ScoreChanges& changes, const NamedScores& before, const NamedScores& after, std::uint64_t count);

/// Kendall's tau-b of pairs; NaN where either side is one tie. O(n log n).
double kendall_tau_b(const std::vector<double>& a, const std::vector<double>& b);
/// Spearman's rho: Pearson's correlation of the ranks, equal values having their mean rank. NaN as above. O(n log n).
double spearman_rho(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace orbweb
