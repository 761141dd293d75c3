#include "algos/detail/spectral_radius.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "algos/detail/search.h"
#include "algos/detail/strong_components.h"
#include "graph/parallel.h"

namespace orbweb::detail {

namespace {

constexpr std::uint64_t kGrain = 1 << 11;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// The rows' arcs that stay in their component.
Graph inside(const Graph& rows, const Partition& partition) {
  std::vector<ArcIndex> offsets(rows.num_nodes() + 1, 0);
  const auto for_each_inner = [&](std::uint64_t v, auto&& visit) {
    for (const NodeId u : rows[static_cast<NodeId>(v)]) {
      if (partition.class_of[u] == partition.class_of[v]) visit(u);
    }
  };
  const auto for_each_node = [&](auto&& work) {
    parallel_for(rows.num_nodes(), kGrain, [&](std::uint64_t begin, std::uint64_t end) {
      for (std::uint64_t v = begin; v < end; ++v) work(v);
    });
  };
  for_each_node([&](std::uint64_t v) { for_each_inner(v, [&](NodeId) { ++offsets[v + 1]; }); });
  for (std::size_t v = 1; v < offsets.size(); ++v) offsets[v] += offsets[v - 1];
  std::vector<NodeId> targets(offsets.back());
  for_each_node([&](std::uint64_t v) {
    ArcIndex place = offsets[v];
    for_each_inner(v, [&](NodeId u) { targets[place++] = u; });
  });
  return {std::move(offsets), std::move(targets)};
}

/// Cyclic components of a graph, and power iteration in all of them at once.
class Components {
 public:
  Components(const Directions& arcs, const Partition& partition)
      : rows_(inside(*arcs.predecessors, partition)),
        partition_(partition),
        values_(rows_.num_nodes(), 1.0),
        images_(rows_.num_nodes(), 1.0),
        bounds_(partition.sizes.size()) {
    for (std::uint64_t v = 0; v < rows_.num_nodes(); ++v) {
      if (rows_.degree(static_cast<NodeId>(v)) == 0) continue;
      cyclic_.push_back(static_cast<NodeId>(v));
      bounds_[partition.class_of[v]].high = kInfinity;
    }
  }

  /// Tightens the bounds.
  void step() {
    parallel_for(cyclic_.size(), kGrain, [&](std::uint64_t begin, std::uint64_t end) {
      for (std::uint64_t i = begin; i < end; ++i) images_[cyclic_[i]] = image_of(cyclic_[i]);
    });
    const std::size_t k = partition_.sizes.size();
    std::vector<double> low(k, kInfinity), high(k, 0.0), largest(k, 0.0);
    for (const NodeId v : cyclic_) {
      const std::uint64_t c = partition_.class_of[v];
      const double ratio = images_[v] / values_[v];
      low[c] = std::min(low[c], ratio);
      high[c] = std::max(high[c], ratio);
      largest[c] = std::max(largest[c], images_[v]);
    }
    for (const NodeId v : cyclic_) {
      // Far from where the mass is, values may underflow: kept positive, the bounds hold, if less tightly.
      values_[v] = std::max(images_[v] / largest[partition_.class_of[v]], 1e-280);
    }
    for (std::size_t c = 0; c < k; ++c) {
      if (bounds_[c].high > 0)
        bounds_[c] = {std::max(bounds_[c].low, low[c] - 1), std::min(bounds_[c].high, high[c] - 1)};
    }
  }

  /// Of each component's radius.
  const std::vector<SpectralRadius>& bounds() const { return bounds_; }

  SpectralRadius largest() const {
    SpectralRadius radius;
    for (const SpectralRadius& of_one : bounds_) {
      radius = {std::max(radius.low, of_one.low), std::max(radius.high, of_one.high)};
    }
    return radius;
  }

 private:
  /// Of A + I, within the node's component.
  double image_of(NodeId v) const {
    double sum = values_[v];
    for (const NodeId u : rows_[v]) sum += values_[u];
    return sum;
  }

  Graph rows_;
  const Partition& partition_;
  std::vector<NodeId> cyclic_;  ///< nodes of cyclic components
  std::vector<double> values_, images_;
  std::vector<SpectralRadius> bounds_;
};

bool is_tight(const SpectralRadius& bounds, double tolerance) {
  return bounds.high - bounds.low <= tolerance * bounds.low;
}

/// Components that may have the largest radius, and whether it is known which have.
struct Leaders {
  std::vector<std::uint8_t> is_leader;  ///< by component
  std::uint64_t possible = 0;
  bool are_known = true;
};

Leaders leaders_of(const Components& components, double tolerance) {
  const double least = components.largest().low;
  Leaders leaders;
  for (const SpectralRadius& bounds : components.bounds()) {
    const bool is_possible = bounds.high >= least && bounds.high > 0, tight = is_tight(bounds, tolerance);
    leaders.is_leader.push_back(is_possible ? 1 : 0);
    leaders.possible += is_possible ? 1 : 0;
    leaders.are_known = leaders.are_known && (tight || !is_possible);
  }
  return leaders;
}

/// Whether a path leads from one leading component into another: a path that has left a component never comes back.
bool is_chained(const Directions& arcs, const Partition& strong, const Leaders& leaders, const Control& control) {
  std::vector<NodeId> behind;
  for (std::uint64_t v = 0; v < strong.class_of.size(); ++v) {
    if (leaders.is_leader[strong.class_of[v]] == 0) continue;
    for (const NodeId target : (*arcs.successors)[static_cast<NodeId>(v)]) {
      if (strong.class_of[target] != strong.class_of[v]) behind.push_back(target);
    }
  }
  std::sort(behind.begin(), behind.end());
  behind.erase(std::unique(behind.begin(), behind.end()), behind.end());
  const auto levels = levels_from(*arcs.successors, *arcs.predecessors, behind, control);
  for (std::uint64_t v = 0; v < levels.size(); ++v) {
    if (levels[v] != kUnreached && leaders.is_leader[strong.class_of[v]] != 0) return true;
  }
  return false;
}

}  // namespace

SpectralRadius spectral_radius(const Directions& arcs, double tolerance, int max_iterations, double alpha,
                               const Control& control) {
  if (arcs.successors->num_arcs() == 0) return {};
  const Partition strong = partition_of(strong_components(arcs, control));
  Components components(arcs, strong);
  SpectralRadius radius{0, kInfinity};
  const auto is_told = [&] { return alpha > 0 && (alpha * radius.low >= 1 || alpha * radius.high < 1); };
  for (int i = 0; i < max_iterations && !is_tight(radius, tolerance) && !is_told(); ++i) {
    control.check();
    components.step();
    radius = components.largest();
    control.progress({"spectral radius", static_cast<std::uint64_t>(i + 1), 0, "iterations", radius.high - radius.low});
  }
  return radius;
}

bool has_chained_radii(const Directions& arcs, const Partition& strong, double tolerance, int max_iterations,
                       const Control& control) {
  Components components(arcs, strong);
  Leaders leaders{{}, 2, false};
  for (int i = 0; i < max_iterations && leaders.possible > 1 && !leaders.are_known; ++i) {
    control.check();
    components.step();
    leaders = leaders_of(components, tolerance);
  }
  return leaders.possible > 1 && leaders.are_known && is_chained(arcs, strong, leaders, control);
}

}  // namespace orbweb::detail
