// orbweb top: the head of a score table, as a person reads it.
#include <memory>

#include "cli/score_view.h"
#include "cli/scores_of.h"
#include "cli/verb.h"

namespace orbweb {
namespace {

struct TopCommand {
  std::filesystem::path web;
  std::filesystem::path scores;
  std::uint64_t count = 10;
  std::string by = "score";
  bool json = false;
};

ExitCode run(const TopCommand& command, Session& session) {
  const WebScores found = scores_of(command.web, command.scores, session);
  const Web& web = found.web;
  const Scores& scores = *found.scores;
  const std::vector<NodeId> nodes = top_nodes(column_values(scores, command.by), command.count);
  if (command.json) {
    session.print_json({{"web", scores.web_fingerprint},
                        {"scores", found.name},
                        {"algorithm", scores.algorithm},
                        {"definition", scores.definition},
                        {"by", command.by},
                        {"top", scores_json(scores, web, nodes)}});
  } else {
    session.print(scores_text(scores, web, nodes, session.out_width()));
  }
  return ExitCode::done;
}

}  // namespace

void add_top(Verbs& verbs) {
  const auto command = std::make_shared<TopCommand>();
  CLI::App* const verb =
      verbs.add("top", "Show the highest rows of a score table",
                {"orbweb top my.web dr.tsv.gz -n 50", "orbweb top my.web dr.tsv.gz --by referring_domains",
                 "orbweb top releases/CURRENT domain-rating --json"});
  add_web(verbs, verb, command->web);
  add_path(verbs, verb, "SCORES", command->scores,
           with_default("Table that `orbweb rank` wrote; of a release, the name of a table", "a release's first"));
  add_count(verb, command->count, "Rows to show");
  verb->add_option("--by", command->by,
                   with_default("Column to order by, largest first: score, or one of the table's own", command->by))
      ->option_text("COLUMN");
  add_json_flag(verb, command->json);
  verbs.on_chosen(verb, [command, &verbs] { return run(*command, verbs.session()); });
}

}  // namespace orbweb
