// orbweb show: single nodes, with their degrees, scores and neighbours.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "cli/node_lookup.h"
#include "cli/safe_text.h"
#include "cli/score_view.h"
#include "cli/scores_of.h"
#include "cli/text_table.h"
#include "cli/verb.h"
#include "graph/number_text.h"
#include "query/neighbours.h"

namespace orbweb {
namespace {

struct ShowCommand {
  std::filesystem::path web;
  std::vector<std::string> names;
  std::filesystem::path scores;
  std::uint64_t count = 10;
  bool json = false;
};

/// Those that link to a node, or those that it links to; itself left out.
struct Neighbours {
  std::vector<Neighbour> neighbours;
  SideTotals totals;
};

struct Node {
  NodeId id;
  bool self_loop;
  Neighbours in, out;
};

Neighbours side_of(const Web& web, NodeId id, Side side) {
  std::vector<Neighbour> neighbours = neighbours_of(web, id, side);
  const SideTotals totals = totals_of(neighbours);
  return {std::move(neighbours), totals};
}

Node node_of(const Web& web, NodeId id) {
  const std::vector<NodeId> targets = web.successors()[id];
  return {id, std::binary_search(targets.begin(), targets.end(), id), side_of(web, id, Side::referrers),
          side_of(web, id, Side::linked)};
}

/// Keeps the first `count` neighbours: by rating where there are scores, else by links; ties by node id.
void keep_first(Neighbours& side, const std::vector<double>& ratings, std::uint64_t count) {
  const auto weight = [&](const Neighbour& one) {
    return ratings.empty() ? static_cast<double>(one.links) : ratings[one.node];
  };
  std::stable_sort(side.neighbours.begin(), side.neighbours.end(),
                   [&](const Neighbour& a, const Neighbour& b) { return weight(a) > weight(b); });
  if (side.neighbours.size() > count) side.neighbours.resize(count);
}

/// Scores where the command names some, and what neighbours are ordered by.
struct Ratings {
  std::optional<Scores> scores;
  std::vector<double> values;
};

Ratings ratings_of(std::optional<Scores> scores) {
  Ratings ratings{std::move(scores), {}};
  if (ratings.scores) ratings.values = rating_values(*ratings.scores);
  return ratings;
}

Json neighbours_json(const Neighbours& side, const Web& web, const Ratings& ratings) {
  Json rows = Json::array();
  for (const Neighbour& neighbour : side.neighbours) {
    Json row = ratings.scores ? score_json(*ratings.scores, web, neighbour.node)
                              : Json{{web.has_names() ? "name" : "node", web.display_name(neighbour.node)}};
    row["links"] = neighbour.links;
    row["followed"] = neighbour.followed;
    rows.push_back(std::move(row));
  }
  return rows;
}

Json node_json(const Web& web, Node node, const Ratings& ratings, std::uint64_t count) {
  Json json = {{"name", web.display_name(node.id)},
               {"node", node.id},
               {"indegree", web.predecessors().degree(node.id)},
               {"outdegree", web.successors().degree(node.id)},
               {"self_loop", node.self_loop},
               {"referring_nodes", node.in.totals.followed},
               {"linked_nodes", node.out.totals.followed},
               {"links_in", node.in.totals.links},
               {"links_out", node.out.totals.links}};
  keep_first(node.in, ratings.values, count);
  keep_first(node.out, ratings.values, count);
  json["scores"] = ratings.scores ? score_json(*ratings.scores, web, node.id) : Json();
  json["predecessors"] = neighbours_json(node.in, web, ratings);
  json["successors"] = neighbours_json(node.out, web, ratings);
  return json;
}

std::string neighbours_text(const std::string& title, Neighbours side, const Web& web, const Ratings& ratings,
                            std::uint64_t count, std::size_t width) {
  const std::size_t all = side.neighbours.size();
  if (all == 0) return "";
  keep_first(side, ratings.values, count);
  std::vector<double> values;
  for (const Neighbour& one : side.neighbours) values.push_back(ratings.scores ? ratings.values[one.node] : 0);
  const std::vector<std::string> rating_cells = column_text(values);
  TextTable table({{"  " + title, Align::left, true},
                   {"links", Align::right},
                   {"followed", Align::left},
                   {ratings.scores ? "rating" : "", Align::right}});
  for (std::size_t i = 0; i < side.neighbours.size(); ++i) {
    const Neighbour& one = side.neighbours[i];
    table.add_row({"  " + safe_text(web.display_name(one.node)), grouped(one.links), one.followed ? "yes" : "no",
                   ratings.scores ? rating_cells[i] : ""});
  }
  std::string text = "\n" + table.text(width);
  if (all > side.neighbours.size()) text += fmt::format("  … and {} more\n", grouped(all - side.neighbours.size()));
  return text;
}

/// "domain", "host", "page" or "node".
std::string node_word(const Web& web) {
  const FoldLevel fold = web.provenance().fold;
  return fold == FoldLevel::none ? "node" : std::string(to_string(fold));
}

std::string degrees_text(const Web& web, const Node& node) {
  const std::string word = node_word(web);
  const auto side_text = [&](const Neighbours& side) {
    return fmt::format("{} of {}", grouped(side.totals.followed), grouped(side.totals.nodes));
  };
  TextTable table({{"", Align::left}, {"", Align::right}, {"", Align::left}});
  table.add_row({fmt::format("  referring {}s", word), side_text(node.in), "with a followed link"});
  table.add_row({"  links in", grouped(node.in.totals.links), ""});
  table.add_row({fmt::format("  linked {}s", word), side_text(node.out), "with a followed link"});
  table.add_row({"  links out", grouped(node.out.totals.links), ""});
  table.add_row({"  links to itself", node.self_loop ? "yes" : "no", ""});
  return table.text(0);
}

std::string node_text(const Web& web, const Node& node, const Ratings& ratings, std::uint64_t count,
                      std::size_t width) {
  std::string text = safe_text(web.display_name(node.id)) + "\n" + degrees_text(web, node);
  if (ratings.scores) text += "\n" + scores_text(*ratings.scores, web, {node.id}, width);
  return text + neighbours_text("who links to it", node.in, web, ratings, count, width) +
         neighbours_text("what it links to", node.out, web, ratings, count, width);
}

/// All that a release can tell whose web is not kept any more.
ExitCode show_scores(const Scores& scores, const Web& web, const std::vector<NodeId>& nodes, bool json,
                     Session& session) {
  if (json) {
    session.print_json({{"web", web.fingerprint()}, {"scores", scores_json(scores, web, nodes)}});
  } else {
    session.print(scores_text(scores, web, nodes, session.out_width()));
    session.warning("the release's web is not kept any more: its scores are all there is to show");
  }
  return ExitCode::done;
}

ExitCode run(const ShowCommand& command, Session& session) {
  WebScores found = web_and_scores(command.web, command.scores, session);
  const Web& web = found.web;
  const Ratings ratings = ratings_of(std::move(found.scores));
  std::vector<NodeId> ids;
  for (const std::string& name : command.names) ids.push_back(require_node(web, name));
  if (!found.has_arcs) return show_scores(*ratings.scores, web, ids, command.json, session);
  std::vector<Node> nodes;
  for (const NodeId id : ids) nodes.push_back(node_of(web, id));
  if (command.json) {
    Json shown = Json::array();
    for (const Node& node : nodes) shown.push_back(node_json(web, node, ratings, command.count));
    session.print_json({{"web", web.fingerprint()}, {"nodes", std::move(shown)}});
    return ExitCode::done;
  }
  std::string text;
  for (const Node& node : nodes) {
    if (!text.empty()) text += "\n";
    text += node_text(web, node, ratings, command.count, session.out_width());
  }
  session.print(text);
  return ExitCode::done;
}

}  // namespace

void add_show(Verbs& verbs) {
  const auto command = std::make_shared<ShowCommand>();
  CLI::App* const verb = verbs.add(
      "show", "Show single nodes: degrees, scores, neighbours",
      {"orbweb show my.web example.com", "orbweb show my.web example.com example.org --scores dr.tsv.gz -n 20",
       "orbweb show my.web https://www.example.com/page --json",
       "orbweb show releases/CURRENT example.com --scores domain-rating"});
  add_web(verbs, verb, command->web);
  verb->add_option("NAME", command->names, "Nodes: names, URLs, or numbers in a web without names")
      ->required()
      ->option_text("...");
  add_path(verbs, verb, "--scores", command->scores,
           with_default(
               "Table that `orbweb rank` wrote, or of a release a table's name: shown, and neighbours ordered by it",
               "none, order by links; a release's first"));
  add_count(verb, command->count, "Neighbours to show on each side");
  add_json_flag(verb, command->json);
  verbs.on_chosen(verb, [command, &verbs] { return run(*command, verbs.session()); });
}

}  // namespace orbweb
