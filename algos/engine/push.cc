#include "algos/engine/push.h"

#include <algorithm>
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
  Pusher(const Web& web, NodeId source, const PushOptions& options)
      : web_(web),
        source_(source),
        options_(options),
        score_(web.num_nodes()),
        residual_(web.num_nodes()),
        known_(web.num_nodes()) {
    give(source, 1);
  }

  PushResult run(const Control& control) {
    PushResult result;
    double threshold = 1;
    while (true) {
      control.check();
      result.residual_l1 = residual();
      result.error_bound_l1 = bound(result.residual_l1);
      control.progress({.phase = "pushing", .done = arcs_, .unit = "arcs", .error_bound = result.error_bound_l1});
      if (result.error_bound_l1 <= options_.tolerance || arcs_ >= options_.most_arcs) break;
      if (options_.tolerance <= kUnitRoundoff * rounding_) break;  // no push gains that back
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
    rounding_ += residual_[node];
  }

  double threshold_of(NodeId node, double threshold) const {
    return threshold * static_cast<double>(std::max<std::uint64_t>(1, web_.successors().degree(node)));
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
      enqueue(source_, threshold, queue);
    }
    for (const NodeId node : queue) known_[node] = Known::touched;
  }

  void enqueue(NodeId node, double threshold, std::deque<NodeId>& queue) {
    if (known_[node] == Known::queued || !(residual_[node] > threshold_of(node, threshold))) return;
    known_[node] = Known::queued;
    queue.push_back(node);
  }

  void push(NodeId node) {
    const double amount = std::exchange(residual_[node], 0);
    score_[node] += (1 - options_.alpha) * amount;
    rounding_ += score_[node] + 4 * amount;  // products, quotient and 1 - alpha, which is rounded itself
    read_row(node);
    arcs_ += row_.size() + 1;
    if (row_.empty()) return give(source_, options_.alpha * amount);
    const double share = options_.alpha * amount / static_cast<double>(row_.size());
    for (const NodeId target : row_) give(target, share);
  }

  void read_row(NodeId node) {
    web_.successors().read_row(node, row_);
    if (!options_.followed_only) return;
    const ArcIndex first = web_.successors().first_arc(node);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < row_.size(); ++i) {
      if (web_.followed().contains(first + i)) row_[kept++] = row_[i];
    }
    row_.resize(kept);
  }

  double residual() const {
    double total = 0;
    for (const NodeId node : touched_) total += residual_[node];
    return total;
  }

  /// Of the scores that run() ends with: their last addition rounds too.
  double bound(double residual) const {
    const double last = 1 + 4 * residual;
    return (options_.alpha * residual + kUnitRoundoff * (rounding_ + last)) * kSlack + 1e-290;
  }

  enum class Known : std::uint8_t { nothing, touched, queued };

  const Web& web_;
  NodeId source_;
  const PushOptions& options_;
  std::vector<double> score_, residual_;
  std::vector<Known> known_;
  std::vector<NodeId> touched_;  ///< in the order in which they first got something
  std::vector<NodeId> row_;
  std::uint64_t arcs_ = 0;
  double rounding_ = 0;  ///< in units of 2^-53: what every operation so far may have been off
};

}  // namespace

PushResult push_from(const Web& web, NodeId source, const PushOptions& options, const Control& control) {
  return Pusher(web, source, options).run(control);
}

}  // namespace orbweb::engine
