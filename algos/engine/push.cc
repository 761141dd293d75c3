#include "algos/engine/push.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <utility>

namespace orbweb::engine {

namespace {

constexpr double kUnitRoundoff = 0x1p-53;
/// Covers the roundings of the error sums themselves, of up to 2^32 terms, as in algos/detail/error_bound.h.
constexpr double kSlack = 1 + 2e-6;
constexpr double kThresholdFall = 0.25;

class Pusher {
 public:
  Pusher(std::vector<double> score, const std::vector<Residual>& residuals, const PushRows& rows,
         const PushOptions& options)
      : rows_(rows), options_(options), score_(std::move(score)), residual_(score_.size()), known_(score_.size()) {
    for (const Residual& residual : residuals) {
      give(residual.node, residual.amount);
      rounding_ += 4 * std::abs(residual.amount);  // products and quotients that it was found by
    }
  }

  PushResult run(const Control& control) {
    PushResult result;
    double threshold = 0;
    for (const NodeId node : touched_) threshold = std::max(threshold, std::abs(residual_[node]));
    while (true) {
      control.check();
      result.residual_l1 = residual();
      result.error_bound_l1 = bound(result.residual_l1);
      control.progress({.phase = "pushing", .done = arcs_, .unit = "arcs", .error_bound = result.error_bound_l1});
      if (result.error_bound_l1 <= options_.tolerance || arcs_ >= options_.most_arcs) break;
      // No push gains that back.
      if (result.residual_l1 == 0 || options_.tolerance <= kUnitRoundoff * rounding_) break;
      threshold *= kThresholdFall;
      push_above(threshold, control);
      ++result.rounds;
    }
    // Half a push of all that is left: its teleport share is known, and alpha of it alone stays in doubt.
    for (const NodeId node : touched_) score_[node] += (1 - options_.alpha) * residual_[node];
    result.score = std::move(score_);
    result.arcs = arcs_;
    result.nodes = touched_.size();
    return result;
  }

 private:
  void give(NodeId node, double amount) {
    if (known_[node] == Known::nothing) {
      known_[node] = Known::touched;
      touched_.push_back(node);
    }
    residual_[node] += amount;
    rounding_ += std::abs(residual_[node]);
  }

  double threshold_of(NodeId node, double threshold) const {
    return threshold * static_cast<double>(std::max<std::uint64_t>(1, rows_.web.successors().degree(node)));
  }

  /// Pushes, first come first served, until no node has more than `threshold` per arc.
  void push_above(double threshold, const Control& control) {
    constexpr std::size_t kCheckEvery = 1 << 10;  // pushes between looks at the request to stop
    std::deque<NodeId> queue;                     // each node once at most
    for (const NodeId node : touched_) enqueue(node, threshold, queue);
    for (std::size_t pushes = 0; !queue.empty() && arcs_ < options_.most_arcs; ++pushes) {
      if (pushes % kCheckEvery == 0) control.check();
      const NodeId node = queue.front();
      queue.pop_front();
      known_[node] = Known::touched;
      push(node);
      for (const NodeId target : row_) enqueue(target, threshold, queue);
      if (row_.empty() && rows_.from_dangling) enqueue(*rows_.from_dangling, threshold, queue);
    }
    for (const NodeId node : queue) known_[node] = Known::touched;
  }

  void enqueue(NodeId node, double threshold, std::deque<NodeId>& queue) {
    if (known_[node] == Known::queued || !(std::abs(residual_[node]) > threshold_of(node, threshold))) return;
    known_[node] = Known::queued;
    queue.push_back(node);
  }

  void push(NodeId node) {
    const double amount = std::exchange(residual_[node], 0);
    score_[node] += (1 - options_.alpha) * amount;
    // Products, quotient and 1 - alpha, which is rounded itself.
    rounding_ += std::abs(score_[node]) + 4 * std::abs(amount);
    rows_.read(node, row_);
    arcs_ += row_.size() + 1;
    if (row_.empty()) {
      if (rows_.from_dangling) give(*rows_.from_dangling, options_.alpha * amount);
      return;
    }
    const double share = options_.alpha * amount / static_cast<double>(row_.size());
    for (const NodeId target : row_) give(target, share);
  }

  double residual() const {
    double total = 0;
    for (const NodeId node : touched_) total += std::abs(residual_[node]);
    return total;
  }

  /// Of the scores that run() ends with: their last addition rounds too.
  double bound(double residual) const {
    double last = 4 * residual;
    for (const NodeId node : touched_) last += std::abs(score_[node]);
    return (options_.alpha * residual + kUnitRoundoff * (rounding_ + last)) * kSlack + 1e-290;
  }

  enum class Known : std::uint8_t { nothing, touched, queued };

  const PushRows& rows_;
  const PushOptions& options_;
  std::vector<double> score_, residual_;
  std::vector<Known> known_;
  std::vector<NodeId> touched_;  ///< in the order in which they first got something
  std::vector<NodeId> row_;
  std::uint64_t arcs_ = 0;
  double rounding_ = 0;  ///< in units of 2^-53: what every operation so far may have been off
};

}  // namespace

void PushRows::read(NodeId node, std::vector<NodeId>& row) const {
  const auto found = edited.find(node);
  if (found == edited.end()) return read_successors(web, node, filter, row);
  row = found->second;
}

PushResult push(std::vector<double> score, const std::vector<Residual>& residuals, const PushRows& rows,
                const PushOptions& options, const Control& control) {
  return Pusher(std::move(score), residuals, rows, options).run(control);
}

PushResult push_from(const Web& web, NodeId source, const ArcFilter& filter, const PushOptions& options,
                     const Control& control) {
  const PushRows rows{.web = web, .filter = filter, .from_dangling = source};
  return push(std::vector<double>(web.num_nodes()), {{source, 1}}, rows, options, control);
}

}  // namespace orbweb::engine
