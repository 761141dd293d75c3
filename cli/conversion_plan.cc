#include "cli/conversion_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "exports/export_format.h"
#include "graph/memory.h"
#include "graph/number_text.h"
#include "graph/parallel.h"
#include "graph/size_text.h"
#include "graph/transform/block_stream.h"
#include "graph/transform/row_stream.h"
#include "graph/web_writer.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kNameBytes = 24;  // a host, about; stored names are front-coded and do not tell

bool finds_component(const ConvertSteps& steps) { return steps.largest_component || steps.largest_strong_component; }
bool reorders(const ConvertSteps& steps) { return steps.order != "name"; }
/// Predecessors of followed arcs alone are not stored.
bool turns_arcs(const ConvertSteps& steps) { return steps.direction != ArcDirection::kept || steps.followed_only; }

/// Blocks of rows on their way, two a thread; rows of mean length, with labels.
std::uint64_t block_bytes(const ConversionPlan& plan) {
  const std::uint64_t rows = std::min(plan.nodes, 2 * static_cast<std::uint64_t>(num_threads()) * kRowsPerStreamBlock);
  return plan.nodes == 0 ? 0 : rows * (8 + kBytesPerReversedArc * plan.arcs / plan.nodes);
}

/// Per node, as the headers of graph/transform/ have it: maps of nodes, and what finds components and orders.
std::uint64_t bytes_per_node(const ConvertSteps& steps) {
  const std::uint64_t maps = steps.nodes || finds_component(steps) || reorders(steps) ? 12 : 0;
  std::uint64_t search = 0;
  if (finds_component(steps)) search = steps.largest_strong_component ? 24 : 8;
  if (reorders(steps)) search = std::max<std::uint64_t>(search, steps.order == "bfs" ? 21 : 12);
  return maps + search + (turns_arcs(steps) ? 4 : 0);
}

/// Webs that steps have to write because the next one looks at the graph: Conversion settles before components and
/// orders, and exports read a settled web.
std::uint64_t webs_in_between(const ConvertSteps& steps, bool is_web) {
  std::uint64_t webs = 0;
  bool waits = steps.nodes || steps.followed_only || steps.drop_self_loops;
  for (const bool looks : {finds_component(steps), reorders(steps)}) {
    if (!looks) continue;
    webs += waits ? 1 : 0;
    waits = true;
  }
  waits = waits || turns_arcs(steps);
  return webs + (waits && !is_web ? 1 : 0);
}

}  // namespace

ConversionPlan plan_conversion(const Web& web, std::uint64_t web_bytes, const ConvertSteps& steps,
                               const ConvertOptions& options) {
  const std::uint64_t ways = steps.direction == ArcDirection::symmetrised ? 2 : 1;
  const bool is_web = options.format == kWebFormat;
  ConversionPlan plan;
  plan.nodes = web.num_nodes();
  plan.arcs = ways * web.num_arcs();
  const std::uint64_t webs = webs_in_between(steps, is_web);
  plan.temporary_bytes = std::min<std::uint64_t>(webs, 2) * ways * web_bytes;
  plan.memory = block_bytes(plan) + bytes_per_node(steps) * plan.nodes;
  if (turns_arcs(steps) || options.format == "wsg") {
    const std::uint64_t limit = reversal_limit(options.memory_limit);
    const std::uint64_t all = kBytesPerReversedArc * web.num_arcs() + kBytesPerReversedNode * plan.nodes;
    plan.memory += std::min(all, limit);
    plan.passes = std::max<std::uint64_t>(1, (all + limit - 1) / std::max<std::uint64_t>(limit, 1));
  }
  if (is_web || webs > 0) plan.memory += WebWriter::memory_for({.num_nodes = plan.nodes, .links = plan.arcs});
  const std::uint64_t names = web.has_names() ? kNameBytes * plan.nodes : 0;
  plan.disk =
      is_web ? ways * web_bytes : estimated_bytes(export_format_named(options.format), plan.nodes, plan.arcs, names);
  const bool loses_names = is_web && web.has_names() && reorders(steps);
  if (!options.names.empty() || loses_names) plan.disk += names + (std::to_string(plan.nodes).size() + 2) * plan.nodes;
  return plan;
}

Json plan_json(const ConversionPlan& plan) {
  return {{"nodes_at_most", plan.nodes},
          {"arcs_at_most", plan.arcs},
          {"estimated_memory", plan.memory},
          {"estimated_disk", plan.disk},
          {"temporary_bytes", plan.temporary_bytes},
          {"passes", plan.passes},
          {"fits", plan.memory <= machine_memory()}};
}

std::string plan_text(const ConversionPlan& plan) {
  const std::string passes = plan.passes == 0 ? ""
                                              : fmt::format("; arcs turned round in {} {}", grouped(plan.passes),
                                                            plan.passes == 1 ? "pass" : "passes");
  return fmt::format("  nodes   at most {}, arcs at most {}\n", grouped(plan.nodes), grouped(plan.arcs)) +
         fmt::format("  memory  about {}{}\n", size_text(plan.memory), passes) +
         fmt::format("  disk    about {}, and {} while it works\n", size_text(plan.disk),
                     size_text(plan.temporary_bytes)) +
         fmt::format("{} into the {} of this machine\n", plan.memory <= machine_memory() ? "fits" : "does not fit",
                     size_text(machine_memory()));
}

}  // namespace orbweb
