// Scores as rows for people and machines.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "algos/scores.h"
#include "cli/session.h"
#include "graph/web.h"

namespace orbweb {

/// The values of `name`: "score" or one of the scores' own columns. Throws ArgumentError listing them.
std::vector<double> column_values(const Scores& scores, const std::string& name);

/// Whether a person's rating is a column of its own.
bool has_rating(const Scores& scores);

/// What a person takes for the rating: the column "rating" where there is one, else the score.
std::vector<double> rating_values(const Scores& scores);

/// Rank, name, score and the algorithm's own columns of `nodes`, at most `width` columns wide (0 = no limit).
std::string scores_text(const Scores& scores, const Web& web, const std::vector<NodeId>& nodes, std::size_t width);

/// {"name" or "node", "score", "rank", own columns} of one node.
Json score_json(const Scores& scores, const Web& web, NodeId node);
Json scores_json(const Scores& scores, const Web& web, const std::vector<NodeId>& nodes);

}  // namespace orbweb
