#include "cli/rank_plan.h"

#include <fmt/format.h>

#include "graph/memory.h"
#include "graph/number_text.h"
#include "graph/size_text.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kBytesPerTopic = 16;        // of a node: its column, and what its preference is read into
constexpr std::uint64_t kBytesOfManyVectors = 256;  // of a node, while eight are pulled at once

}  // namespace

Json rank_plan_json(const Algorithm& algorithm, const Web& web, const RankPlan& plan, int threads, std::size_t topics) {
  const std::uint64_t per_node =
      kBytesPerTopic * topics + (topics > 0 && plan.solver == "pull" ? kBytesOfManyVectors : 0);
  const std::uint64_t memory = plan.memory + per_node * web.num_nodes();
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
          {"threads", threads},
          {"estimated_memory", memory},
          {"machine_memory", machine_memory()},
          {"fits", memory <= machine_memory()}};
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
  return lines + fmt::format("  threads  {}\n", number("threads")) +
         fmt::format("  memory   about {}, beside the web's mapped files\n", size_text(number("estimated_memory"))) +
         fmt::format("{} into the {} of this machine\n", plan.at("fits").get<bool>() ? "fits" : "does not fit",
                     size_text(number("machine_memory")));
}

}  // namespace orbweb
