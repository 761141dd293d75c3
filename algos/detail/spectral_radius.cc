#include "algos/detail/spectral_radius.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "algos/detail/partition.h"
#include "algos/detail/strong_components.h"
#include "graph/parallel.h"

namespace orbweb::detail {

namespace {

constexpr std::uint64_t kGrain = 1 << 11;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Cyclic components of a graph, and power iteration in all of them at once.
class Components {
 public:
  Components(const Directions& arcs, const Control& control)
      : rows_(*arcs.predecessors), partition_(partition_of(strong_components(arcs, control))) {
    values_.assign(rows_.num_nodes(), 1.0);
    images_.assign(rows_.num_nodes(), 1.0);
  }

  SpectralRadius step() {
    parallel_for(values_.size(), kGrain, [&](std::uint64_t begin, std::uint64_t end) {
      for (std::uint64_t v = begin; v < end; ++v) images_[v] = image_of(v);
    });
    const std::size_t k = partition_.sizes.size();
    std::vector<double> low(k, kInfinity), high(k, 0.0), largest(k, 0.0);
    for (std::uint64_t v = 0; v < values_.size(); ++v) {
      const std::uint64_t c = partition_.class_of[v];
      const double ratio = images_[v] / values_[v];
      low[c] = std::min(low[c], ratio);
      high[c] = std::max(high[c], ratio);
      largest[c] = std::max(largest[c], images_[v]);
    }
    for (std::uint64_t v = 0; v < values_.size(); ++v) {
      // Far from where the mass is, values may underflow: kept positive, the bounds hold, if less tightly.
      values_[v] = std::max(images_[v] / largest[partition_.class_of[v]], 1e-280);
    }
    return {*std::max_element(low.begin(), low.end()) - 1, *std::max_element(high.begin(), high.end()) - 1};
  }

 private:
  /// Of A + I, within the node's component.
  double image_of(std::uint64_t v) const {
    double sum = values_[v];
    for (const NodeId u : rows_[static_cast<NodeId>(v)]) {
      if (partition_.class_of[u] == partition_.class_of[v]) sum += values_[u];
    }
    return sum;
  }

  const Graph& rows_;
  Partition partition_;
  std::vector<double> values_, images_;
};

}  // namespace

SpectralRadius spectral_radius(const Directions& arcs, double tolerance, int max_iterations, const Control& control) {
  if (arcs.successors->num_arcs() == 0) return {};
  Components components(arcs, control);
  SpectralRadius radius{0, kInfinity};
  for (int i = 0; i < max_iterations && radius.high - radius.low > tolerance * radius.low; ++i) {
    control.check();
    const SpectralRadius now = components.step();
    radius = {std::max(radius.low, now.low), std::min(radius.high, now.high)};
    control.progress({"spectral radius", static_cast<std::uint64_t>(i + 1), 0, "iterations", radius.high - radius.low});
  }
  return radius;
}

}  // namespace orbweb::detail
