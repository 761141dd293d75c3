// What `orbweb rank --dry-run` says: what a run would do and need.
#pragma once

#include <cstddef>

#include "algos/table.h"
#include "cli/session.h"

namespace orbweb {

/// `threads`: as the run would have them; `topics`: vectors that it would compute beside the scores.
Json rank_plan_json(const Algorithm& algorithm, const Web& web, const RankPlan& plan, int threads, std::size_t topics);
/// The same for people.
std::string rank_plan_text(const Json& plan);

}  // namespace orbweb
