#include "algos/label_propagation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <numeric>
#include <utility>
#include <vector>

#include "algos/detail/communities.h"
#include "graph/error.h"
#include "graph/parallel.h"
#include "graph/split_mix.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kGroups = 8;
constexpr std::uint64_t kNodesPerVote = 1 << 8;  // nodes per task

class Propagation {
 public:
  Propagation(const Graph& edges, std::uint64_t seed)
      : edges_(edges), seed_(mixed(seed + SplitMix64::kStep)), labels_(edges.num_nodes()), waiting_(labels_.size(), 1) {
    std::iota(labels_.begin(), labels_.end(), NodeId{0});
  }

  /// Every node that may change votes once. Returns how many did.
  std::uint64_t vote() {
    deal();
    std::uint64_t votes = 0;
    for (const std::vector<NodeId>& group : groups_) {
      choose(group);
      tell(group);
      votes += group.size();
    }
    ++round_;
    return votes;
  }

  const std::vector<NodeId>& labels() const { return labels_; }

 private:
  void deal() {
    const std::uint64_t salt = mixed(seed_ + round_);
    for (std::vector<NodeId>& group : groups_) group.clear();
    for (std::size_t v = 0; v < waiting_.size(); ++v) {
      if (waiting_[v] != 0) groups_[mixed(salt ^ v) % kGroups].push_back(static_cast<NodeId>(v));
    }
  }

  void choose(const std::vector<NodeId>& group) {
    chosen_.resize(group.size());
    parallel_for(group.size(), kNodesPerVote, [&](std::uint64_t begin, std::uint64_t end) {
      std::vector<NodeId> around;
      for (std::uint64_t i = begin; i < end; ++i) chosen_[i] = chosen_label(group[i], around);
    });
  }

  NodeId chosen_label(NodeId node, std::vector<NodeId>& around) const {
    around.clear();
    for (const NodeId neighbour : edges_[node]) around.push_back(labels_[neighbour]);
    std::sort(around.begin(), around.end());
    NodeId best = labels_[node];
    std::pair<std::uint64_t, std::uint64_t> best_votes{0, 0};  // and the draw among equals
    for (auto first = around.begin(); first != around.end();) {
      const auto last = std::upper_bound(first, around.end(), *first);
      const std::pair votes{static_cast<std::uint64_t>(last - first), draw(node, *first)};
      if (votes > best_votes) {
        best_votes = votes;
        best = *first;
      }
      first = last;
    }
    return best;
  }

  /// A node's own label is drawn before all others.
  std::uint64_t draw(NodeId node, NodeId label) const {
    if (label == labels_[node]) return ~std::uint64_t{0};
    return mixed(seed_ ^ (std::uint64_t{node} << 32 | label)) >> 1;
  }

  /// A group's new labels, and neighbours that may follow.
  void tell(const std::vector<NodeId>& group) {
    parallel_for(group.size(), kNodesPerVote, [&](std::uint64_t begin, std::uint64_t end) {
      for (std::uint64_t i = begin; i < end; ++i) waiting_[group[i]] = 0;
    });
    parallel_for(group.size(), kNodesPerVote, [&](std::uint64_t begin, std::uint64_t end) {
      for (std::uint64_t i = begin; i < end; ++i) {
        if (chosen_[i] == labels_[group[i]]) continue;
        labels_[group[i]] = chosen_[i];
        for (const NodeId neighbour : edges_[group[i]]) {
          std::atomic_ref(waiting_[neighbour]).store(1, std::memory_order_relaxed);
        }
      }
    });
  }

  const Graph& edges_;
  std::uint64_t seed_;
  std::uint64_t round_ = 0;
  std::vector<NodeId> labels_;
  std::vector<std::uint8_t> waiting_;  // 1 = a neighbour's label changed since the node voted
  std::array<std::vector<NodeId>, kGroups> groups_;
  std::vector<NodeId> chosen_;  // by place in the group
};

void check(const LabelPropagationOptions& options) {
  detail::check_seed(options.seed);
  if (options.max_iterations >= 1) return;
  throw ArgumentError(fmt::format("max-iterations: expected at least 1, found {}", options.max_iterations));
}

}  // namespace

Scores label_propagation(const Web& web, const LabelPropagationOptions& options, const Control& control) {
  check(options);
  const detail::Directions arcs = detail::directions_of(web, options.followed_only);
  const Graph edges = detail::undirected(arcs);
  Propagation propagation(edges, static_cast<std::uint64_t>(options.seed));
  Convergence convergence{.error_bound_l1 = detail::kNoBound};
  while (!convergence.converged && convergence.iterations < options.max_iterations) {
    control.check();
    const std::uint64_t votes = propagation.vote();
    convergence.converged = votes == 0;
    if (votes > 0) ++convergence.iterations;
    control.progress(
        {.phase = "label-propagation", .done = edges.num_nodes() - votes, .total = edges.num_nodes(), .unit = "nodes"});
  }
  detail::Partition communities = detail::partition_of(detail::connected_parts(edges, propagation.labels()));
  auto facts = detail::community_facts(arcs, edges, communities, 1);
  Scores scores = detail::community_scores("label-propagation", options, web, std::move(communities), convergence);
  scores.facts = std::move(facts);
  return scores;
}

}  // namespace orbweb
