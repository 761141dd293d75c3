#include "algos/detail/leiden_steps.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace orbweb::detail {

namespace {

constexpr std::uint64_t kVisitsPerLook = 1 << 12;  // between two looks at whether to stop

std::vector<NodeId> drawn_order(std::uint64_t num_nodes, SplitMix64& random) {
  std::vector<NodeId> order(num_nodes);
  std::iota(order.begin(), order.end(), NodeId{0});
  for (std::uint64_t i = num_nodes; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  return order;
}

std::vector<std::uint64_t> strengths_of(const WeightedGraph& graph, const std::vector<NodeId>& community_of) {
  std::vector<std::uint64_t> strengths(graph.num_nodes(), 0);
  for (std::size_t v = 0; v < strengths.size(); ++v) strengths[community_of[v]] += graph.strengths[v];
  return strengths;
}

/// Nodes that wait, each once, first come, first served.
class WaitingNodes {
 public:
  explicit WaitingNodes(std::vector<NodeId> order)
      : ring_(std::move(order)), size_(ring_.size()), waits_(ring_.size(), 1) {}

  bool empty() const { return size_ == 0; }
  NodeId take() {
    const NodeId node = ring_[first_];
    first_ = first_ + 1 == ring_.size() ? 0 : first_ + 1;
    --size_;
    waits_[node] = 0;
    return node;
  }
  void add(NodeId node) {
    if (waits_[node] != 0) return;
    waits_[node] = 1;
    const std::uint64_t end = first_ + size_++;
    ring_[end < ring_.size() ? end : end - ring_.size()] = node;
  }

 private:
  std::vector<NodeId> ring_;
  std::uint64_t first_ = 0, size_;
  std::vector<std::uint8_t> waits_;
};

class Mover {
 public:
  Mover(const WeightedGraph& graph, double resolution, std::vector<NodeId>& community_of)
      : graph_(graph),
        share_(resolution / static_cast<double>(graph.total)),
        community_of_(community_of),
        strengths_(strengths_of(graph, community_of)),
        sizes_(graph.num_nodes(), 0),
        around_(graph.num_nodes()) {
    for (const NodeId community : community_of) ++sizes_[community];
    for (std::size_t c = 0; c < sizes_.size(); ++c) {
      if (sizes_[c] == 0) empty_.push_back(static_cast<NodeId>(c));
    }
  }

  /// Whether the node moved.
  bool visit(NodeId node) {
    look_around(node);
    const NodeId own = community_of_[node], best = best_for(node);
    if (best == own) return false;
    if (!empty_.empty() && best == empty_.back()) empty_.pop_back();
    if (--sizes_[own] == 0) empty_.push_back(own);
    strengths_[own] -= graph_.strengths[node];
    ++sizes_[best];
    strengths_[best] += graph_.strengths[node];
    community_of_[node] = best;
    return true;
  }

 private:
  void look_around(NodeId node) {
    around_.clear();
    ArcIndex place = graph_.edges->first_arc(node);
    for (const NodeId neighbour : (*graph_.edges)[node]) around_.add(community_of_[neighbour], graph_.weight(place++));
  }

  /// Where it is unless another is better by more than rounding; the first found of equals.
  NodeId best_for(NodeId node) const {
    constexpr double kRounding = 1e-12;
    const auto strength = static_cast<double>(graph_.strengths[node]);
    const auto gain = [&](NodeId community, std::uint64_t others) {
      return static_cast<double>(around_[community]) - share_ * strength * static_cast<double>(others);
    };
    const NodeId own = community_of_[node];
    NodeId best = own;
    double best_gain = gain(own, strengths_[own] - graph_.strengths[node]) + kRounding * strength;
    for (const NodeId community : around_.groups()) {
      if (community == own) continue;
      const double its_gain = gain(community, strengths_[community]);
      if (its_gain > best_gain) {
        best_gain = its_gain;
        best = community;
      }
    }
    return best_gain < 0 && sizes_[own] > 1 ? empty_.back() : best;
  }

  const WeightedGraph& graph_;
  double share_;
  std::vector<NodeId>& community_of_;
  std::vector<std::uint64_t> strengths_;  // by community
  std::vector<NodeId> sizes_;             // by community
  std::vector<NodeId> empty_;
  GroupWeights around_;
};

class Refiner {
 public:
  Refiner(const WeightedGraph& graph, const std::vector<NodeId>& community_of, double resolution, double randomness)
      : graph_(graph),
        community_of_(community_of),
        share_(resolution / static_cast<double>(graph.total)),
        randomness_(randomness),
        communities_(strengths_of(graph, community_of)),
        strengths_(graph.strengths),
        inside_(graph.num_nodes(), 0),
        part_of_(graph.num_nodes()),
        sizes_(graph.num_nodes(), 1),
        around_(graph.num_nodes()) {
    std::iota(part_of_.begin(), part_of_.end(), NodeId{0});
    for (NodeId v = 0; v < graph.num_nodes(); ++v) {
      for_each_edge_inside(v, [&](NodeId, std::uint64_t weight) { inside_[v] += weight; });
    }
    bridges_ = inside_;
  }

  void visit(NodeId node, SplitMix64& random) {
    if (sizes_[part_of_[node]] > 1 || part_of_[node] != node || !is_well_connected(node, node)) return;
    around_.clear();
    for_each_edge_inside(node,
                         [&](NodeId neighbour, std::uint64_t weight) { around_.add(part_of_[neighbour], weight); });
    const NodeId part = draw(node, random);
    if (part == node) return;
    part_of_[node] = part;
    ++sizes_[part];
    sizes_[node] = 0;
    strengths_[part] += graph_.strengths[node];
    bridges_[part] = bridges_[part] + inside_[node] - 2 * around_[part];
  }

  std::vector<NodeId> take() { return std::move(part_of_); }

 private:
  template <class Visit>
  void for_each_edge_inside(NodeId node, Visit&& visit) const {
    ArcIndex place = graph_.edges->first_arc(node);
    for (const NodeId neighbour : (*graph_.edges)[node]) {
      if (community_of_[neighbour] == community_of_[node]) visit(neighbour, graph_.weight(place));
      ++place;
    }
  }

  /// Whether the edges from a part to the rest of its community are no fewer than by chance.
  bool is_well_connected(NodeId part, NodeId member) const {
    const auto own = static_cast<double>(strengths_[part]);
    const double rest = static_cast<double>(communities_[community_of_[member]]) - own;
    return static_cast<double>(bridges_[part]) >= share_ * own * rest;
  }

  /// One of the parts around, or the node's own, which gains nothing.
  NodeId draw(NodeId node, SplitMix64& random) {
    choices_.assign(1, {0.0, node});
    const auto strength = static_cast<double>(graph_.strengths[node]);
    for (const NodeId part : around_.groups()) {
      const double gain =
          static_cast<double>(around_[part]) - share_ * strength * static_cast<double>(strengths_[part]);
      if (gain >= 0 && is_well_connected(part, node)) choices_.emplace_back(gain, part);
    }
    const double most = std::max_element(choices_.begin(), choices_.end())->first;
    double all = 0;
    for (auto& choice : choices_) all += choice.first = std::exp((choice.first - most) / randomness_);
    double left = random.unit() * all;
    for (const auto& [chance, part] : choices_) {
      if ((left -= chance) < 0) return part;
    }
    return choices_.back().second;
  }

  const WeightedGraph& graph_;
  const std::vector<NodeId>& community_of_;
  double share_, randomness_;
  std::vector<std::uint64_t> communities_;  // strengths, by community
  std::vector<std::uint64_t> strengths_;    // by part
  std::vector<std::uint64_t> inside_;       // by node: weight of its edges within its community
  std::vector<std::uint64_t> bridges_;      // by part: weight of the edges to the rest of its community
  std::vector<NodeId> part_of_;
  std::vector<NodeId> sizes_;  // by part
  GroupWeights around_;
  std::vector<std::pair<double, NodeId>> choices_;  // gain, then chance
};

}  // namespace

void move_nodes(const WeightedGraph& graph, double resolution, SplitMix64& random, std::vector<NodeId>& community_of,
                const Control& control) {
  WaitingNodes waiting(drawn_order(graph.num_nodes(), random));
  Mover mover(graph, resolution, community_of);
  for (std::uint64_t visits = 0; !waiting.empty(); ++visits) {
    if (visits % kVisitsPerLook == 0) control.check();
    const NodeId node = waiting.take();
    if (!mover.visit(node)) continue;
    for (const NodeId neighbour : (*graph.edges)[node]) {
      if (community_of[neighbour] != community_of[node]) waiting.add(neighbour);
    }
  }
}

std::vector<NodeId> refine(const WeightedGraph& graph, const std::vector<NodeId>& community_of, double resolution,
                           double randomness, SplitMix64& random, const Control& control) {
  Refiner refiner(graph, community_of, resolution, randomness);
  std::uint64_t visits = 0;
  for (const NodeId node : drawn_order(graph.num_nodes(), random)) {
    if (visits++ % kVisitsPerLook == 0) control.check();
    refiner.visit(node, random);
  }
  return refiner.take();
}

}  // namespace orbweb::detail
