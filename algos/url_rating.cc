#include "algos/url_rating.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <utility>
#include <vector>

#include "algos/detail/domains.h"
#include "algos/detail/rank_scores.h"
#include "algos/detail/rating.h"
#include "graph/error.h"
#include "graph/row_scan.h"

namespace orbweb {

namespace {

void check_fold(const Web& web) {
  const FoldLevel fold = web.provenance().fold;
  if (fold == FoldLevel::page || fold == FoldLevel::none) return;
  throw ArgumentError(fmt::format("url-rating: expected a web of pages, found one of {}s: rebuild it with --fold page",
                                  to_string(fold)));
}

/// Weighs the arcs. Each node's total is rounded once, as error bounds count on (algos/detail/error_bound.h).
RankGraph weigh(RankGraph graph, const std::vector<detail::GroupNumber>& domains, double internal_weight) {
  std::vector<std::uint32_t> internal(domains.size());
  graph.weights.resize(graph.predecessors->num_arcs());
  scan_rows(*graph.predecessors, [&](const RowBlock& rows, ArcIndex first_arc) {
    for (std::uint64_t i = 0; i < rows.num_rows(); ++i) {
      for (std::uint64_t place = rows.offsets[i]; place < rows.offsets[i + 1]; ++place) {
        const NodeId source = rows.targets[place];
        const bool is_internal = domains[source] == domains[rows.first + i];
        graph.weights[first_arc + place] = is_internal ? internal_weight : 1;
        if (is_internal) std::atomic_ref(internal[source]).fetch_add(1, std::memory_order_relaxed);
      }
    }
  });
  for (std::uint64_t node = 0; node < domains.size(); ++node) {
    const double external = graph.out_weights[node] - internal[node];
    graph.out_weights[node] = std::fma(internal_weight, static_cast<double>(internal[node]), external);
  }
  return graph;
}

Column referring_domains(const Adjacency& predecessors, const std::vector<detail::GroupNumber>& domains) {
  std::vector<std::uint64_t> counts(predecessors.num_nodes());
  scan_rows(predecessors, [&](const RowBlock& rows, ArcIndex) {
    std::vector<detail::GroupNumber> sources;
    for (std::uint64_t i = 0; i < rows.num_rows(); ++i) {
      const detail::GroupNumber own = domains[rows.first + i];
      sources.clear();
      for (const NodeId source : rows[i]) {
        const detail::GroupNumber domain = domains[source];
        if (domain != own && (sources.empty() || sources.back() != domain)) sources.push_back(domain);
      }
      std::sort(sources.begin(), sources.end());
      const auto end = std::unique(sources.begin(), sources.end());
      counts[rows.first + i] = static_cast<std::uint64_t>(end - sources.begin());
    }
  });
  return {"referring_domains", std::move(counts)};
}

RankGraph graph_of(const Web& web, const std::vector<detail::GroupNumber>& domains, double internal_weight) {
  RankGraph graph = select_arcs(web, detail::rated_arcs(), false);
  return internal_weight == 1 ? graph : weigh(std::move(graph), domains, internal_weight);
}

void check(const Web& web, double internal_weight) {
  check_fold(web);
  constexpr double kLeast = 0x1p-32;
  if (!(internal_weight >= kLeast && internal_weight <= 1)) {
    throw ArgumentError(fmt::format("internal-weight: expected from 2^-32 to 1, found {}", internal_weight));
  }
}

PageRankOptions solver_of(const UrlRatingOptions& options) {
  detail::check_scale({options.scale, options.floor, options.ceiling});
  return {.alpha = options.alpha,
          .tolerance = options.tolerance,
          .max_iterations = options.max_iterations,
          .start = options.start};
}

}  // namespace

RankGraph url_rating_graph(const Web& web, double internal_weight) {
  check(web, internal_weight);
  return graph_of(web, detail::domains_of(web), internal_weight);
}

Scores url_rating(const Web& web, const UrlRatingOptions& options, const Control& control) {
  check(web, options.internal_weight);
  const PageRankOptions solver = solver_of(options);
  const std::vector<detail::GroupNumber> domains = detail::domains_of(web);
  const RankGraph graph = graph_of(web, domains, options.internal_weight);
  PageRankResult result = pagerank(graph, solver, detail::renamed(control, "url-rating"));
  detail::scale_to_mean_one(result);
  Scores scores = detail::rank_scores("url-rating", options, web, std::move(result));
  const detail::ScaleOptions scale{options.scale, options.floor, options.ceiling};
  scores.columns.push_back({"rating", detail::rate(scores.score, scores.convergence.error_bound_l1, scale)});
  scores.columns.push_back(referring_domains(*graph.predecessors, domains));
  if (options.scale == RatingScale::anchored) {
    scores.columns.push_back(detail::above_ceiling(scores.score, options.ceiling));
  }
  return scores;
}

std::vector<Explanation> explain_url_rating(const Web& web, std::span<const double> score,
                                            std::span<const NodeId> nodes, const UrlRatingOptions& options) {
  return explain_pagerank(url_rating_graph(web, options.internal_weight), score, nodes, solver_of(options),
                          static_cast<double>(web.num_nodes()));
}

}  // namespace orbweb
