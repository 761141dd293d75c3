#include "algos/what_if.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "algos/detail/error_bound.h"
#include "algos/detail/options.h"
#include "algos/detail/rating.h"
#include "algos/detail/total.h"
#include "algos/domain_rating.h"
#include "algos/pagerank.h"
#include "graph/error.h"

namespace orbweb {

namespace {

constexpr double kUnitRoundoff = 0x1p-53;
constexpr double kThresholdFall = 0.25;
constexpr double kLeftOfAnEdit = 1e-6;  // of its residual: a small change is told to as many digits as a large one

/// What the algorithms differ in.
struct Model {
  double alpha;
  double tolerance;  ///< of the underlying PageRank
  bool followed_only;
  bool drop_self_loops;
  bool has_fixed_sum;  ///< dangling mass comes back, so that the scores' sum is known
};

Model model_of(const Scores& scores) {
  if (scores.algorithm == "domain-rating") {
    const auto options = detail::options_from<DomainRatingOptions>(scores.parameters, scores.algorithm);
    return {options.alpha, options.tolerance, true, true, true};
  }
  if (scores.algorithm != "pagerank") {
    throw ArgumentError(
        fmt::format("what-if: expected scores by pagerank or domain-rating, found {}",
                    scores.algorithm.empty() ? "a table that does not say which algorithm made it" : scores.algorithm));
  }
  const auto options = detail::options_from<PageRankOptions>(scores.parameters, scores.algorithm);
  if (options.weighted) throw ArgumentError("what-if: expected scores of unweighted arcs, found weighted ones");
  if (options.dangling == Dangling::weak && scores.vectors.contains("preference")) {
    throw ArgumentError("what-if: expected dangling mass that goes where the preference says, found dangling = weak");
  }
  return {options.alpha, options.tolerance, options.followed_only, false, options.dangling != Dangling::none};
}

/// Rows of the web as the algorithm sees them, and those that edits change.
class EditedRows {
 public:
  EditedRows(const Web& web, const Model& model, std::span<const ArcEdit> edits) : web_(web), model_(model) {
    for (const ArcEdit& edit : edits) apply(edit);
  }

  /// As the web has it.
  std::vector<NodeId> old_row(NodeId node) const {
    std::vector<NodeId> row;
    read_old(node, row);
    return row;
  }

  void read(NodeId node, std::vector<NodeId>& row) const {
    const auto edited = edited_.find(node);
    if (edited == edited_.end()) return read_old(node, row);
    row.assign(edited->second.begin(), edited->second.end());
  }

  /// By source, each row in order of its targets.
  const std::map<NodeId, std::vector<NodeId>>& edited() const { return edited_; }

 private:
  void read_old(NodeId node, std::vector<NodeId>& row) const {
    web_.successors().read_row(node, row);
    if (!model_.followed_only && !model_.drop_self_loops) return;
    const ArcIndex first = web_.successors().first_arc(node);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (model_.drop_self_loops && row[i] == node) continue;
      if (model_.followed_only && !web_.followed().contains(first + i)) continue;
      row[kept++] = row[i];
    }
    row.resize(kept);
  }

  void apply(const ArcEdit& edit) {
    for (const NodeId node : {edit.source, edit.target}) {
      if (node < web_.num_nodes()) continue;
      throw ArgumentError(fmt::format("what-if: expected nodes below {}, found {}", web_.num_nodes(), node));
    }
    const std::string arc = fmt::format("{} -> {}", web_.display_name(edit.source), web_.display_name(edit.target));
    if (!edited_seen_.emplace(edit.source, edit.target).second) {
      throw ArgumentError(fmt::format("what-if: expected each link once, found {} twice", arc));
    }
    if (model_.drop_self_loops && edit.source == edit.target) {
      throw ArgumentError(fmt::format("what-if: {} is a link to itself, which these scores do not count", arc));
    }
    const auto [row, is_first] = edited_.try_emplace(edit.source);
    if (is_first) row->second = old_row(edit.source);
    const auto place = std::lower_bound(row->second.begin(), row->second.end(), edit.target);
    const bool is_there = place != row->second.end() && *place == edit.target;
    if (is_there == edit.present) {
      throw ArgumentError(fmt::format("what-if: {} is {}{}", arc, is_there ? "there already" : "not there",
                                      model_.followed_only ? ", as a followed link" : ""));
    }
    if (edit.present) {
      row->second.insert(place, edit.target);
    } else {
      row->second.erase(place);
    }
  }

  const Web& web_;
  const Model& model_;
  std::map<NodeId, std::vector<NodeId>> edited_;
  std::set<std::pair<NodeId, NodeId>> edited_seen_;
};

/// Keeps z and its residual, which begins where the edits are.
class Push {
 public:
  Push(const EditedRows& rows, std::vector<double> scores, double alpha)
      : rows_(rows), alpha_(alpha), score_(std::move(scores)), residual_(score_.size()), known_(score_.size()) {
    for (const auto& [source, row] : rows.edited()) {
      spread(rows.old_row(source), -alpha_ * score_[source]);
      spread(row, alpha_ * score_[source]);
    }
  }

  /// Until |residual|_1 is at most `goal`, or as small as rounding lets it be.
  void run(double goal, const Control& control) {
    double threshold = 0;
    for (const NodeId node : touched_) threshold = std::max(threshold, std::abs(residual_[node]));
    for (double left = residual(); left > goal && left > kUnitRoundoff * rounding_; left = residual()) {
      control.check();
      control.progress({.phase = "pushing", .done = arcs_, .unit = "arcs", .error_bound = left / (1 - alpha_)});
      threshold *= kThresholdFall;
      push_above(threshold, control);
      ++rounds_;
    }
  }

  double residual() const {
    double total = 0;
    for (const NodeId node : touched_) total += std::abs(residual_[node]);
    return total;
  }
  /// What rounding may have added to |residual|_1.
  double rounding() const { return kUnitRoundoff * rounding_; }
  int rounds() const { return rounds_; }
  std::vector<double> take() { return std::move(score_); }

 private:
  enum class Known : std::uint8_t { nothing, touched, queued };

  void give(NodeId node, double amount) {
    if (known_[node] == Known::nothing) {
      known_[node] = Known::touched;
      touched_.push_back(node);
    }
    residual_[node] += amount;
    rounding_ += std::abs(residual_[node]) + 3 * std::abs(amount);  // the sum; product, quotient and alpha, rounded too
  }

  void spread(const std::vector<NodeId>& row, double amount) {
    arcs_ += row.size() + 1;
    for (const NodeId target : row) give(target, amount / static_cast<double>(row.size()));
  }

  void push(NodeId node) {
    const double amount = std::exchange(residual_[node], 0);
    score_[node] += amount;
    rounding_ += 2 * std::abs(score_[node]);  // off by this much, score and what it passes on disagree
    rows_.read(node, row_);
    spread(row_, alpha_ * amount);
  }

  void enqueue(NodeId node, double threshold, std::deque<NodeId>& queue) {
    if (known_[node] == Known::queued || !(std::abs(residual_[node]) > threshold)) return;
    known_[node] = Known::queued;
    queue.push_back(node);
  }

  /// Pushes, first come first served, until no node has more than `threshold`.
  void push_above(double threshold, const Control& control) {
    constexpr std::size_t kCheckEvery = 1 << 10;  // pushes between looks at the request to stop
    std::deque<NodeId> queue;                     // each node once at most
    for (const NodeId node : touched_) enqueue(node, threshold, queue);
    for (std::size_t pushes = 0; !queue.empty(); ++pushes) {
      if (pushes % kCheckEvery == 0) control.check();
      const NodeId node = queue.front();
      queue.pop_front();
      known_[node] = Known::touched;
      push(node);
      for (const NodeId target : row_) enqueue(target, threshold, queue);
    }
  }

  const EditedRows& rows_;
  double alpha_;
  std::vector<double> score_, residual_;
  std::vector<Known> known_;
  std::vector<NodeId> touched_;  ///< in the order in which they first got something
  std::vector<NodeId> row_;
  std::uint64_t arcs_ = 0;
  int rounds_ = 0;
  double rounding_ = 0;  ///< in units of 2^-53
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

/// Referring domains are those with a followed link, which is what the edits are about.
void edit_referrers(std::span<const ArcEdit> edits, Scores& scores) {
  for (Column& column : scores.columns) {
    if (column.name != "referring_domains") continue;
    auto& counts = std::get<std::vector<std::uint64_t>>(column.values);
    for (const ArcEdit& edit : edits) counts[edit.target] += edit.present ? std::uint64_t{1} : ~std::uint64_t{0};
  }
}

/// `old_bound` decides whether any score is proven to lie above the mean: what was rated stays rated.
void rate_again(double old_bound, Scores& scores) {
  const auto options = detail::options_from<DomainRatingOptions>(scores.parameters, scores.algorithm);
  for (Column& column : scores.columns) {
    if (column.name == "rating") {
      column.values = detail::rate(scores.score, old_bound, {options.scale, options.floor, options.ceiling});
    }
    if (column.name == "above_ceiling") column = detail::above_ceiling(scores.score, options.ceiling);
  }
}

}  // namespace

bool has_what_if(std::string_view algorithm) { return algorithm == "pagerank" || algorithm == "domain-rating"; }

Scores what_if(const Web& web, const Scores& scores, std::span<const ArcEdit> edits, const Control& control) {
  const Model model = model_of(scores);
  check(web, scores, model);
  const EditedRows rows(web, model, edits);
  const double old_bound = scores.convergence.error_bound_l1;
  const double old_sum = detail::total_of(scores.score);
  const double grows = model.has_fixed_sum ? 2 : 1;  // a division by a sum that is off doubles the error
  Push push(rows, scores.score, model.alpha);
  const double goal = model.tolerance * old_sum * (1 - model.alpha) / (2 * grows);
  push.run(std::min(goal, kLeftOfAnEdit * push.residual()), control);

  Scores result = scores;
  result.web_fingerprint.clear();
  result.score = push.take();
  double factor = 1;
  if (model.has_fixed_sum && old_sum > 0) {
    factor = old_sum / detail::total_of(result.score);
    for (double& score : result.score) score *= factor;
  }
  // What was pushed, the old scores' own residual, the old sum, which may be off by the old bound, and both sums.
  const double residual = push.residual() + push.rounding() + (1 + model.alpha) * old_bound;
  const double sums = (2 * detail::reduction_depth(web.num_nodes()) + 4) * kUnitRoundoff * old_sum;
  const double bound =
      (grows * factor * residual / (1 - model.alpha) + old_bound + sums) * detail::RoundingBound::kSlack;
  result.convergence = {push.rounds(), push.residual(), bound, scores.convergence.converged, {}};
  result.solver = {"push", "only what the edits move is moved", 0, 0, 0};
  edit_referrers(edits, result);
  if (scores.algorithm == "domain-rating") rate_again(old_bound, result);
  fill_ranks(result);
  return result;
}

}  // namespace orbweb
