#include "algos/detail/weighted_graph.h"

#include <algorithm>
#include <utility>

namespace orbweb::detail {

namespace {

/// Nodes of one group after the other.
struct Members {
  std::vector<NodeId> starts;  // by group
  std::vector<NodeId> nodes;

  std::span<const NodeId> operator[](NodeId group) const {
    return {nodes.data() + starts[group], nodes.data() + starts[std::size_t{group} + 1]};
  }
};

Members members_of(const GroupNumbers& groups) {
  Members members{std::vector<NodeId>(std::size_t{groups.num_groups} + 1, 0), {}};
  for (const NodeId group : groups.number_of) ++members.starts[std::size_t{group} + 1];
  for (std::size_t group = 1; group < members.starts.size(); ++group)
    members.starts[group] += members.starts[group - 1];
  std::vector<NodeId> next(members.starts.begin(), members.starts.end() - 1);
  members.nodes.resize(groups.number_of.size());
  for (std::size_t v = 0; v < members.nodes.size(); ++v)
    members.nodes[next[groups.number_of[v]]++] = static_cast<NodeId>(v);
  return members;
}

}  // namespace

WeightedGraph unweighted(std::shared_ptr<const Graph> edges) {
  WeightedGraph graph{std::move(edges)};
  graph.total = graph.edges->num_arcs();
  graph.strengths.resize(graph.num_nodes());
  for (std::size_t v = 0; v < graph.strengths.size(); ++v) {
    graph.strengths[v] = graph.edges->degree(static_cast<NodeId>(v));
  }
  return graph;
}

void GroupWeights::sort_groups() { std::sort(groups_.begin(), groups_.end()); }

GroupNumbers numbered(std::span<const NodeId> group_of, std::uint64_t end) {
  constexpr NodeId kNone = 0xffffffff;
  GroupNumbers numbers{std::vector<NodeId>(group_of.size()), 0};
  std::vector<NodeId> number_of_group(end, kNone);
  for (std::size_t v = 0; v < group_of.size(); ++v) {
    NodeId& number = number_of_group[group_of[v]];
    if (number == kNone) number = numbers.num_groups++;
    numbers.number_of[v] = number;
  }
  return numbers;
}

WeightedGraph merged(const WeightedGraph& graph, const GroupNumbers& groups) {
  const Members members = members_of(groups);
  WeightedGraph result{nullptr, {}, std::vector<std::uint64_t>(groups.num_groups, 0), graph.total};
  std::vector<ArcIndex> offsets = {0};
  std::vector<NodeId> targets;
  GroupWeights around(groups.num_groups);
  for (NodeId group = 0; group < groups.num_groups; ++group) {
    around.clear();
    for (const NodeId node : members[group]) {
      result.strengths[group] += graph.strengths[node];
      ArcIndex place = graph.edges->first_arc(node);
      for (const NodeId neighbour : (*graph.edges)[node]) {
        if (groups.number_of[neighbour] != group) around.add(groups.number_of[neighbour], graph.weight(place));
        ++place;
      }
    }
    around.sort_groups();
    for (const NodeId other : around.groups()) {
      targets.push_back(other);
      result.weights.push_back(around[other]);
    }
    offsets.push_back(targets.size());
  }
  result.edges = std::make_shared<const Graph>(std::move(offsets), std::move(targets));
  return result;
}

}  // namespace orbweb::detail
