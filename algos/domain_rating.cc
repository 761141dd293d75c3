#include "algos/domain_rating.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "algos/detail/rank_scores.h"
#include "algos/detail/rating.h"
#include "graph/error.h"
#include "graph/parallel.h"
#include "graph/row_scan.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kGrain = 1 << 14;  // domains per task

Column referring_domains(const Adjacency& predecessors) {
  std::vector<std::uint64_t> counts(predecessors.num_nodes());
  scan_rows(predecessors, [&](const RowBlock& rows, ArcIndex) {
    for (std::uint64_t i = 0; i < rows.num_rows(); ++i) counts[rows.first + i] = rows[i].size();
  });
  return {"referring_domains", std::move(counts)};
}

void check_positive(std::span<const double> raw) {
  if (!std::all_of(raw.begin(), raw.end(), [](double r) { return r > 0 && std::isfinite(r); })) {
    throw ArgumentError("raw ratings: expected positive, finite values");
  }
}

/// The natural logarithm with 64 bits of mantissa where long double has them (x86). The C library's double version
/// picks its code by processor, and the last bit with it; this one, rounded to double at the end, does not.
long double exact_log(long double value) { return std::log(value); }

/// A point of the published distribution: how many of kPublishedDomains rate at least `rating`.
struct Knot {
  double rating;
  long double domains;
};
constexpr long double kPublishedDomains = 173.75e6L;

/// Domains at the lower edge of a published class of five ratings that holds `count` of them, when they thin out within
/// it by the published 10^-0.047 a point: count / (1 - 10^(-0.047 * 5)).
constexpr long double at_lower_edge(long double count) { return count / (1 - 0.58210321777087148L); }

/// Published for 2018 (ahrefs.com/blog/dr-score): 173.75 M domains, of which 146.5 M rate 0 to 5, 313,324 rate 46 to
/// 50, 21,209 rate 76 to 80, 967 rate 91 to 95 and 22 rate 96 to 100. At 0 stand all; at 6, all but the first class; at
/// 96, the last class; at 91, the last two. The two classes in between begin where at_lower_edge says and end with
/// their own number fewer. One domain, the largest, has 100.
constexpr std::array<Knot, 9> kKnots = {{
    {0, kPublishedDomains},
    {6, kPublishedDomains - 146.5e6L},
    {46, at_lower_edge(313324)},
    {51, at_lower_edge(313324) - 313324},
    {76, at_lower_edge(21209)},
    {81, at_lower_edge(21209) - 21209},
    {91, 22 + 967},
    {96, 22},
    {100, 1},
}};

/// Between two knots, ratings fall evenly with the logarithm of the number of domains.
double rating_of_share(long double share) {
  const long double domains = share * kPublishedDomains;
  const auto above =
      std::find_if(kKnots.begin(), kKnots.end(), [&](const Knot& knot) { return knot.domains <= domains; });
  if (above == kKnots.end()) return 100;
  if (above == kKnots.begin()) return 0;
  const Knot& high = *above;
  const Knot& low = *(above - 1);
  const long double part = exact_log(low.domains / domains) / exact_log(low.domains / high.domains);
  return static_cast<double>(low.rating + (high.rating - low.rating) * part);
}

}  // namespace

std::vector<double> rating_by_log(std::span<const double> raw, double floor, double ceiling) {
  check_positive(raw);
  if (!(floor > 0 && floor < ceiling)) {
    throw ArgumentError(fmt::format("rating scale: expected 0 < floor < ceiling, found {} and {}", floor, ceiling));
  }
  std::vector<double> ratings(raw.size());
  const long double whole = exact_log(static_cast<long double>(ceiling) / floor);
  parallel_for(raw.size(), kGrain, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t v = begin; v < end; ++v) {
      // Quotient first: it is exactly 1 at the ceiling.
      const long double part = exact_log(static_cast<long double>(raw[v]) / floor) / whole;
      ratings[v] = std::clamp(static_cast<double>(100 * part), 0.0, 100.0);
    }
  });
  return ratings;
}

std::vector<double> rating_by_quantile(std::span<const double> raw) {
  check_positive(raw);
  std::vector<double> sorted(raw.begin(), raw.end());
  parallel_sort(sorted.begin(), sorted.end(), std::less<>());
  std::vector<double> ratings(raw.size());
  const auto n = static_cast<long double>(raw.size());
  parallel_for(raw.size(), kGrain, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t v = begin; v < end; ++v) {
      const auto as_high = sorted.end() - std::lower_bound(sorted.begin(), sorted.end(), raw[v]);
      ratings[v] = rating_of_share(static_cast<long double>(as_high) / n);
    }
  });
  return ratings;
}

RankGraph domain_rating_graph(const Web& web) {
  const FoldLevel fold = web.provenance().fold;
  if (fold != FoldLevel::domain && fold != FoldLevel::none) {
    throw ArgumentError(fmt::format(
        "domain-rating: expected a web of domains, found one of {}s: rebuild it with --fold domain", to_string(fold)));
  }
  return select_arcs(web, detail::rated_arcs(), false);
}

PageRankOptions domain_rating_solver(const DomainRatingOptions& options) {
  detail::check_scale({options.scale, options.floor, options.ceiling});
  PageRankOptions solver;
  solver.alpha = options.alpha;
  solver.tolerance = options.tolerance;
  solver.max_iterations = options.max_iterations;
  solver.start = options.start;
  return solver;
}

Scores domain_rating(const Web& web, const DomainRatingOptions& options, const Control& control) {
  const PageRankOptions solver = domain_rating_solver(options);
  const RankGraph graph = domain_rating_graph(web);
  PageRankResult result = pagerank(graph, solver, detail::renamed(control, "domain-rating"));
  detail::scale_to_mean_one(result);
  Scores scores = detail::rank_scores("domain-rating", options, web, std::move(result));
  const detail::ScaleOptions scale{options.scale, options.floor, options.ceiling};
  scores.columns.push_back({"rating", detail::rate(scores.score, scores.convergence.error_bound_l1, scale)});
  scores.columns.push_back(referring_domains(*graph.predecessors));
  if (options.scale == RatingScale::anchored) {
    scores.columns.push_back(detail::above_ceiling(scores.score, options.ceiling));
  }
  return scores;
}

}  // namespace orbweb
