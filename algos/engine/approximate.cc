#include "algos/engine/approximate.h"

#include <chrono>
#include <limits>

#include "algos/engine/scp_solver.h"

namespace orbweb::engine {

namespace {

constexpr std::size_t kPadding = 8;  // vector passes touch whole vectors

/// One value per living node, and padding.
template <class T, class ValueOf>
std::vector<T> of_living(const LivingNodes& living, T padding, ValueOf&& value_of) {
  std::vector<T> values(living.size() + kPadding, padding);
  for (std::uint64_t i = 0; i < living.size(); ++i) values[i] = static_cast<T>(value_of(living.node(i)));
  return values;
}

/// Whether steps still shrink: where none did for as many sweeps as gain a factor of e, rounding is all that is left.
class Progressing {
 public:
  explicit Progressing(double alpha) : patience_(1 / (1 - alpha)) {}
  bool operator()(double step) {
    since_smallest_ = step < smallest_ ? 0 : since_smallest_ + 1;
    smallest_ = std::min(smallest_, step);
    return since_smallest_ < patience_;
  }

 private:
  double patience_;
  double smallest_ = std::numeric_limits<double>::infinity();
  double since_smallest_ = 0;
};

}  // namespace

Approximation approximate(const RankGraph& graph, const PageRankOptions& options, const NodeDistribution& teleport,
                          std::span<const double> start, const Control& control) {
  const auto begin = std::chrono::steady_clock::now();
  control.progress({.phase = "laying out", .done = 0, .total = 1, .unit = "layouts"});
  Approximation result{.living = LivingNodes(graph.out_weights), .scores = {}};
  const LivingNodes& living = result.living;
  const Layout layout = build_layout(*graph.predecessors, living, {});
  result.layout_bytes = layout.bytes();
  result.layout_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();

  const auto outdegrees = of_living<std::uint32_t>(living, 1, [&](NodeId node) { return graph.out_weights[node]; });
  std::vector<double> shares = of_living<double>(living, 0, [&](NodeId node) { return teleport[node]; });
  std::vector<double> first(shares.begin(), shares.end() - kPadding);
  for (std::uint64_t i = 0; i < (start.empty() ? 0 : living.size()); ++i) first[i] = start[living.node(i)];
  if (teleport.is_uniform()) shares.clear();
  ScpSolver solver(layout, std::span(outdegrees).first(living.size()),
                   shares.empty() ? std::span<const double>() : std::span<const double>(shares).first(living.size()),
                   graph.out_weights.size(), options, first);
  Progressing progressing(options.alpha);
  double bound = std::numeric_limits<double>::infinity();
  while (bound > options.tolerance && solver.iterations() + 1 < options.max_iterations) {
    control.check();
    const double step = solver.advance();
    bound = options.alpha * step / (1 - options.alpha);
    control.progress({.phase = "pagerank",
                      .done = static_cast<std::uint64_t>(solver.iterations()),
                      .unit = "iterations",
                      .error_bound = bound});
    if (!progressing(step)) break;
  }
  result.iterations = solver.iterations();
  result.scores.assign(solver.scores().begin(), solver.scores().end());
  return result;
}

}  // namespace orbweb::engine
