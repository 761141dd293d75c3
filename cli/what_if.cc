// orbweb what-if: the scores that links would make or cost.
#include <fmt/format.h>

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "algos/table.h"
#include "cli/movers_text.h"
#include "cli/node_lookup.h"
#include "cli/score_view.h"
#include "cli/scores_of.h"
#include "cli/verb.h"
#include "graph/number_text.h"

namespace orbweb {
namespace {

struct WhatIfCommand {
  std::filesystem::path web;
  std::filesystem::path scores;
  std::vector<std::pair<std::string, std::string>> added, removed;
  std::uint64_t count = 10;
  bool json = false;
};

std::vector<ArcEdit> edits_of(const WhatIfCommand& command, const Web& web) {
  if (command.added.empty() && command.removed.empty()) {
    throw HintedError("nothing to ask about", "name links: --add FROM TO, --remove FROM TO; each as often as needed");
  }
  std::vector<ArcEdit> edits;
  for (const auto& [links, present] : {std::pair(&command.added, true), std::pair(&command.removed, false)}) {
    for (const auto& [source, target] : *links) {
      edits.push_back({require_node(web, source), require_node(web, target), present});
    }
  }
  return edits;
}

/// The ends of the edits, targets first, each once.
std::vector<NodeId> ends_of(const std::vector<ArcEdit>& edits) {
  std::vector<NodeId> nodes;
  std::set<NodeId> seen;
  const auto add = [&](NodeId node) {
    if (seen.insert(node).second) nodes.push_back(node);
  };
  for (const ArcEdit& edit : edits) add(edit.target);
  for (const ArcEdit& edit : edits) add(edit.source);
  return nodes;
}

struct Answer {
  const Web& web;
  const Scores& before;
  const Scores& after;
  std::vector<ArcEdit> edits;
  std::vector<NodeId> ends;
  std::vector<NodeId> up, down;  ///< others whose ratings change most
};

Answer answer_of(const Web& web, const Scores& before, const Scores& after, std::vector<ArcEdit> edits,
                 std::uint64_t count) {
  Answer answer{web, before, after, std::move(edits), {}, {}, {}};
  answer.ends = ends_of(answer.edits);
  std::vector<double> change = rating_values(after);
  const std::vector<double> old_values = rating_values(before);
  for (std::size_t node = 0; node < change.size(); ++node) change[node] -= old_values[node];
  for (const NodeId node : answer.ends) change[node] = 0;
  const auto largest = [&](std::vector<NodeId>& movers) {
    movers = top_nodes(change, count);
    std::erase_if(movers, [&](NodeId node) { return !(change[node] > 0); });
  };
  largest(answer.up);
  for (double& one : change) one = -one;
  largest(answer.down);
  return answer;
}

Json answer_json(const Answer& answer) {
  const auto rows = [&](const std::vector<NodeId>& nodes) {
    Json array = Json::array();
    for (const NodeId node : nodes) {
      array.push_back({{"before", score_json(answer.before, answer.web, node)},
                       {"after", score_json(answer.after, answer.web, node)}});
    }
    return array;
  };
  Json edits = Json::array();
  for (const ArcEdit& edit : answer.edits) {
    edits.push_back({{"source", answer.web.display_name(edit.source)},
                     {"target", answer.web.display_name(edit.target)},
                     {"present", edit.present}});
  }
  return {{"web", answer.web.fingerprint()},
          {"definition", answer.after.definition},
          {"error_bound_l1", answer.after.convergence.error_bound_l1},
          {"converged", answer.after.convergence.converged},
          {"edits", std::move(edits)},
          {"ends", rows(answer.ends)},
          {"up", rows(answer.up)},
          {"down", rows(answer.down)}};
}

std::vector<Mover> movers_of(const Answer& answer, const std::vector<NodeId>& nodes) {
  const std::vector<double> before = rating_values(answer.before), after = rating_values(answer.after);
  std::vector<Mover> movers;
  for (const NodeId node : nodes) {
    movers.push_back({answer.web.display_name(node), node, node, answer.before.rank[node], answer.after.rank[node],
                      before[node], after[node]});
  }
  return movers;
}

std::string answer_text(const Answer& answer, std::size_t width) {
  const std::string value = has_rating(answer.after) ? "rating" : "score";
  return movers_text(value + " of the links' ends", movers_of(answer, answer.ends), width) +
         movers_text(value + " of others, up", movers_of(answer, answer.up), width) +
         movers_text(value + " of others, down", movers_of(answer, answer.down), width) +
         fmt::format("\nby {}, all scores together within {} of a full solve\n", answer.after.definition,
                     number_text(answer.after.convergence.error_bound_l1));
}

ExitCode run(const WhatIfCommand& command, Session& session) {
  const WebScores found = scores_of(command.web, command.scores, session);
  require_arcs(found, command.web);
  std::vector<ArcEdit> edits = edits_of(command, found.web);
  const Scores after = what_if(found.web, *found.scores, edits, session.control());
  const Answer answer = answer_of(found.web, *found.scores, after, std::move(edits), command.count);
  if (command.json) {
    session.print_json(answer_json(answer));
  } else {
    session.print(answer_text(answer, session.out_width()));
  }
  if (!after.convergence.converged) {
    session.warning(fmt::format("{} had not converged, so that little is certain", found.name), "rank again");
  }
  return ExitCode::done;
}

}  // namespace

void add_what_if(Verbs& verbs) {
  const auto command = std::make_shared<WhatIfCommand>();
  CLI::App* const verb =
      verbs.add("what-if", "Say what links would make or cost, without a full solve",
                {"orbweb what-if my.web dr.tsv.gz --add example.org example.com",
                 "orbweb what-if my.web dr.tsv.gz --remove spam.example example.com --add example.org example.com",
                 "orbweb what-if releases/CURRENT domain-rating --add example.org example.com --json"});
  add_web(verbs, verb, command->web);
  add_path(verbs, verb, "SCORES", command->scores,
           with_default("Table that `orbweb rank` wrote, by pagerank or domain-rating; of a release a table's name",
                        "none; a release's first"));
  verb->add_option("--add", command->added, "A followed link that is not there yet; once for each")
      ->allow_extra_args(false)
      ->option_text("FROM TO");
  verb->add_option("--remove", command->removed, "A followed link that is there; once for each")
      ->allow_extra_args(false)
      ->option_text("FROM TO");
  add_count(verb, command->count, "Others that rise, and that fall, to name");
  add_json_flag(verb, command->json);
  verbs.on_chosen(verb, [command, &verbs] { return run(*command, verbs.session()); });
}

}  // namespace orbweb
