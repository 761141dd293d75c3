// What ratings of 0 to 100 have in common: from a PageRank to raw ratings whose mean is 1, and from those to the scale.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "algos/domain_rating.h"
#include "algos/pagerank.h"
#include "algos/scores.h"
#include "graph/arc_filter.h"
#include "graph/control.h"

namespace orbweb::detail {

/// What counts for ratings: followed arcs between two nodes.
ArcFilter rated_arcs();

struct ScaleOptions {
  RatingScale scale;
  double floor, ceiling;  ///< of the anchored scale; else their defaults
};

/// Throws ArgumentError for a floor and a ceiling that do not fit the scale.
void check_scale(const ScaleOptions& options);

/// Reports under the algorithm's own name, which must outlive it, what the solver reports under its.
Control renamed(const Control& control, std::string_view name);

/// In units of the mean: everything times n. The multiplication rounds each rating once more, by 2^-53 of it.
void scale_to_mean_one(PageRankResult& result);

/// 0 to 100. With the stretch scale all are 0 where no raw rating is proven to lie above the mean.
std::vector<double> rate(std::span<const double> raw, double error_bound, const ScaleOptions& options);

/// Column "above_ceiling": 0 or 1.
Column above_ceiling(std::span<const double> raw, double ceiling);

}  // namespace orbweb::detail
