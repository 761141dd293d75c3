#include "jobs/score_reasons.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "graph/error.h"

namespace orbweb {

namespace {

/// What one source gives, and what it has to give.
struct Gift {
  double amount = 0;
  double score = 0;
};

struct Side {
  Explanation explanation;
  std::map<std::string, Gift> gifts;
};

Side side_of(const NamedScores& scores, NodeId node) {
  const Algorithm& algorithm = find_algorithm(scores.scores.algorithm);
  if (!algorithm.explain) throw ArgumentError(fmt::format("scores by {} have no explanation", algorithm.name));
  if (!scores.scores.vectors.empty()) {
    throw ArgumentError("scores that were made with a preference vector cannot be explained from their table alone");
  }
  Side side{algorithm.explain(scores.web, scores.scores.score, node, scores.scores.parameters), {}};
  for (const Contribution& one : side.explanation.contributions) {
    side.gifts[scores.web.display_name(one.source)] = {one.amount, scores.scores.score[one.source]};
  }
  return side;
}

void add_common(const std::string& source, const Gift& before, const Gift& after, std::vector<Reason>& reasons) {
  if (before.score == 0 || after.score == 0) {
    reasons.push_back({source, ReasonKind::source_score, after.amount - before.amount});
    return;
  }
  const double old_share = before.amount / before.score, new_share = after.amount / after.score;
  reasons.push_back({source, ReasonKind::source_score, (after.score - before.score) * (old_share + new_share) / 2});
  reasons.push_back({source, ReasonKind::source_links, (new_share - old_share) * (before.score + after.score) / 2});
}

}  // namespace

std::string_view to_string(ReasonKind kind) {
  constexpr std::string_view kNames[] = {"link gained", "link lost", "its score", "its number of links"};
  return kNames[static_cast<std::size_t>(kind)];
}

double ScoreReasons::sum() const {
  double sum = teleport + dangling + self + rest;
  for (const Reason& reason : reasons) sum += reason.amount;
  return sum;
}

ScoreReasons reasons_of(const NamedScores& before, NodeId old_node, const NamedScores& after, NodeId new_node) {
  if (before.scores.definition != after.scores.definition) {
    throw ArgumentError(fmt::format("scores by {} and by {} have no common explanation", before.scores.definition,
                                    after.scores.definition));
  }
  const Side old_side = side_of(before, old_node), new_side = side_of(after, new_node);
  const Explanation &was = old_side.explanation, &is = new_side.explanation;
  ScoreReasons found{was.score,          is.score, is.teleport - was.teleport,  is.dangling - was.dangling,
                     is.self - was.self, {},       is.remainder - was.remainder};
  for (const auto& [source, gift] : new_side.gifts) {
    const auto old_gift = old_side.gifts.find(source);
    if (old_gift == old_side.gifts.end()) {
      found.reasons.push_back({source, ReasonKind::link_gained, gift.amount});
    } else {
      add_common(source, old_gift->second, gift, found.reasons);
    }
  }
  for (const auto& [source, gift] : old_side.gifts) {
    if (!new_side.gifts.contains(source)) found.reasons.push_back({source, ReasonKind::link_lost, -gift.amount});
  }
  std::erase_if(found.reasons, [](const Reason& reason) { return reason.amount == 0; });
  std::stable_sort(found.reasons.begin(), found.reasons.end(),
                   [](const Reason& a, const Reason& b) { return std::abs(a.amount) > std::abs(b.amount); });
  return found;
}

}  // namespace orbweb
