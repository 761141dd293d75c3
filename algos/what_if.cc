#include "algos/what_if.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "algos/detail/error_bound.h"
#include "algos/detail/rating.h"
#include "algos/detail/total.h"
#include "algos/engine/push.h"
#include "graph/error.h"

namespace orbweb {

namespace {

constexpr double kUnitRoundoff = 0x1p-53;
constexpr double kLeftOfAnEdit = 1e-6;  // of its residual: a small change is told to as many digits as a large one

/// What the algorithms differ in.
struct Model {
  double alpha;
  double tolerance;  ///< of the underlying PageRank
  ArcFilter filter;
  bool has_fixed_sum;  ///< dangling mass comes back, so that the scores' sum is known
};

void check(const Web& web, const Scores& scores, const Model& model) {
  if (scores.score.size() != web.num_nodes() || scores.web_fingerprint != web.fingerprint()) {
    throw ArgumentError(
        scores.web_fingerprint.empty()
            ? "what-if: expected scores of this web, found those of an edited one: ask for all edits at once"
            : "what-if: expected scores of this web, found those of another");
  }
  const double bound = scores.convergence.error_bound_l1;
  if (!(bound >= 0 && std::isfinite(bound))) {
    throw ArgumentError(fmt::format("what-if: expected scores with an error bound, found {}", bound));
  }
  if (!(model.alpha >= 0 && model.alpha < 1)) {
    throw ArgumentError(fmt::format("alpha: expected at least 0 and below 1, found {}", model.alpha));
  }
}

void check(const Web& web, const ArcEdit& edit, const ArcFilter& filter) {
  for (const NodeId node : {edit.source, edit.target}) {
    if (node < web.num_nodes()) continue;
    throw ArgumentError(fmt::format("what-if: expected nodes below {}, found {}", web.num_nodes(), node));
  }
  if (filter.drop_self_loops && edit.source == edit.target) {
    throw ArgumentError(fmt::format("what-if: {0} -> {0} is a link to itself, which these scores do not count",
                                    web.display_name(edit.source)));
  }
}

/// Adds or removes the target of `edit` in its source's row, which is rising.
void apply(const Web& web, const ArcEdit& edit, const ArcFilter& filter, std::vector<NodeId>& row) {
  const auto place = std::lower_bound(row.begin(), row.end(), edit.target);
  const bool is_there = place != row.end() && *place == edit.target;
  if (is_there == edit.present) {
    throw ArgumentError(fmt::format("what-if: {} -> {} is {}{}", web.display_name(edit.source),
                                    web.display_name(edit.target), is_there ? "there already" : "not there",
                                    filter.followed_only ? ", as a followed link" : ""));
  }
  if (edit.present) {
    row.insert(place, edit.target);
  } else {
    row.erase(place);
  }
}

std::map<NodeId, std::vector<NodeId>> edited_rows(const Web& web, std::span<const ArcEdit> edits,
                                                  const ArcFilter& filter) {
  std::map<NodeId, std::vector<NodeId>> rows;
  std::set<std::pair<NodeId, NodeId>> seen;
  for (const ArcEdit& edit : edits) {
    check(web, edit, filter);
    if (!seen.emplace(edit.source, edit.target).second) {
      throw ArgumentError(fmt::format("what-if: expected each link once, found {} -> {} twice",
                                      web.display_name(edit.source), web.display_name(edit.target)));
    }
    const auto [row, is_first] = rows.try_emplace(edit.source);
    if (is_first) read_successors(web, edit.source, filter, row->second);
    apply(web, edit, filter, row->second);
  }
  return rows;
}

/// What the edits leave of the equation: alpha z[s] (new row - old row), in the unit of algos/engine/push.h.
std::vector<engine::Residual> residuals_of(const engine::PushRows& rows, std::span<const double> score, double alpha) {
  std::vector<engine::Residual> residuals;
  const auto spread = [&](const std::vector<NodeId>& row, double amount) {
    for (const NodeId target : row) residuals.push_back({target, amount / static_cast<double>(row.size())});
  };
  std::vector<NodeId> old_row;
  for (const auto& [source, row] : rows.edited) {
    read_successors(rows.web, source, rows.filter, old_row);
    const double passed_on = alpha * score[source] / (1 - alpha);
    spread(old_row, -passed_on);
    spread(row, passed_on);
  }
  return residuals;
}

/// `scores` with everything new but the columns, which are the algorithm's own business.
Scores moved(const Web& web, const Scores& scores, std::span<const ArcEdit> edits, const Model& model,
             const Control& control) {
  check(web, scores, model);
  const engine::PushRows rows{.web = web, .filter = model.filter, .edited = edited_rows(web, edits, model.filter)};
  const std::vector<engine::Residual> residuals = residuals_of(rows, scores.score, model.alpha);
  double moved_l1 = 0;
  for (const engine::Residual& residual : residuals) moved_l1 += std::abs(residual.amount);
  const double old_sum = detail::total_of(scores.score);
  const double grows = model.has_fixed_sum ? 2 : 1;  // a division by a sum that is off doubles the error
  const double goal = std::min(model.tolerance * old_sum / (2 * grows), kLeftOfAnEdit * moved_l1);
  engine::PushResult pushed =
      engine::push(scores.score, residuals, rows, {.alpha = model.alpha, .tolerance = goal}, control);

  Scores result = scores;
  result.web_fingerprint.clear();
  result.score = std::move(pushed.score);
  double factor = 1;
  if (model.has_fixed_sum && old_sum > 0) {
    factor = old_sum / detail::total_of(result.score);
    for (double& score : result.score) score *= factor;
  }
  // What was not pushed, the old scores' own residual, the old sum, which may be off by their bound, and both sums.
  const double old_bound = scores.convergence.error_bound_l1;
  const double error = pushed.error_bound_l1 + (1 + model.alpha) / (1 - model.alpha) * old_bound;
  const double sums = (2 * detail::reduction_depth(web.num_nodes()) + 4) * kUnitRoundoff * old_sum;
  result.convergence.iterations = pushed.rounds;
  result.convergence.residual_l1 = pushed.residual_l1;
  result.convergence.error_bound_l1 = (grows * factor * error + old_bound + sums) * detail::RoundingBound::kSlack;
  result.solver = {
      .solver = "push",
      .reason = fmt::format("{} edits: pushed over {} arcs, to {} nodes", edits.size(), pushed.arcs, pushed.nodes)};
  fill_ranks(result);
  return result;
}

}  // namespace

Scores what_if_pagerank(const Web& web, const Scores& scores, std::span<const ArcEdit> edits,
                        const PageRankOptions& options, const Control& control) {
  if (options.weighted) throw ArgumentError("what-if: expected scores of unweighted arcs, found weighted ones");
  if (options.dangling == Dangling::weak && scores.vectors.contains("preference")) {
    throw ArgumentError("what-if: expected dangling mass that goes where the preference says, found dangling = weak");
  }
  return moved(web, scores, edits,
               {.alpha = options.alpha,
                .tolerance = options.tolerance,
                .filter = {.followed_only = options.followed_only},
                .has_fixed_sum = options.dangling != Dangling::none},
               control);
}

Scores what_if_domain_rating(const Web& web, const Scores& scores, std::span<const ArcEdit> edits,
                             const DomainRatingOptions& options, const Control& control) {
  Scores result = moved(
      web, scores, edits,
      {.alpha = options.alpha, .tolerance = options.tolerance, .filter = detail::rated_arcs(), .has_fixed_sum = true},
      control);
  for (Column& column : result.columns) {
    if (column.name == "rating") {
      column.values = detail::rate(result.score, scores.convergence.error_bound_l1,
                                   {options.scale, options.floor, options.ceiling});
    } else if (column.name == "above_ceiling") {
      column = detail::above_ceiling(result.score, options.ceiling);
    } else if (column.name == "referring_domains") {
      auto& counts = std::get<std::vector<std::uint64_t>>(column.values);
      for (const ArcEdit& edit : edits) counts[edit.target] += edit.present ? std::uint64_t{1} : ~std::uint64_t{0};
    }
  }
  return result;
}

}  // namespace orbweb
