#include "algos/detail/rating.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "graph/error.h"

namespace orbweb::detail {

ArcFilter rated_arcs() { return {.followed_only = true, .drop_self_loops = true, .nodes = {}}; }

void check_scale(const ScaleOptions& options) {
  const bool anchored = options.scale == RatingScale::anchored;
  if (anchored && !(options.floor > 0 && options.floor < options.ceiling && std::isfinite(options.ceiling))) {
    throw ArgumentError(fmt::format("scale anchored: expected 0 < floor < ceiling, found floor {} and ceiling {}",
                                    options.floor, options.ceiling));
  }
  const DomainRatingOptions defaults;
  if (!anchored && (options.floor != defaults.floor || options.ceiling != defaults.ceiling)) {
    throw ArgumentError("floor and ceiling: expected only with scale anchored");
  }
}

Control renamed(const Control& control, std::string_view name) {
  Control result = control;
  if (control.report) {
    result.report = [report = control.report, name](Progress progress) {
      progress.phase = name;
      report(progress);
    };
  }
  return result;
}

void scale_to_mean_one(PageRankResult& result) {
  const double n = static_cast<double>(result.score.size());
  for (double& score : result.score) score *= n;
  result.convergence.residual_l1 *= n;
  result.convergence.error_bound_l1 = (result.convergence.error_bound_l1 + 0x1p-53) * n * (1 + 0x1p-40);
}

std::vector<double> rate(std::span<const double> raw, double error_bound, const ScaleOptions& options) {
  switch (options.scale) {
    case RatingScale::quantile:
      return rating_by_quantile(raw);
    case RatingScale::anchored:
      return rating_by_log(raw, options.floor, options.ceiling);
    case RatingScale::stretch:
      break;
  }
  const double mean = 1, ceiling = *std::max_element(raw.begin(), raw.end());
  // Without this, rounding errors of equal ratings would be stretched over the whole scale.
  if (!(ceiling - mean > error_bound)) return std::vector<double>(raw.size(), 0.0);
  return rating_by_log(raw, mean, ceiling);
}

Column above_ceiling(std::span<const double> raw, double ceiling) {
  std::vector<std::uint64_t> above(raw.size());
  std::transform(raw.begin(), raw.end(), above.begin(), [&](double r) { return r > ceiling ? 1 : 0; });
  return {"above_ceiling", std::move(above)};
}

}  // namespace orbweb::detail
