// Undirected graphs whose nodes stand for groups of nodes: what communities are found in, level by level.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "graph/graph.h"

namespace orbweb::detail {

/// Edges stand in both rows. Weights are whole numbers, so that sums of them are exact.
struct WeightedGraph {
  std::shared_ptr<const Graph> edges;
  std::vector<std::uint64_t> weights;    ///< by place in the rows; empty for 1 each
  std::vector<std::uint64_t> strengths;  ///< by node: weights of its edges, those inside its group counted twice
  std::uint64_t total = 0;               ///< of strengths: twice the weight of all edges

  std::uint64_t num_nodes() const { return edges->num_nodes(); }
  std::uint64_t weight(ArcIndex place) const { return weights.empty() ? 1 : weights[place]; }
};

/// Of a plain graph: every edge weighs 1.
WeightedGraph unweighted(std::shared_ptr<const Graph> edges);

/// Sums of weights by group, for one node after the other. O(1) per edge; 12 bytes per group.
class GroupWeights {
 public:
  explicit GroupWeights(std::uint64_t num_groups) : weights_(num_groups, 0) {}

  void clear() {
    for (const NodeId group : groups_) weights_[group] = 0;
    groups_.clear();
  }
  void add(NodeId group, std::uint64_t weight) {
    if (weights_[group] == 0) groups_.push_back(group);
    weights_[group] += weight;
  }
  std::uint64_t operator[](NodeId group) const { return weights_[group]; }
  /// Those with any weight, in the order in which they came.
  std::span<const NodeId> groups() const { return groups_; }
  void sort_groups();

 private:
  std::vector<std::uint64_t> weights_;
  std::vector<NodeId> groups_;
};

/// Numbers from 0 on for the groups that nodes are in, in the order of their first nodes; `group_of` is below `end`.
struct GroupNumbers {
  std::vector<NodeId> number_of;  ///< by node
  NodeId num_groups = 0;
};
GroupNumbers numbered(std::span<const NodeId> group_of, std::uint64_t end);

/// The graph in which each group is one node. O(n + m log m).
WeightedGraph merged(const WeightedGraph& graph, const GroupNumbers& groups);

}  // namespace orbweb::detail
