#include "algos/detail/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "algos/detail/exact_balls.h"
#include "algos/detail/hyper_ball.h"
#include "algos/detail/rating.h"
#include "graph/build/spill_file.h"
#include "graph/error.h"
#include "graph/memory.h"
#include "graph/size_text.h"

namespace orbweb::detail {

namespace {

// Bytes: what the arrays of the code add up to, and a little more. Peaks of whole runs
// stayed below over a web of 3 M arcs, PageRank's and HITS' over one of 80 M; tests/cli/rank_plan_test.cc looks at it.
constexpr std::uint64_t kProgram = std::uint64_t{48} << 20;  // the program, its threads and their buffers
constexpr std::uint64_t kRankPerNode = 72;                   // scores, sums, outdegrees, their order
constexpr std::uint64_t kLayoutPerArc = 6;      // the layout while it is built, and what passes between parts
constexpr std::uint64_t kSelectedPerArc = 8;    // arcs in memory, both ways
constexpr std::uint64_t kSelectedPerNode = 16;  // their offsets
constexpr std::uint64_t kWeightsPerArc = 20;    // weights, and which arc each was
constexpr std::uint64_t kMeasurePerNode = 64;
constexpr std::uint64_t kListPerNode = 16;                         // a list of nodes, and the run's copy of it
constexpr std::uint64_t kLeidenPerArc = 60, kLeidenPerNode = 120;  // as algos/leiden.h has them
constexpr std::uint64_t kLabelsPerArc = 8, kLabelsPerNode = 21;    // as algos/label_propagation.h has them

std::uint64_t selected(const Web& web) { return kSelectedPerNode * web.num_nodes() + kSelectedPerArc * web.num_arcs(); }

std::uint64_t limit_of(const RankGrant& granted) { return granted.memory > 0 ? granted.memory : machine_memory(); }

/// Bytes of a kept layout of these arcs; 0 where there is none.
std::uint64_t kept_layout(const Web& web, const ArcFilter& filter) {
  const std::string file = layout_file_of(web, filter);
  const auto bytes = file.empty() ? std::nullopt : web.derived(file);
  return bytes ? bytes->size() : 0;
}

}  // namespace

RankPlan plan_pagerank(const Web& web, const ArcFilter& filter, bool weighted, Solver solver) {
  const SolverPlan chosen = plan_solver(web.num_nodes(), web.num_arcs(), weighted, solver);
  RankPlan plan{.solver = std::string(value_names(chosen.solver)[static_cast<std::size_t>(chosen.solver)]),
                .reason = chosen.reason,
                .layout = {},
                .memory = kProgram + kRankPerNode * web.num_nodes()};
  if (weighted) plan.memory += kWeightsPerArc * web.num_arcs();
  if (weighted || !passes_all(web, filter)) plan.memory += selected(web);
  if (chosen.solver != Solver::scp && chosen.solver != Solver::anderson) return plan;
  const std::uint64_t kept = weighted ? 0 : kept_layout(web, filter);
  plan.layout = kept > 0 ? "kept with the web" : "built first";
  plan.memory += kept > 0 ? 2 * kept : kLayoutPerArc * web.num_arcs();
  return plan;
}

RankPlan plan_arcs(const Web& web) {
  return {
      .solver = {}, .reason = {}, .layout = {}, .memory = kProgram + selected(web) + kMeasurePerNode * web.num_nodes()};
}

namespace {

/// Of what adds up the arcs' rows again and again, over so many layouts (algos/engine/row_sums.h).
RankPlan plan_sums(const Web& web, std::uint64_t layouts) {
  RankPlan plan = plan_arcs(web);
  plan.layout = "built first";
  plan.memory += layouts * kLayoutPerArc * web.num_arcs();
  return plan;
}

}  // namespace

RankPlan plan_of(const Web& web, const HitsOptions&) { return plan_sums(web, 2); }
RankPlan plan_of(const Web& web, const KatzOptions&) { return plan_sums(web, 1); }
RankPlan plan_of(const Web& web, const EigenvectorOptions&) { return plan_sums(web, 1); }

RankPlan plan_of(const Web& web, const DomainRatingOptions&) {
  return plan_pagerank(web, rated_arcs(), false, Solver::automatic);
}

RankPlan plan_of(const Web& web, const UrlRatingOptions& options) {
  return plan_pagerank(web, rated_arcs(), options.internal_weight != 1, Solver::automatic);
}

RankPlan plan_of(const Web& web, const DistanceOptions& options, const RankGrant& granted) {
  const std::uint64_t n = web.num_nodes();
  check_distances(options, n);
  RankPlan plan = plan_arcs(web);
  if (options.exact) {
    plan.memory += exact_ball_memory(n, n);
    return plan;
  }
  const auto chosen = std::count_if(options.exact_for.begin(), options.exact_for.end(), [](double v) { return v > 0; });
  if (chosen > 0) plan.memory += exact_ball_memory(n, static_cast<std::uint64_t>(chosen));
  const std::uint64_t beside = kProgram + kListPerNode * options.exact_for.size(), limit = limit_of(granted);
  plan.slices = ball_slices(n, web.num_arcs(), options.log2m, limit - std::min(limit, beside));
  // Searches come when the registers are gone.
  plan.memory = std::max(plan.memory, kProgram + ball_memory(n, web.num_arcs(), options.log2m, plan.slices));
  plan.memory += kListPerNode * options.exact_for.size();
  plan.temporary_bytes = ball_spill(n, options.log2m, plan.slices, granted.keeps_state);
  if (plan.temporary_bytes > 0) plan.temporary_folder = SpillSpace(real_file_system(), {}).folder();
  return plan;
}

RankPlan plan_of(const Web& web, const LeidenOptions&) {
  RankPlan plan = plan_arcs(web);
  plan.memory += kLeidenPerArc * web.num_arcs() + kLeidenPerNode * web.num_nodes();
  return plan;
}

RankPlan plan_of(const Web& web, const LabelPropagationOptions&) {
  RankPlan plan = plan_arcs(web);
  plan.memory += kLabelsPerArc * web.num_arcs() + kLabelsPerNode * web.num_nodes();
  return plan;
}

void check_memory(const std::string& name, const RankPlan& plan, const RankGrant& granted) {
  const std::uint64_t limit = limit_of(granted);
  if (plan.memory <= limit) return;
  const std::string of_which = granted.memory > 0 ? fmt::format("{} are granted", size_text(limit))
                                                  : fmt::format("this machine has {}", size_text(limit));
  const char* const rest_on_disk = plan.slices > 1 ? " with its registers on disk" : "";
  throw LimitError(
      fmt::format("{} needs about {} of memory{}, of which {}", name, size_text(plan.memory), rest_on_disk, of_which));
}

}  // namespace orbweb::detail
