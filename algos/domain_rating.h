// Domain Rating (DR), domain-rating/1: how much authority followed links between domains give, on a scale of 0 to 100.
//
// Raw rating: PageRank over the domain graph's followed arcs without self-loops, unweighted, uniform teleport, dangling
// mass spread uniformly, times n: the mean is 1. Rating: 100 log(raw / floor) / log(ceiling / floor), clamped to [0,
// 100]. Method as Ahrefs describes its own metric: a domain counts once for another, splits what it passes equally,
// nofollow passes nothing (help.ahrefs.com "how is Ahrefs Domain Rating calculated"; ahrefs.com/blog/dr-score).
#pragma once

#include <array>
#include <concepts>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "algos/pagerank.h"
#include "algos/scores.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

/// How raw ratings become 0 to 100.
enum class RatingScale {
  stretch,   ///< floor = the mean, 1; ceiling = the largest raw rating
  anchored,  ///< floor and ceiling given, from an earlier release: a rating moves only when its own domain does
  quantile,  ///< by the share of domains rated as high, calibrated to a published distribution of 2018
};

constexpr std::array<std::string_view, 3> value_names(RatingScale) { return {"stretch", "anchored", "quantile"}; }

struct DomainRatingOptions {
  double alpha = 0.85;      ///< damping factor, 0 <= alpha < 1
  double tolerance = 1e-9;  ///< on the certified L1 error of the underlying PageRank (which sums to 1)
  int max_iterations = 1000;
  RatingScale scale = RatingScale::stretch;
  double floor = 1;        ///< raw rating that is DR 0; anchored only
  double ceiling = 0;      ///< raw rating that is DR 100; anchored only, then required
  StartScores start = {};  ///< where the iteration begins; empty = the teleport distribution
};

/// Each option once, as for PageRankOptions.
template <class Options, class Visitor>
requires std::same_as<std::remove_const_t<Options>, DomainRatingOptions>
void describe(Options& options, Visitor&& visit) {
  visit("alpha", options.alpha, "damping factor, at least 0 and below 1");
  visit("tol", options.tolerance, "largest L1 error of the underlying PageRank, rounding included");
  visit("max-iterations", options.max_iterations, "stop after this many iterations, converged or not");
  visit("scale", options.scale, "how raw ratings become 0 to 100");
  visit("floor", options.floor, "raw rating that is 0; with the anchored scale only");
  visit("ceiling", options.ceiling, "raw rating that is 100; with the anchored scale only, which needs it");
  visit("warm-start", options.start, "earlier scores to begin with; the result is proven as from any other start");
}

/// domain-rating/1. Columns: rating (0 to 100), referring_domains (other domains with a followed link to this one);
/// with the anchored scale also above_ceiling (0 or 1). Score = raw rating, error bound scaled likewise. With the
/// stretch scale all ratings are 0 where no raw rating is proven to lie above the mean. Throws ArgumentError for a web
/// folded to pages or hosts (numbered nodes count as domains), for options out of range, and as pagerank() does.
Scores domain_rating(const Web& web, const DomainRatingOptions& options, const Control& control = {});

/// What domain_rating ranks: followed arcs without self-loops, unweighted, and the solver's options. Throws
/// ArgumentError as domain_rating does.
RankGraph domain_rating_graph(const Web& web);
PageRankOptions domain_rating_solver(const DomainRatingOptions& options);

/// Raw ratings to 0-100: 100 log(raw / floor) / log(ceiling / floor), clamped. Throws ArgumentError unless all ratings
/// are positive and 0 < floor < ceiling.
std::vector<double> rating_by_log(std::span<const double> raw, double floor, double ceiling);

/// Raw ratings to 0-100 by the share of domains that rate at least as high, as in the published distribution of 2018.
/// The lowest rate 0; 100 is for one domain in 173.75 million, so that a small web's best stays below it.
std::vector<double> rating_by_quantile(std::span<const double> raw);

}  // namespace orbweb
