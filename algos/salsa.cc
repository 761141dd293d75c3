#include "algos/salsa.h"

#include <limits>
#include <utility>
#include <vector>

#include "algos/detail/arcs.h"
#include "algos/detail/measure_scores.h"
#include "graph/parallel.h"
#include "graph/union_find.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kNodesPerTask = 1 << 12;  // also between two looks at whether to stop

/// Authorities that share a hub are one set.
UnionFind co_cited(const Graph& successors, const Control& control) {
  UnionFind sets(successors.num_nodes());
  parallel_for(successors.num_nodes(), kNodesPerTask, [&](std::uint64_t begin, std::uint64_t end) {
    control.check();
    for (std::uint64_t hub = begin; hub < end; ++hub) {
      const auto row = successors[static_cast<NodeId>(hub)];
      for (const NodeId authority : row) sets.join(row.front(), authority);
    }
  });
  return sets;
}

struct Side {
  std::uint64_t members = 0;                ///< nodes with an arc
  std::vector<std::uint64_t> in_component;  ///< of them, by the component's representative
};

/// `component_of(v)` of nodes with degree in `rows` only.
template <class ComponentOf>
Side count(const Graph& rows, const Control& control, ComponentOf&& component_of) {
  Side side{0, std::vector<std::uint64_t>(rows.num_nodes())};
  for (std::uint64_t v = 0; v < rows.num_nodes(); ++v) {
    if (v % kNodesPerTask == 0) control.check();
    const auto node = static_cast<NodeId>(v);
    if (rows.degree(node) == 0) continue;
    ++side.members;
    ++side.in_component[component_of(node)];
  }
  return side;
}

template <class ComponentOf>
std::vector<double> shares(const Graph& rows, const std::vector<std::uint64_t>& arcs_of, const Control& control,
                           ComponentOf&& component_of) {
  const Side side = count(rows, control, component_of);
  std::vector<double> scores(rows.num_nodes(), 0.0);
  for (std::uint64_t v = 0; v < rows.num_nodes(); ++v) {
    if (v % kNodesPerTask == 0) control.check();
    const auto node = static_cast<NodeId>(v);
    if (rows.degree(node) == 0) continue;
    const NodeId component = component_of(node);
    const double of_component = static_cast<double>(side.in_component[component]) / static_cast<double>(side.members);
    scores[v] = of_component * (static_cast<double>(rows.degree(node)) / static_cast<double>(arcs_of[component]));
  }
  return scores;
}

}  // namespace

Scores salsa(const Web& web, const SalsaOptions& options, const Control& control) {
  const detail::Directions arcs = detail::directions_of(web, options.followed_only);
  const Graph &successors = *arcs.successors, &predecessors = *arcs.predecessors;
  control.check();
  UnionFind sets = co_cited(successors, control);
  const auto of_authority = [&](NodeId node) { return sets.find(node); };
  const auto of_hub = [&](NodeId node) { return sets.find(successors[node].front()); };
  std::vector<std::uint64_t> arcs_of(web.num_nodes(), 0);
  std::uint64_t components = 0;
  for (std::uint64_t v = 0; v < web.num_nodes(); ++v) {
    if (v % kNodesPerTask == 0) control.check();
    const std::uint64_t degree = predecessors.degree(static_cast<NodeId>(v));
    if (degree == 0) continue;
    std::uint64_t& arcs_here = arcs_of[of_authority(static_cast<NodeId>(v))];
    if (arcs_here == 0) ++components;
    arcs_here += degree;
  }
  // A handful of roundings of positive numbers each: relative, so at most this in L1.
  const Convergence exact{.error_bound_l1 = 8 * std::numeric_limits<double>::epsilon(), .converged = true};
  Scores scores =
      detail::measure_scores("salsa", options, web, shares(predecessors, arcs_of, control, of_authority), exact);
  scores.columns.push_back({"hub", shares(successors, arcs_of, control, of_hub)});
  scores.facts = {{"components", static_cast<double>(components)}};
  return scores;
}

}  // namespace orbweb
