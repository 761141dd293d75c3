#include "query/intersect.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "graph/error.h"
#include "query/neighbours.h"

namespace orbweb {

namespace {

/// Sorted, each once.
std::vector<NodeId> distinct(std::vector<NodeId> nodes) {
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  return nodes;
}

IntersectQuestion checked(IntersectQuestion question) {
  question.linked = distinct(std::move(question.linked));
  question.not_linked = distinct(std::move(question.not_linked));
  if (question.linked.empty()) throw ArgumentError("intersect: expected at least one node to be linked to, found none");
  if (question.min_matches == 0) question.min_matches = question.linked.size();
  if (question.min_matches > question.linked.size()) {
    throw ArgumentError(fmt::format("min-matches: expected at most {}, the number of nodes, found {}",
                                    question.linked.size(), question.min_matches));
  }
  return question;
}

/// Who links to all of `nodes`.
IndexSet linking_to_all(const Web& web, std::vector<NodeId> nodes, const Control& control) {
  std::sort(nodes.begin(), nodes.end(), [&](NodeId a, NodeId b) {
    return std::pair(web.predecessors().degree(a), a) < std::pair(web.predecessors().degree(b), b);
  });
  IndexSet common = neighbour_set(web, nodes.front(), Side::referrers);
  for (auto node = nodes.begin() + 1; node != nodes.end() && common.size() > 0; ++node) {
    control.check();
    common = intersected(common, neighbour_set(web, *node, Side::referrers));
  }
  return common;
}

/// Who links to at least `least` of `nodes`.
IndexSet linking_to_some(const Web& web, const std::vector<NodeId>& nodes, std::uint64_t least,
                         const Control& control) {
  std::vector<NodeId> row, all, enough;
  for (const NodeId node : nodes) {
    control.check();
    read_neighbours(web, node, Side::referrers, row);
    all.insert(all.end(), row.begin(), row.end());
  }
  std::sort(all.begin(), all.end());
  for (auto first = all.begin(); first != all.end();) {
    const auto last = std::find_if(first, all.end(), [&](NodeId other) { return other != *first; });
    if (static_cast<std::uint64_t>(last - first) >= least) enough.push_back(*first);
    first = last;
  }
  return IndexSet::from_sorted(enough);
}

/// `question` as checked() gives it.
IndexSet candidates(const Web& web, const IntersectQuestion& question, bool without_excluded, const Control& control) {
  IndexSet found = question.min_matches == question.linked.size()
                       ? linking_to_all(web, question.linked, control)
                       : linking_to_some(web, question.linked, question.min_matches, control);
  if (!without_excluded) return found;
  for (const NodeId node : question.not_linked) {
    if (found.size() == 0) break;
    control.check();
    found = subtracted(found, neighbour_set(web, node, Side::referrers));
  }
  return found;
}

/// Looks at nodes' rows for what they link to.
class Matcher {
 public:
  Matcher(const Web& web, const IntersectQuestion& question) : web_(web), question_(question), labels_(web) {}

  /// Nothing where followed links alone are too few, or lead to what must not be linked to.
  std::optional<IntersectMatch> match(NodeId node) {
    web_.successors().read_row(node, row_);
    IntersectMatch match{node, {}};
    const ArcIndex first_arc = web_.successors().first_arc(node);
    const bool is_excluded = !for_each_common(question_.not_linked, [&](ArcIndex place) {
      return row_[place] == node || (question_.followed_only && !labels_.at(first_arc + place, node).followed);
    });
    if (is_excluded) return std::nullopt;
    for_each_common(question_.linked, [&](ArcIndex place) {
      const Neighbour arc = labels_.at(first_arc + place, row_[place]);
      if (arc.node == node || (question_.followed_only && !arc.followed)) return true;
      match.matched.push_back(arc.node);
      match.links += arc.links;
      return true;
    });
    if (match.matched.size() < question_.min_matches) return std::nullopt;
    return match;
  }

 private:
  /// Calls visit(place in the row) for those of `nodes` that stand there, until it returns false; whether it never did.
  template <class Visit>
  bool for_each_common(const std::vector<NodeId>& nodes, Visit&& visit) const {
    auto at = row_.begin();
    for (const NodeId node : nodes) {
      at = std::lower_bound(at, row_.end(), node);
      if (at == row_.end()) return true;
      if (*at == node && !visit(static_cast<ArcIndex>(at - row_.begin()))) return false;
    }
    return true;
  }

  const Web& web_;
  const IntersectQuestion& question_;
  ArcLabels labels_;
  std::vector<NodeId> row_;
};

}  // namespace

IndexSet intersecting_nodes(const Web& web, const IntersectQuestion& question, const Control& control) {
  return candidates(web, checked(question), true, control);
}

std::vector<IntersectMatch> intersect(const Web& web, const IntersectQuestion& question, const Control& control) {
  const IntersectQuestion asked = checked(question);
  Matcher matcher(web, asked);
  std::vector<IntersectMatch> matches;
  for (const std::uint64_t node : candidates(web, asked, !asked.followed_only, control).to_vector()) {
    control.check();
    if (auto match = matcher.match(static_cast<NodeId>(node))) matches.push_back(std::move(*match));
  }
  return matches;
}

}  // namespace orbweb
