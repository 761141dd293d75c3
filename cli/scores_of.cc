#include "cli/scores_of.h"

#include <fmt/format.h>

#include <utility>

#include "graph/store.h"
#include "jobs/release_reader.h"
#include "loaders/score_table.h"

namespace orbweb {

WebScores web_and_scores(const std::filesystem::path& web, const std::filesystem::path& scores, Session& session) {
  if (names_release(web)) {
    TableOfRelease table = ReleaseReader(web).table(scores.string());
    std::string name = scores.empty() ? table.name : scores.string();
    return {std::move(table.web), std::move(table.scores), std::move(name), table.has_arcs};
  }
  WebScores found{open_web(web, session.open_options()), std::nullopt, scores.string(), true};
  if (!scores.empty()) found.scores = read_score_table(scores, found.web);
  return found;
}

WebScores scores_of(const std::filesystem::path& web, const std::filesystem::path& scores, Session& session) {
  WebScores found = web_and_scores(web, scores, session);
  if (found.scores) return found;
  throw HintedError("SCORES is required: a web has no scores of its own", "`orbweb rank` writes a table of them");
}

void require_arcs(const WebScores& found, const std::filesystem::path& web) {
  if (found.has_arcs) return;
  throw HintedError(fmt::format("{}: the web that it was made from is not kept any more", web.string()),
                    "ask a web that `orbweb build` made; release.keep_webs of a job says how many are kept");
}

}  // namespace orbweb
