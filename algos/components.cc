#include "algos/components.h"

#include <string>
#include <utility>
#include <vector>

#include "algos/detail/arcs.h"
#include "algos/detail/measure_scores.h"
#include "algos/detail/partition.h"
#include "algos/detail/search.h"
#include "algos/detail/strong_components.h"
#include "graph/arc_filter.h"
#include "graph/components.h"

namespace orbweb {

namespace {

Scores component_scores(const std::string& name, const ComponentsOptions& options, const Web& web,
                        detail::Partition partition) {
  std::vector<double> score(web.num_nodes());
  for (std::size_t v = 0; v < score.size(); ++v) {
    score[v] = static_cast<double>(partition.sizes[partition.class_of[v]]);
  }
  Scores scores = detail::measure_scores(name, options, web, std::move(score));
  scores.facts["components"] = static_cast<double>(partition.sizes.size());
  scores.facts["largest"] = partition.sizes.empty() ? 0 : static_cast<double>(partition.sizes.front());
  scores.columns.push_back({"component", std::move(partition.class_of)});
  return scores;
}

using Members = std::vector<std::uint8_t>;  // 1 = member, by node

std::vector<NodeId> nodes_of(const Members& members) {
  std::vector<NodeId> nodes;
  for (std::size_t v = 0; v < members.size(); ++v) {
    if (members[v] != 0) nodes.push_back(static_cast<NodeId>(v));
  }
  return nodes;
}

/// What paths from `sources` reach, the sources included.
Members reached_from(const Members& sources, const Graph& forward, const Graph& backward, const Control& control) {
  const auto levels = detail::levels_from(forward, backward, nodes_of(sources), control);
  Members members(levels.size());
  for (std::size_t v = 0; v < levels.size(); ++v) members[v] = levels[v] != detail::kUnreached ? 1 : 0;
  return members;
}

Members without(Members all, const Members& some) {
  for (std::size_t v = 0; v < all.size(); ++v) all[v] = all[v] != 0 && some[v] == 0 ? 1 : 0;
  return all;
}

/// Sizes by name.
std::map<std::string, double> bow_tie(const std::vector<std::uint64_t>& component_of, const detail::Directions& arcs,
                                      const Control& control) {
  const Graph &successors = *arcs.successors, &predecessors = *arcs.predecessors;
  Members core(component_of.size());
  for (std::size_t v = 0; v < core.size(); ++v) core[v] = component_of[v] == 0 ? 1 : 0;
  const Members out = without(reached_from(core, successors, predecessors, control), core);
  const Members in = without(reached_from(core, predecessors, successors, control), core);
  const Members after_in = reached_from(in, successors, predecessors, control);
  const Members before_out = reached_from(out, predecessors, successors, control);
  std::map<std::string, double> sizes = {{"core", 0},  {"in", 0},       {"out", 0},
                                         {"tubes", 0}, {"tendrils", 0}, {"disconnected", 0}};
  for (std::size_t v = 0; v < core.size(); ++v) {
    const bool is_after = after_in[v] != 0, is_before = before_out[v] != 0;
    const char* part = core[v] != 0            ? "core"
                       : in[v] != 0            ? "in"
                       : out[v] != 0           ? "out"
                       : is_after && is_before ? "tubes"
                       : is_after || is_before ? "tendrils"
                                               : "disconnected";
    ++sizes[part];
  }
  return sizes;
}

}  // namespace

Scores wcc(const Web& web, const ComponentsOptions& options, const Control& control) {
  control.check();
  const RankGraph arcs = select_arcs(web, {.followed_only = options.followed_only, .reversed = true}, false);
  return component_scores("wcc", options, web, detail::partition_of(weak_components(*arcs.predecessors, control)));
}

Scores scc(const Web& web, const ComponentsOptions& options, const Control& control) {
  const detail::Directions arcs = detail::directions_of(web, options.followed_only);
  detail::Partition partition = detail::partition_of(detail::strong_components(arcs, control));
  std::map<std::string, double> tie = bow_tie(partition.class_of, arcs, control);
  Scores scores = component_scores("scc", options, web, std::move(partition));
  scores.facts.merge(std::move(tie));
  return scores;
}

}  // namespace orbweb
