// URL Rating (UR), url-rating/1: how much authority followed links give a page, on a scale of 0 to 100.
//
// Raw rating: PageRank over the pages' followed arcs without self-loops, an arc from another domain weighing 1 and one
// inside a domain `internal_weight`; uniform teleport, dangling mass spread uniformly, times n: the mean is 1. Scales
// as domain-rating/1. Method as Ahrefs describes its own metric: internal and external links both count, differently,
// and only followed ones (ahrefs.com/academy).
#pragma once

#include <concepts>
#include <span>
#include <type_traits>

#include "algos/domain_rating.h"
#include "algos/explain.h"
#include "algos/pagerank.h"
#include "algos/scores.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

struct UrlRatingOptions {
  double alpha = 0.85;      ///< damping factor, 0 <= alpha < 1
  double tolerance = 1e-9;  ///< on the certified L1 error of the underlying PageRank (which sums to 1)
  int max_iterations = 1000;
  double internal_weight = 0.25;  ///< of an arc inside one domain, above 0 and at most 1
  RatingScale scale = RatingScale::stretch;
  double floor = 1;        ///< raw rating that is UR 0; anchored only
  double ceiling = 0;      ///< raw rating that is UR 100; anchored only, then required
  StartScores start = {};  ///< where the iteration begins; empty = the teleport distribution
};

/// Each option once, as for PageRankOptions.
template <class Options, class Visitor>
requires std::same_as<std::remove_const_t<Options>, UrlRatingOptions>
void describe(Options& options, Visitor&& visit) {
  visit("alpha", options.alpha, "damping factor, at least 0 and below 1");
  visit("tol", options.tolerance, "largest L1 error of the underlying PageRank, rounding included");
  visit("max-iterations", options.max_iterations, "stop after this many iterations, converged or not");
  visit("internal-weight", options.internal_weight, "what a link inside one domain counts, where others count 1");
  visit("scale", options.scale, "how raw ratings become 0 to 100");
  visit("floor", options.floor, "raw rating that is 0; with the anchored scale only");
  visit("ceiling", options.ceiling, "raw rating that is 100; with the anchored scale only, which needs it");
  visit("warm-start", options.start, "earlier scores to begin with; the result is proven as from any other start");
}

/// url-rating/1. Columns: rating (0 to 100), referring_domains (other domains with a page that has a followed link to
/// this one); with the anchored scale also above_ceiling (0 or 1). Domains are those of the system's public suffix
/// list, its private section included; numbered nodes count as pages of a domain each. Score = raw rating, error bound
/// scaled likewise. Throws ArgumentError for a web folded to hosts or domains, for options out of range, and as
/// pagerank() does; LoadError for a broken public suffix list.
Scores url_rating(const Web& web, const UrlRatingOptions& options, const Control& control = {});

/// What url_rating ranks. Throws ArgumentError as it does.
RankGraph url_rating_graph(const Web& web, double internal_weight);

std::vector<Explanation> explain_url_rating(const Web& web, std::span<const double> score,
                                            std::span<const NodeId> nodes, const UrlRatingOptions& options);

}  // namespace orbweb
