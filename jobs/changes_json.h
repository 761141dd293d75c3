// Changes between tables of scores for machines.
#pragma once

#include <nlohmann/json.hpp>

#include "jobs/score_changes.h"

namespace orbweb {

nlohmann::ordered_json changes_json(const ScoreChanges& changes);
nlohmann::ordered_json reasons_json(const ScoreReasons& found);

}  // namespace orbweb
