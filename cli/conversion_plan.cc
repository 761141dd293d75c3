#include "cli/conversion_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "exports/export_format.h"
#include "graph/memory.h"
#include "graph/number_text.h"
#include "graph/parallel.h"
#include "graph/size_text.h"
#include "graph/transform/row_stream.h"
#include "graph/web_writer.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kShareOfMemory = 4;  // as graph/transform/row_stream.h has it
constexpr std::uint64_t kNameBytes = 24;     // a host, about; stored names are front-coded and do not tell

/// Blocks of rows on their way, two a thread; a row of mean length, with labels.
std::uint64_t block_bytes(const ConversionPlan& plan) {
  const std::uint64_t rows =
      std::min(plan.nodes, 2 * static_cast<std::uint64_t>(num_threads()) * WebSink::kRowsPerChunk * 64);
  return plan.nodes == 0 ? 0 : rows * (8 + kBytesPerReversedArc * plan.arcs / plan.nodes);
}

/// Per node, as the headers of graph/transform/ have it: maps of nodes, and what finds components and orders.
std::uint64_t bytes_per_node(const ConversionSteps& steps) {
  std::uint64_t bytes = 0;
  const bool reorders = steps.order != "name";
  if (steps.chooses_nodes || steps.finds_component || reorders) bytes += 12;
  std::uint64_t search = 0;
  if (steps.finds_component) search = steps.is_strong ? 24 : 8;
  if (reorders) search = std::max<std::uint64_t>(search, steps.order == "bfs" ? 21 : 12);
  return bytes + search + (steps.turns_arcs ? 4 : 0);
}

/// Webs that steps have to write because the next one looks at the graph: Conversion settles before components and
/// orders, and exports read a settled web.
std::uint64_t webs_in_between(const ConversionSteps& steps) {
  const bool reorders = steps.order != "name";
  std::uint64_t webs = 0;
  bool waits = steps.chooses_nodes || steps.filters_arcs;
  const auto settle = [&] {
    webs += waits ? 1 : 0;
    waits = false;
  };
  if (steps.finds_component) {
    settle();
    waits = true;
  }
  if (reorders) {
    settle();
    waits = true;
  }
  waits = waits || steps.turns_arcs;
  if (steps.format != "web") settle();
  return webs;
}

}  // namespace

ConversionPlan plan_conversion(const Web& web, std::uint64_t web_bytes, const ConversionSteps& steps) {
  ConversionPlan plan;
  plan.nodes = web.num_nodes();
  plan.arcs = web.num_arcs() * (steps.is_symmetrised ? 2 : 1);
  const std::uint64_t stored = web_bytes * (steps.is_symmetrised ? 2 : 1);
  const std::uint64_t webs = webs_in_between(steps);
  plan.temporary_bytes = std::min<std::uint64_t>(webs, 2) * stored;
  plan.memory = block_bytes(plan) + bytes_per_node(steps) * plan.nodes;
  if (steps.turns_arcs || steps.format == "wsg") {
    const std::uint64_t limit = steps.memory_limit > 0 ? steps.memory_limit : machine_memory() / kShareOfMemory;
    const std::uint64_t all = kBytesPerReversedArc * web.num_arcs() + kBytesPerReversedNode * plan.nodes;
    plan.memory += std::min(all, limit);
    plan.passes = std::max<std::uint64_t>(1, (all + limit - 1) / std::max<std::uint64_t>(limit, 1));
  }
  const bool is_web = steps.format == "web";
  if (is_web || webs > 0) plan.memory += WebWriter::memory_for({.num_nodes = plan.nodes, .links = plan.arcs});
  const std::uint64_t names = web.has_names() ? kNameBytes * plan.nodes : 0;
  plan.disk = is_web ? stored : estimated_bytes(export_format_named(steps.format), plan.nodes, plan.arcs, names);
  if (steps.writes_names) plan.disk += names + (std::to_string(plan.nodes).size() + 2) * plan.nodes;
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
