#include "algos/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "graph/error.h"
#include "graph/kernels/reduce.h"
#include "graph/parallel.h"

namespace orbweb {

namespace {

void check(const RankGraph& graph, std::span<const double> score, std::span<const NodeId> nodes, double alpha) {
  const std::uint64_t n = graph.predecessors->num_nodes();
  if (score.size() != n) throw ArgumentError(fmt::format("scores: expected {} values, found {}", n, score.size()));
  if (!std::all_of(score.begin(), score.end(), [](double x) { return std::isfinite(x); })) {
    throw ArgumentError("scores: expected finite values");
  }
  for (const NodeId node : nodes) {
    if (node >= n) throw ArgumentError(fmt::format("node: expected below {}, found {}", n, node));
  }
  if (!(alpha >= 0 && alpha < 1)) {
    throw ArgumentError(fmt::format("alpha: expected at least 0 and below 1, found {}", alpha));
  }
}

double dangling_mass(const RankGraph& graph, std::span<const double> score) {
  return parallel_sum(score.size(), [&](std::uint64_t begin, std::uint64_t end) {
    double total = 0;
    for (std::uint64_t u = begin; u < end; ++u) total += graph.out_weights[u] == 0 ? score[u] : 0;
    return total;
  });
}

/// What each predecessor passes to `node`, largest first; its own self-loop goes to explanation.self.
void add_contributions(const RankGraph& graph, std::span<const double> score, double alpha, Explanation& explanation) {
  const NodeId node = explanation.node;
  const auto row = (*graph.predecessors)[node];
  const ArcIndex first = graph.predecessors->first_arc(node);
  for (std::size_t i = 0; i < row.size(); ++i) {
    const double weight = graph.weights.empty() ? 1 : graph.weights[first + i];
    const double amount = alpha * (score[row[i]] / graph.out_weights[row[i]] * weight);
    if (row[i] == node) {
      explanation.self = amount;
    } else {
      explanation.contributions.push_back({row[i], amount});
    }
  }
  std::sort(explanation.contributions.begin(), explanation.contributions.end(),
            [](const Contribution& a, const Contribution& b) {
              return a.amount != b.amount ? a.amount > b.amount : a.source < b.source;
            });
}

double sum_of_parts(const Explanation& explanation) {
  std::vector<double> parts = {explanation.teleport, explanation.dangling, explanation.self};
  for (const Contribution& contribution : explanation.contributions) parts.push_back(contribution.amount);
  return sum(parts);
}

}  // namespace

std::vector<Explanation> explain_pagerank(const RankGraph& graph, std::span<const double> score,
                                          std::span<const NodeId> nodes, const PageRankOptions& options, double scale) {
  check(graph, score, nodes, options.alpha);
  const std::uint64_t n = score.size();
  const NodeDistribution preference(options.preference, n);
  const BaseShares teleport(options, 0, n, scale);
  const BaseShares dangling(options, dangling_mass(graph, score), n, 0);
  std::vector<Explanation> explanations;
  for (const NodeId node : nodes) {
    Explanation& explanation = explanations.emplace_back();
    explanation.node = node;
    explanation.score = score[node];
    explanation.teleport = teleport.preferred * preference[node];
    explanation.dangling = dangling.preferred * preference[node] + dangling.uniform;
    add_contributions(graph, score, options.alpha, explanation);
    explanation.remainder = explanation.score - sum_of_parts(explanation);
  }
  return explanations;
}

std::vector<Explanation> explain_pagerank(const Web& web, std::span<const double> score, std::span<const NodeId> nodes,
                                          const PageRankOptions& options) {
  const RankGraph graph = select_arcs(web, {.followed_only = options.followed_only}, options.weighted);
  return explain_pagerank(graph, score, nodes, options);
}

std::vector<Explanation> explain_domain_rating(const Web& web, std::span<const double> score,
                                               std::span<const NodeId> nodes, const DomainRatingOptions& options) {
  const PageRankOptions solver = domain_rating_solver(options);
  return explain_pagerank(domain_rating_graph(web), score, nodes, solver, static_cast<double>(web.num_nodes()));
}

}  // namespace orbweb
