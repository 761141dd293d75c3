// Nodes whose scores changed, as a table for people.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "jobs/score_changes.h"

namespace orbweb {

/// A line of distance, then a table below `title`; nothing where there are no movers.
std::string movers_text(const std::string& title, const std::vector<Mover>& movers, std::size_t width);

}  // namespace orbweb
