#include "jobs/score_reasons.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "algos/table.h"
#include "graph/error.h"

namespace orbweb {

namespace {

/// What one source gives, and what it has to give.
struct Gift {
  double amount = 0;
  double score = 0;
};

/// Throws ArgumentError where scores can't be explained from their table.
const Algorithm& explainable(const Scores& scores) {
  const Algorithm& algorithm = find_algorithm(scores.algorithm);
  if (!algorithm.explain) throw ArgumentError(fmt::format("scores by {} have no explanation", algorithm.name));
  if (!scores.vectors.empty()) {
    throw ArgumentError("scores that were made with a preference vector cannot be explained from their table alone");
  }
  return algorithm;
}

std::vector<Explanation> explanations_of(const NamedScores& named, std::span<const NodeInBoth> nodes,
                                         NodeId NodeInBoth::*which) {
  const Algorithm& algorithm = explainable(named.scores);
  std::vector<NodeId> own;
  for (const NodeInBoth& node : nodes) own.push_back(node.*which);
  return algorithm.explain(named.web, named.scores.score, own, named.scores.parameters);
}

using Gifts = std::map<std::string, Gift>;

Gifts gifts_of(const NamedScores& named, const Explanation& explanation) {
  Gifts gifts;
  for (const Contribution& one : explanation.contributions) {
    gifts[named.web.display_name(one.source)] = {one.amount, named.scores.score[one.source]};
  }
  return gifts;
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

std::vector<Reason> reasons_between(const Gifts& before, const Gifts& after) {
  std::vector<Reason> reasons;
  for (const auto& [source, gift] : after) {
    const auto old_gift = before.find(source);
    if (old_gift == before.end()) {
      reasons.push_back({source, ReasonKind::link_gained, gift.amount});
    } else {
      add_common(source, old_gift->second, gift, reasons);
    }
  }
  for (const auto& [source, gift] : before) {
    if (!after.contains(source)) reasons.push_back({source, ReasonKind::link_lost, -gift.amount});
  }
  std::erase_if(reasons, [](const Reason& reason) { return reason.amount == 0; });
  std::stable_sort(reasons.begin(), reasons.end(),
                   [](const Reason& a, const Reason& b) { return std::abs(a.amount) > std::abs(b.amount); });
  return reasons;
}

}  // namespace

std::string_view to_string(ReasonKind kind) {
  constexpr std::string_view kNames[] = {"link gained", "link lost", "its score", "its number of links"};
  return kNames[static_cast<std::size_t>(kind)];
}

double ScoreReasons::sum() const {
  double sum = teleport + dangling + self + others + rest;
  for (const Reason& reason : reasons) sum += reason.amount;
  return sum;
}

std::vector<ScoreReasons> reasons_of(const NamedScores& before, const NamedScores& after,
                                     std::span<const NodeInBoth> nodes) {
  if (before.scores.definition != after.scores.definition) {
    throw ArgumentError(fmt::format("scores by {} and by {} have no common explanation", before.scores.definition,
                                    after.scores.definition));
  }
  const std::vector<Explanation> old_ones = explanations_of(before, nodes, &NodeInBoth::before);
  const std::vector<Explanation> new_ones = explanations_of(after, nodes, &NodeInBoth::after);
  std::vector<ScoreReasons> found;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Explanation &was = old_ones[i], &is = new_ones[i];
    found.push_back({.old_score = was.score,
                     .new_score = is.score,
                     .teleport = is.teleport - was.teleport,
                     .dangling = is.dangling - was.dangling,
                     .self = is.self - was.self,
                     .reasons = reasons_between(gifts_of(before, was), gifts_of(after, is)),
                     .rest = is.remainder - was.remainder});
  }
  return found;
}

std::vector<OwnPart> own_parts(const ScoreReasons& found) {
  std::vector<OwnPart> parts = {{"teleport, by the web's size", found.teleport},
                                {"share of nodes without links", found.dangling}};
  if (found.self != 0) parts.push_back({"its links to itself", found.self});
  return parts;
}

void keep_largest(ScoreReasons& found, std::size_t count) {
  while (found.reasons.size() > count) {
    found.others += found.reasons.back().amount;
    found.reasons.pop_back();
  }
  found.reasons.shrink_to_fit();
}

bool have_reasons(const Scores& before, const Scores& after) {
  return before.definition == after.definition && before.vectors.empty() && after.vectors.empty() &&
         static_cast<bool>(find_algorithm(after.algorithm).explain);
}

}  // namespace orbweb
