#include "jobs/score_changes.h"

#include <algorithm>
#include <optional>

#include "graph/error.h"

namespace orbweb {

namespace {

constexpr NodeId kNowhere = ~NodeId{0};

const std::vector<double>* rating_of(const Scores& scores) {
  for (const Column& column : scores.columns) {
    if (column.name == "rating") return std::get_if<std::vector<double>>(&column.values);
  }
  return nullptr;
}

/// Node of the other web by node of this one, kNowhere where it has none. Both webs are in the order of keys.
std::vector<NodeId> matches(const Web& from, const Web& to) {
  std::vector<NodeId> matched(from.num_nodes(), kNowhere);
  if (!from.has_names()) {
    for (std::uint64_t i = 0; i < std::min(from.num_nodes(), to.num_nodes()); ++i) matched[i] = static_cast<NodeId>(i);
    return matched;
  }
  NameScan here(from.names(), 0, from.num_nodes()), there(to.names(), 0, to.num_nodes());
  bool more = there.next();
  std::uint64_t other = 0;
  for (std::uint64_t i = 0; here.next(); ++i) {
    while (more && there.key() < here.key()) {
      more = there.next();
      ++other;
    }
    if (more && there.key() == here.key()) matched[i] = static_cast<NodeId>(other);
  }
  return matched;
}

/// Names of `side` that the other side lacks, best first.
std::vector<NewOrLost> unmatched(const NamedScores& side, const std::vector<NodeId>& matched,
                                 const std::vector<double>& values, std::uint64_t count) {
  std::vector<NodeId> nodes;
  for (std::uint64_t i = 0; i < matched.size(); ++i) {
    if (matched[i] == kNowhere) nodes.push_back(static_cast<NodeId>(i));
  }
  const std::uint64_t kept = std::min<std::uint64_t>(count, nodes.size());
  std::partial_sort(
      nodes.begin(), nodes.begin() + static_cast<std::ptrdiff_t>(kept), nodes.end(), [&](NodeId a, NodeId b) {
        return side.scores.rank[a] != side.scores.rank[b] ? side.scores.rank[a] < side.scores.rank[b] : a < b;
      });
  nodes.resize(kept);
  std::vector<NewOrLost> found;
  for (const NodeId node : nodes) {
    found.push_back({side.web.display_name(node), side.scores.rank[node], values[node]});
  }
  return found;
}

struct Pair {
  NodeId before;
  NodeId after;
  double change;
};

/// The first `count` pairs whose change has the sign of `sign`, largest first.
std::vector<Mover> movers(std::vector<Pair> pairs, double sign, std::uint64_t count, const NamedScores& before,
                          const NamedScores& after, const std::vector<double>& old_values,
                          const std::vector<double>& new_values) {
  std::erase_if(pairs, [&](const Pair& pair) { return !(pair.change * sign > 0); });
  const std::uint64_t kept = std::min<std::uint64_t>(count, pairs.size());
  std::partial_sort(pairs.begin(), pairs.begin() + static_cast<std::ptrdiff_t>(kept), pairs.end(),
                    [&](const Pair& a, const Pair& b) {
                      return a.change != b.change ? a.change * sign > b.change * sign : a.after < b.after;
                    });
  pairs.resize(kept);
  std::vector<Mover> found;
  for (const Pair& pair : pairs) {
    found.push_back({after.web.display_name(pair.after), pair.before, pair.after, before.scores.rank[pair.before],
                     after.scores.rank[pair.after], old_values[pair.before], new_values[pair.after]});
  }
  return found;
}

}  // namespace

ScoreChanges compare_scores(const NamedScores& before, const NamedScores& after, std::uint64_t count) {
  if (before.web.has_names() != after.web.has_names()) {
    throw ArgumentError(
        "one of the tables has names and the other has numbers: nothing tells which nodes are the same");
  }
  const std::vector<double>* const old_ratings = rating_of(before.scores);
  const std::vector<double>* const new_ratings = rating_of(after.scores);
  const bool by_rating = old_ratings != nullptr && new_ratings != nullptr;
  const std::vector<double>& old_values = by_rating ? *old_ratings : before.scores.score;
  const std::vector<double>& new_values = by_rating ? *new_ratings : after.scores.score;
  const std::vector<NodeId> old_of = matches(after.web, before.web);
  const std::vector<NodeId> new_of = matches(before.web, after.web);
  std::vector<Pair> pairs;
  std::vector<double> old_scores, new_scores;
  for (std::uint64_t node = 0; node < old_of.size(); ++node) {
    if (old_of[node] == kNowhere) continue;
    pairs.push_back({old_of[node], static_cast<NodeId>(node), new_values[node] - old_values[old_of[node]]});
    old_scores.push_back(before.scores.score[old_of[node]]);
    new_scores.push_back(after.scores.score[node]);
  }
  ScoreChanges changes;
  changes.value_name = by_rating ? "rating" : "score";
  changes.old_nodes = before.web.num_nodes();
  changes.new_nodes = after.web.num_nodes();
  changes.common = pairs.size();
  changes.gained = unmatched(after, old_of, new_values, count);
  changes.lost = unmatched(before, new_of, old_values, count);
  changes.kendall_tau_b = kendall_tau_b(old_scores, new_scores);
  changes.spearman_rho = spearman_rho(old_scores, new_scores);
  changes.up = movers(pairs, 1, count, before, after, old_values, new_values);
  changes.down = movers(std::move(pairs), -1, count, before, after, old_values, new_values);
  return changes;
}

void add_reasons(ScoreChanges& changes, const NamedScores& before, const NamedScores& after, std::uint64_t count) {
  constexpr std::size_t kReasons = 5;
  if (!have_reasons(before.scores, after.scores)) return;
  std::vector<Mover*> explained;
  std::vector<NodeInBoth> nodes;
  for (std::vector<Mover>* const side : {&changes.up, &changes.down}) {
    for (Mover& mover : std::span(*side).first(std::min<std::size_t>(count, side->size()))) {
      explained.push_back(&mover);
      nodes.push_back({mover.old_node, mover.new_node});
    }
  }
  std::vector<ScoreReasons> reasons = reasons_of(before, after, nodes);
  for (std::size_t i = 0; i < explained.size(); ++i) {
    keep_largest(reasons[i], kReasons);
    explained[i]->reasons = std::move(reasons[i]);
  }
}

}  // namespace orbweb
