#include "algos/leiden.h"

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <numeric>
#include <utility>
#include <vector>

#include "algos/detail/communities.h"
#include "algos/detail/leiden_steps.h"
#include "algos/detail/weighted_graph.h"
#include "graph/error.h"
#include "graph/split_mix.h"

namespace orbweb {

namespace {

void check(const LeidenOptions& options) {
  constexpr double kLargest = 1e9;
  detail::check_seed(options.seed);
  for (const auto& [name, value] : {std::pair("resolution", options.resolution), {"randomness", options.randomness}}) {
    if (!(value > 0 && value <= kLargest)) {
      throw ArgumentError(fmt::format("{}: expected above 0 and at most {}, found {}", name, kLargest, value));
    }
  }
  detail::check_iteration(options.tolerance, options.max_iterations);
}

/// Communities of groups, from those of the nodes before they were merged, which are in one community each.
std::vector<NodeId> communities_of(const detail::GroupNumbers& groups, const std::vector<NodeId>& community_of) {
  std::vector<NodeId> of_groups(groups.num_groups);
  for (std::size_t v = 0; v < community_of.size(); ++v) of_groups[groups.number_of[v]] = community_of[v];
  return detail::numbered(of_groups, community_of.size()).number_of;
}

/// One iteration, from and to a community for each node. Where a level merges nothing though communities have several
/// nodes, its communities are parted by what connects them.
std::vector<NodeId> improve(const std::shared_ptr<const Graph>& edges, std::vector<NodeId> community_of,
                            const LeidenOptions& options, SplitMix64& random, const Control& control) {
  std::vector<NodeId> group_of(edges->num_nodes());  // node of the level at hand
  std::iota(group_of.begin(), group_of.end(), NodeId{0});
  detail::WeightedGraph level = detail::unweighted(edges);
  while (true) {
    detail::move_nodes(level, options.resolution, random, community_of, control);
    const detail::GroupNumbers parts =
        detail::numbered(detail::refine(level, community_of, options.resolution, options.randomness, random, control),
                         level.num_nodes());
    if (parts.num_groups == level.num_nodes()) break;
    level = detail::merged(level, parts);
    community_of = communities_of(parts, community_of);
    for (NodeId& group : group_of) group = parts.number_of[group];
  }
  for (NodeId& group : group_of) group = community_of[group];
  return detail::connected_parts(*edges, group_of);
}

}  // namespace

Scores leiden(const Web& web, const LeidenOptions& options, const Control& control) {
  check(options);
  const detail::Directions arcs = detail::directions_of(web, options.followed_only);
  const auto edges = std::make_shared<const Graph>(detail::undirected(arcs));
  SplitMix64 random(static_cast<std::uint64_t>(options.seed));
  std::vector<NodeId> best(edges->num_nodes());
  std::iota(best.begin(), best.end(), NodeId{0});
  detail::Partition communities = detail::partition_of(best);
  double modularity = detail::modularity(*edges, communities, options.resolution);
  Convergence convergence{.error_bound_l1 = detail::kNoBound, .converged = edges->num_arcs() == 0};
  while (!convergence.converged && convergence.iterations < options.max_iterations) {
    control.progress(
        {.phase = "leiden", .done = static_cast<std::uint64_t>(convergence.iterations), .unit = "iterations"});
    std::vector<NodeId> found = improve(edges, best, options, random, control);
    detail::Partition partition = detail::partition_of(found);
    const double reached = detail::modularity(*edges, partition, options.resolution);
    convergence.converged = reached <= modularity + options.tolerance;
    ++convergence.iterations;
    if (reached <= modularity) continue;
    modularity = reached;
    best = std::move(found);
    communities = std::move(partition);
  }
  auto facts = detail::community_facts(arcs, *edges, communities, options.resolution);
  Scores scores = detail::community_scores("leiden", options, web, std::move(communities), convergence);
  scores.facts = std::move(facts);
  return scores;
}

}  // namespace orbweb
