#include "jobs/changes_json.h"

#include <utility>

namespace orbweb {

namespace {

using Json = nlohmann::ordered_json;

Json movers_json(const std::vector<Mover>& movers) {
  Json rows = Json::array();
  for (const Mover& mover : movers) {
    rows.push_back({{"name", mover.name},
                    {"old_rank", mover.old_rank},
                    {"new_rank", mover.new_rank},
                    {"old", mover.old_value},
                    {"new", mover.new_value},
                    {"change", mover.change()}});
    if (mover.reasons) rows.back()["why"] = reasons_json(*mover.reasons);
  }
  return rows;
}

Json names_json(const std::vector<NewOrLost>& names) {
  Json rows = Json::array();
  for (const NewOrLost& one : names) rows.push_back({{"name", one.name}, {"rank", one.rank}, {"value", one.value}});
  return rows;
}

}  // namespace

Json changes_json(const ScoreChanges& changes) {
  return {{"value", changes.value_name},
          {"nodes_before", changes.old_nodes},
          {"nodes_after", changes.new_nodes},
          {"nodes_common", changes.common},
          {"nodes_gained", changes.num_gained()},
          {"nodes_lost", changes.num_lost()},
          {"kendall_tau_b", changes.kendall_tau_b},
          {"spearman_rho", changes.spearman_rho},
          {"up", movers_json(changes.up)},
          {"down", movers_json(changes.down)},
          {"gained", names_json(changes.gained)},
          {"lost", names_json(changes.lost)}};
}

Json reasons_json(const ScoreReasons& found) {
  Json rows = Json::array();
  for (const Reason& reason : found.reasons) {
    rows.push_back({{"source", reason.source}, {"reason", to_string(reason.kind)}, {"amount", reason.amount}});
  }
  return {{"old_score", found.old_score}, {"new_score", found.new_score}, {"change", found.change()},
          {"teleport", found.teleport},   {"dangling", found.dangling},   {"self", found.self},
          {"others", found.others},       {"rest", found.rest},           {"sum", found.sum()},
          {"reasons", std::move(rows)}};
}

}  // namespace orbweb
