// What `orbweb rank --dry-run` says: what a run would do and need.
#pragma once

#include <cstddef>

#include "algos/table.h"
#include "cli/session.h"

namespace orbweb {

/// `topics`: vectors that the run would compute beside the scores. Asked with the run's threads.
Json rank_plan_json(const Algorithm& algorithm, const Web& web, const RankPlan& plan, const RankGrant& granted,
                    std::size_t topics);
/// Throws LimitError where the plan does not fit.
void check_fits(const Json& plan);
/// The same for people.
std::string rank_plan_text(const Json& plan);

}  // namespace orbweb
