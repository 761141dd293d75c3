#include "algos/core_numbers.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "algos/detail/arcs.h"
#include "algos/detail/measure_scores.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kNodesPerReport = 1 << 12;

/// Nodes in the order of their degrees, which may fall by one in O(1).
class DegreeOrder {
 public:
  explicit DegreeOrder(const Graph& graph)
      : degrees_(graph.num_nodes()), nodes_(graph.num_nodes()), places_(graph.num_nodes()) {
    std::uint64_t largest = 0;
    for (std::size_t v = 0; v < degrees_.size(); ++v) {
      degrees_[v] = static_cast<NodeId>(graph.degree(static_cast<NodeId>(v)));
      largest = std::max<std::uint64_t>(largest, degrees_[v]);
    }
    starts_.assign(largest + 2, 0);
    for (const NodeId degree : degrees_) ++starts_[std::size_t{degree} + 1];
    for (std::size_t d = 1; d < starts_.size(); ++d) starts_[d] += starts_[d - 1];
    std::vector<NodeId> next = starts_;
    for (std::size_t v = 0; v < degrees_.size(); ++v) {
      places_[v] = next[degrees_[v]]++;
      nodes_[places_[v]] = static_cast<NodeId>(v);
    }
  }

  NodeId node_at(std::uint64_t place) const { return nodes_[place]; }
  NodeId degree(NodeId node) const { return degrees_[node]; }

  /// The node changes places with the first of its degree, which then begins the next lower bucket's end.
  void lower(NodeId node) {
    const NodeId place = places_[node], first = starts_[degrees_[node]]++;
    const NodeId other = nodes_[first];
    std::swap(nodes_[place], nodes_[first]);
    places_[node] = first;
    places_[other] = place;
    --degrees_[node];
  }

 private:
  std::vector<NodeId> degrees_, nodes_, places_;
  std::vector<NodeId> starts_;  // by degree: place of the first node that has it
};

}  // namespace

Scores core_numbers(const Web& web, const CoreNumbersOptions& options, const Control& control) {
  const Graph graph = detail::undirected(detail::directions_of(web, options.followed_only));
  control.check();
  DegreeOrder order(graph);
  std::vector<double> score(graph.num_nodes());
  for (std::uint64_t place = 0; place < score.size(); ++place) {
    if (place % kNodesPerReport == 0) {
      control.check();
      control.progress({.phase = "k-core", .done = place, .total = score.size(), .unit = "nodes"});
    }
    const NodeId node = order.node_at(place), core = order.degree(node);
    score[node] = core;
    for (const NodeId neighbour : graph[node]) {
      if (order.degree(neighbour) > core) order.lower(neighbour);
    }
  }
  const double largest = score.empty() ? 0 : *std::max_element(score.begin(), score.end());
  const auto nodes = std::count(score.begin(), score.end(), largest);
  Scores scores = detail::measure_scores("k-core", options, web, std::move(score));
  scores.facts = {{"largest_core_number", largest}, {"nodes_in_largest_core", static_cast<double>(nodes)}};
  return scores;
}

}  // namespace orbweb
