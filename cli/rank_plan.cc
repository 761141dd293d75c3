#include "cli/rank_plan.h"

#include <fmt/format.h>

#include "graph/error.h"
#include "graph/memory.h"
#include "graph/number_text.h"
#include "graph/parallel.h"
#include "graph/size_text.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kBytesPerTopic = 16;        // of a node: its column, and what its preference is read into
constexpr std::uint64_t kBytesOfManyVectors = 256;  // of a node, while eight are pulled at once

}  // namespace

Json rank_plan_json(const Algorithm& algorithm, const Web& web, const RankPlan& plan, const RankGrant& granted,
                    std::size_t topics) {
  const std::uint64_t per_node =
      kBytesPerTopic * topics + (topics > 0 && plan.solver == "pull" ? kBytesOfManyVectors : 0);
  const std::uint64_t memory = plan.memory + per_node * web.num_nodes();
  const std::uint64_t limit = granted.memory > 0 ? granted.memory : machine_memory();
  const auto or_null = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
  return {{"dry_run", true},
          {"algorithm", algorithm.name},
          {"definition", algorithm.definition},
          {"nodes", web.num_nodes()},
          {"arcs", web.num_arcs()},
          {"solver", or_null(plan.solver)},
          {"solver_reason", or_null(plan.reason)},
          {"layout", or_null(plan.layout)},
          {"topics", topics},
          {"threads", num_threads()},
          {"slices", plan.slices > 0 ? Json(plan.slices) : Json()},
          {"temporary_bytes", plan.temporary_bytes},
          {"temporary_folder", or_null(plan.temporary_folder.string())},
          {"estimated_memory", memory},
          {"memory_limit", granted.memory > 0 ? Json(granted.memory) : Json()},
          {"machine_memory", machine_memory()},
          {"fits", memory <= limit}};
}

namespace {

/// "fits into the 2 GiB granted by --memory"
std::string verdict_of(const Json& plan) {
  const bool is_granted = !plan.at("memory_limit").is_null();
  const auto limit = plan.at(is_granted ? "memory_limit" : "machine_memory").get<std::uint64_t>();
  return fmt::format("{} into the {} {}", plan.at("fits").get<bool>() ? "fits" : "does not fit", size_text(limit),
                     is_granted ? "granted by --memory" : "of this machine");
}

}  // namespace

void check_fits(const Json& plan) {
  if (plan.at("fits").get<bool>()) return;
  throw LimitError(fmt::format("{} needs about {} of memory, which {}", plan.at("algorithm").get<std::string>(),
                               size_text(plan.at("estimated_memory").get<std::uint64_t>()), verdict_of(plan)));
}

std::string rank_plan_text(const Json& plan) {
  const auto number = [&](const char* name) { return plan.at(name).get<std::uint64_t>(); };
  const auto text = [&](const char* name) { return plan.at(name).get<std::string>(); };
  std::string lines = fmt::format("would compute {}\n", text("definition")) +
                      fmt::format("  nodes    {}\n", grouped(number("nodes"))) +
                      fmt::format("  arcs     {}\n", grouped(number("arcs")));
  if (!plan.at("solver").is_null()) lines += fmt::format("  solver   {}: {}\n", text("solver"), text("solver_reason"));
  if (!plan.at("layout").is_null()) lines += fmt::format("  layout   {}\n", text("layout"));
  if (number("topics") > 0) lines += fmt::format("  topics   {}\n", number("topics"));
  if (number("temporary_bytes") > 0) {
    lines += fmt::format("  slices   {} of the registers, one at a time in memory\n", number("slices")) +
             fmt::format("  disk     {} in {} while it runs\n", size_text(number("temporary_bytes")),
                         text("temporary_folder"));
  }
  return lines + fmt::format("  threads  {}\n", number("threads")) +
         fmt::format("  memory   about {}, beside the web's mapped files\n", size_text(number("estimated_memory"))) +
         verdict_of(plan) + '\n';
}

}  // namespace orbweb
