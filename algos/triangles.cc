#include "algos/triangles.h"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <utility>
#include <vector>

#include "algos/detail/arcs.h"
#include "algos/detail/measure_scores.h"
#include "graph/parallel.h"

namespace orbweb {

namespace {

/// Nodes by rising degree get rising numbers; rows keep the neighbours of higher number, by number.
struct Oriented {
  Graph graph;
  std::vector<NodeId> node_of;  ///< by number
};

std::vector<NodeId> nodes_by_degree(const Graph& graph) {
  std::vector<NodeId> nodes(graph.num_nodes());
  std::iota(nodes.begin(), nodes.end(), NodeId{0});
  parallel_sort(nodes.begin(), nodes.end(),
                [&](NodeId a, NodeId b) { return std::pair(graph.degree(a), a) < std::pair(graph.degree(b), b); });
  return nodes;
}

constexpr std::uint64_t kGrain = 1 << 9;

Oriented orient(const Graph& graph) {
  const std::uint64_t n = graph.num_nodes();
  std::vector<NodeId> node_of = nodes_by_degree(graph);
  std::vector<NodeId> number_of(n);
  for (std::uint64_t i = 0; i < n; ++i) number_of[node_of[i]] = static_cast<NodeId>(i);
  std::vector<ArcIndex> offsets(n + 1, 0);
  parallel_for(n, kGrain, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t i = begin; i < end; ++i) {
      for (const NodeId u : graph[node_of[i]]) offsets[i + 1] += number_of[u] > i ? 1U : 0U;
    }
  });
  for (std::uint64_t i = 0; i < n; ++i) offsets[i + 1] += offsets[i];
  std::vector<NodeId> targets(offsets[n]);
  parallel_for(n, kGrain, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t i = begin; i < end; ++i) {
      ArcIndex place = offsets[i];
      for (const NodeId u : graph[node_of[i]]) {
        if (number_of[u] > i) targets[place++] = number_of[u];
      }
      std::sort(targets.data() + offsets[i], targets.data() + place);
    }
  });
  return {Graph(std::move(offsets), std::move(targets)), std::move(node_of)};
}

/// One task's marks: which numbers the row at hand holds.
class Corners {
 public:
  Corners(const Graph& graph, std::vector<std::uint64_t>& counts) : graph_(graph), counts_(counts) {
    marked_.resize(graph.num_nodes());
  }

  void count_at(NodeId lowest) {
    const auto row = graph_[lowest];
    if (row.size() < 2) return;
    for (const NodeId u : row) marked_[u] = 1;
    std::uint64_t all = 0;
    for (const NodeId middle : row) all += count_closed(middle);
    add(lowest, all);
    for (const NodeId u : row) marked_[u] = 0;
  }

 private:
  /// Triangles over the edge to `middle`.
  std::uint64_t count_closed(NodeId middle) {
    std::uint64_t closed = 0;
    for (const NodeId highest : graph_[middle]) {
      if (marked_[highest] == 0) continue;
      add(highest, 1);
      ++closed;
    }
    add(middle, closed);
    return closed;
  }

  void add(NodeId number, std::uint64_t triangles) {
    if (triangles > 0) std::atomic_ref(counts_[number]).fetch_add(triangles, std::memory_order_relaxed);
  }

  const Graph& graph_;
  std::vector<std::uint64_t>& counts_;
  std::vector<std::uint8_t> marked_;
};

/// Triangles by number. Each thread keeps its marks for all blocks that it takes.
std::vector<std::uint64_t> count(const Graph& graph, const Control& control) {
  const std::uint64_t n = graph.num_nodes();
  std::vector<std::uint64_t> counts(n, 0);
  std::atomic<std::uint64_t> next_block = 0;
  parallel_for(static_cast<std::uint64_t>(num_threads()), 1, [&](std::uint64_t, std::uint64_t) {
    Corners corners(graph, counts);
    for (std::uint64_t begin = 0; (begin = kGrain * next_block++) < n;) {
      control.check();
      const std::uint64_t end = std::min(n, begin + kGrain);
      for (std::uint64_t i = begin; i < end; ++i) corners.count_at(static_cast<NodeId>(i));
    }
  });
  return counts;
}

double pairs_of(std::uint64_t degree) { return 0.5 * static_cast<double>(degree) * (static_cast<double>(degree) - 1); }

}  // namespace

Scores triangles(const Web& web, const TrianglesOptions& options, const Control& control) {
  const Graph graph = detail::undirected(detail::directions_of(web, options.followed_only));
  const Oriented oriented = orient(graph);
  const std::vector<std::uint64_t> counts = count(oriented.graph, control);
  std::vector<double> score(graph.num_nodes()), clustering(graph.num_nodes()), pairs(graph.num_nodes());
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const NodeId node = oriented.node_of[i];
    score[node] = static_cast<double>(counts[i]);
    pairs[node] = pairs_of(graph.degree(node));
    clustering[node] = pairs[node] > 0 ? score[node] / pairs[node] : 0;
  }
  const double corners = detail::total(score), all_pairs = detail::total(pairs);
  const auto nodes = static_cast<double>(std::max<std::size_t>(score.size(), 1));
  Scores scores = detail::measure_scores("triangles", options, web, std::move(score));
  scores.facts = {{"triangles", corners / 3},
                  {"mean_clustering", detail::total(clustering) / nodes},
                  {"transitivity", all_pairs > 0 ? corners / all_pairs : 0}};
  scores.columns.push_back({"clustering", std::move(clustering)});
  return scores;
}

}  // namespace orbweb
