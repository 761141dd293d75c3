// A web and scores of it, wherever a person has them: a web with a table beside it, or a release.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "algos/scores.h"
#include "cli/session.h"
#include "graph/web.h"

namespace orbweb {

struct WebScores {
  Web web;
  std::optional<Scores> scores;
  std::string name;      ///< of the table, as a person gave it or as the release has it
  bool has_arcs = true;  ///< false for a release whose web is not kept: names and scores are all there is
};

/// `web` is a web, and `scores` a table of it or empty; or `web` is a release, or a folder of releases, and `scores`
/// the name of a table there, empty for the first.
WebScores web_and_scores(const std::filesystem::path& web, const std::filesystem::path& scores, Session& session);

/// The same where scores are needed: throws ArgumentError where there are none.
WebScores scores_of(const std::filesystem::path& web, const std::filesystem::path& scores, Session& session);

/// Where links are needed: throws HintedError for a release, `web`, whose web is not kept.
void require_arcs(const WebScores& found, const std::filesystem::path& web);

}  // namespace orbweb
