#include "algos/engine/approximate.h"

#include <chrono>

#include "algos/engine/anderson_solver.h"
#include "algos/engine/scp_solver.h"
#include "algos/engine/stored_layout.h"
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

}  // namespace

LaidOut lay_out(const RankGraph& graph, const Control& control) {
  const auto begin = std::chrono::steady_clock::now();
  control.progress({.phase = "laying out", .done = 0, .total = 1, .unit = "layouts"});
  LivingNodes living(graph.out_weights);
  std::optional<Layout> kept;
  if (graph.layout) kept = read_layout(*graph.layout, living.size(), graph.predecessors->num_arcs());
  const bool was_kept = kept.has_value();
  Layout layout = was_kept ? *std::move(kept) : build_layout(*graph.predecessors, living, {});
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return {std::move(living), std::move(layout), was_kept, seconds};
}

Approximation approximate(const LaidOut& laid_out, const RankGraph& graph, const PageRankOptions& options,
                          const NodeDistribution& teleport, std::vector<double> start, const Control& control,
                          const std::string& part) {
  const LivingNodes& living = laid_out.living;
  const Layout& layout = laid_out.layout;
  Approximation result;
  const auto outdegrees = of_living<std::uint32_t>(living, 1, [&](NodeId node) { return graph.out_weights[node]; });
  std::vector<double> shares;
  if (!teleport.is_uniform()) shares = of_living<double>(living, 0, [&](NodeId node) { return teleport[node]; });
  std::vector<double> first =
      of_living<double>(living, 0, [&](NodeId node) { return start.empty() ? teleport[node] : start[node]; });
  first.resize(living.size());
  start = {};
  const auto degrees = std::span(outdegrees).first(living.size());
  const auto preference = std::span<const double>(shares).first(shares.empty() ? 0 : living.size());
  const auto run = [&](auto solver) {
    first = {};  // the solver has a copy
    sweep_until_close(solver, options, control, part);
    result.iterations = solver.iterations();
    result.scores.assign(solver.scores().begin(), solver.scores().end());
  };
  if (options.solver == Solver::anderson) {
    run(AndersonSolver(layout, degrees, preference, graph.out_weights.size(), options, first));
  } else if (options.contributions == Contributions::f32) {
    run(ScpSolver<float>(layout, degrees, preference, graph.out_weights.size(), options, first));
  } else {
    run(ScpSolver<double>(layout, degrees, preference, graph.out_weights.size(), options, first));
  }
  return result;
}

}  // namespace orbweb::engine
