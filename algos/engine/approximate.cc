#include "algos/engine/approximate.h"

#include <chrono>

#include "algos/engine/anderson_solver.h"
#include "algos/engine/scp_solver.h"
#include "algos/engine/sweep_loop.h"

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

template <class Sweeps>
void run(Sweeps& sweeps, const PageRankOptions& options, const Control& control, const std::string& part,
         Approximation& result) {
  sweep_until_close(sweeps, options, control, part);
  result.iterations = sweeps.iterations();
  result.scores.assign(sweeps.scores().begin(), sweeps.scores().end());
}

}  // namespace

Approximation approximate(const RankGraph& graph, const PageRankOptions& options, const NodeDistribution& teleport,
                          std::span<const double> start, const Control& control, const std::string& part) {
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
  const auto degrees = std::span(outdegrees).first(living.size());
  const auto preference = std::span<const double>(shares).first(shares.empty() ? 0 : living.size());
  if (options.solver == Solver::anderson) {
    AndersonSolver solver(layout, degrees, preference, graph.out_weights.size(), options, first);
    run(solver, options, control, part, result);
  } else {
    ScpSolver solver(layout, degrees, preference, graph.out_weights.size(), options, first);
    run(solver, options, control, part, result);
  }
  return result;
}

}  // namespace orbweb::engine
