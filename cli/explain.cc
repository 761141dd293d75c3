// orbweb explain: who gives a node its rating; the parts sum to the whole.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "algos/table.h"
#include "cli/algorithm_options.h"
#include "cli/node_lookup.h"
#include "cli/safe_text.h"
#include "cli/score_view.h"
#include "cli/scores_of.h"
#include "cli/text_table.h"
#include "cli/verb.h"
#include "graph/number_text.h"

namespace orbweb {
namespace {

constexpr double kTightTolerance = 1e-12;  // of scores that are solved only to be explained

struct ExplainCommand {
  std::filesystem::path web;
  std::string name;
  std::filesystem::path scores;
  AlgorithmOptions options;
  std::uint64_t count = 10;
  bool json = false;
};

struct Explained {
  const Algorithm* algorithm;
  Scores scores;
  Explanation explanation;
};

const Algorithm& explainable(const std::string& name) {
  const Algorithm& algorithm = find_algorithm(name);
  if (!algorithm.explain) throw ArgumentError(fmt::format("scores by {} have no explanation", name));
  return algorithm;
}

/// As tight as this web allows: on a large one rounding may leave more than the tight tolerance.
Scores solve_tightly(const Algorithm& algorithm, const Web& web, const OptionValues& given, Session& session) {
  OptionValues tight = given;
  tight["tol"] = kTightTolerance;
  try {
    return algorithm.run(web, tight, session.control(kTightTolerance));
  } catch (const ArgumentError&) {
    return algorithm.run(web, given, session.control());
  }
}

/// Those that were given, or as the web's kind is scored.
Scores scores_to_explain(const ExplainCommand& command, WebScores& found, Session& session) {
  if (found.scores) {
    if (!found.scores->algorithm.empty()) return *std::move(found.scores);
    throw HintedError(fmt::format("{} does not say which algorithm made it", found.name),
                      fmt::format("keep {}.json, which `orbweb rank` writes, beside it", found.name));
  }
  const char* const name = found.web.provenance().fold == FoldLevel::domain ? "domain-rating" : "pagerank";
  const Algorithm& algorithm = explainable(name);
  return solve_tightly(algorithm, found.web, command.options.values(algorithm, found.web), session);
}

/// "--preference seeds.tsv", or the option alone where no file's name is known.
std::string option_text(const std::string& name, const std::string& file) {
  return fmt::format("--{}{}{}", name, file.empty() ? "" : " ", file);
}

/// The parts only add up with the vectors that the scores were made with: each must be given again, and be the same.
void check_vectors(const ExplainCommand& command, const Scores& scores, const OptionValues& given) {
  const std::string table = command.scores.string();
  for (const auto& [name, made_with] : scores.vectors) {
    const auto value = given.find(name);
    const std::string option = option_text(name, made_with.file);
    if (value == given.end()) {
      throw HintedError(fmt::format("{} was made with {}, without which its parts cannot be told", table, option),
                        fmt::format("give the same: {}", option_text(name, "FILE")));
    }
    const std::string hash = hash_of_shares(std::get<std::vector<double>>(value->second));
    if (hash == made_with.hash) continue;
    throw HintedError(fmt::format("{} was made with {}, whose shares have XXH3-64 {}; those of {} have {}", table,
                                  option, made_with.hash, command.options.file_of(name).string(), hash),
                      "give the file as it was when the scores were made, or rank again");
  }
  for (const auto& [name, value] : given) {
    if (!std::holds_alternative<std::vector<double>>(value) || scores.vectors.contains(name)) continue;
    throw HintedError(fmt::format("{} was made without --{}", table, name), fmt::format("leave --{} out", name));
  }
}

Explained explain(const ExplainCommand& command, WebScores& found, Session& session) {
  const Web& web = found.web;
  const NodeId node = require_node(web, command.name);
  Scores scores = scores_to_explain(command, found, session);
  const Algorithm& algorithm = explainable(scores.algorithm);
  OptionValues values = command.options.values(algorithm, web);
  if (!command.scores.empty() || !scores.vectors.empty()) check_vectors(command, scores, values);
  values.insert(scores.parameters.begin(), scores.parameters.end());
  std::vector<Explanation> explanations = algorithm.explain(web, scores.score, std::vector{node}, values);
  return {&algorithm, std::move(scores), std::move(explanations.front())};
}

double share(double amount, const Explanation& explanation) {
  return explanation.score > 0 ? amount / explanation.score : 0;
}

Json contribution_json(const Explained& explained, const Web& web, const Contribution& contribution) {
  Json row = score_json(explained.scores, web, contribution.source);
  row["amount"] = contribution.amount;
  row["share"] = share(contribution.amount, explained.explanation);
  return row;
}

double rest_of(const Explanation& explanation, std::uint64_t count) {
  double rest = 0;
  for (std::size_t i = count; i < explanation.contributions.size(); ++i) rest += explanation.contributions[i].amount;
  return rest;
}

Json explained_json(const ExplainCommand& command, const Explained& explained, const Web& web) {
  const Explanation& explanation = explained.explanation;
  const std::size_t shown = std::min<std::uint64_t>(command.count, explanation.contributions.size());
  Json rows = Json::array();
  for (std::size_t i = 0; i < shown; ++i) {
    rows.push_back(contribution_json(explained, web, explanation.contributions[i]));
  }
  return {{"name", web.display_name(explanation.node)},
          {"node", explanation.node},
          {"algorithm", explained.scores.algorithm},
          {"definition", explained.scores.definition},
          {"parameters", parameters_json(explained.scores)},
          {"web", web.fingerprint()},
          {"scores", score_json(explained.scores, web, explanation.node)},
          {"score", explanation.score},
          {"teleport", explanation.teleport},
          {"dangling", explanation.dangling},
          {"self", explanation.self},
          {"contributors", explanation.contributions.size()},
          {"contributions", std::move(rows)},
          {"rest", rest_of(explanation, shown)},
          {"remainder", explanation.remainder}};
}

struct Part {
  std::string name;
  double amount;
  std::string rating;
};

std::vector<Part> parts_of(const ExplainCommand& command, const Explained& explained, const Web& web) {
  const Explanation& explanation = explained.explanation;
  const std::vector<double> ratings = rating_values(explained.scores);
  std::vector<Part> parts = {{explained.scores.vectors.contains("preference") ? "teleport, by the preference"
                                                                              : "teleport, which every node has",
                              explanation.teleport, ""},
                             {"share of nodes without links", explanation.dangling, ""}};
  if (explanation.self > 0) parts.push_back({"its links to itself", explanation.self, ""});
  const std::size_t shown = std::min<std::uint64_t>(command.count, explanation.contributions.size());
  std::vector<double> shown_ratings;
  for (std::size_t i = 0; i < shown; ++i) shown_ratings.push_back(ratings[explanation.contributions[i].source]);
  const std::vector<std::string> rating_cells = column_text(shown_ratings);
  for (std::size_t i = 0; i < shown; ++i) {
    const Contribution& contribution = explanation.contributions[i];
    parts.push_back({safe_text(web.display_name(contribution.source)), contribution.amount, rating_cells[i]});
  }
  const std::size_t more = explanation.contributions.size() - shown;
  if (more > 0) parts.push_back({fmt::format("… and {} more", grouped(more)), rest_of(explanation, shown), ""});
  parts.push_back({"remainder, not settled by the iteration", explanation.remainder, ""});
  parts.push_back({"total = score", explanation.score, ""});
  return parts;
}

std::string explained_text(const ExplainCommand& command, const Explained& explained, const Web& web,
                           std::size_t width) {
  const std::vector<Part> parts = parts_of(command, explained, web);
  std::vector<double> amounts;
  for (const Part& part : parts) amounts.push_back(part.amount);
  const std::vector<std::string> amount_cells = column_text(amounts);
  TextTable table({{"part", Align::left, true},
                   {"amount", Align::right},
                   {"share", Align::right},
                   {has_rating(explained.scores) ? "its own rating" : "its own score", Align::right}});
  for (std::size_t i = 0; i < parts.size(); ++i) {
    table.add_row(
        {parts[i].name, amount_cells[i], share_text(share(parts[i].amount, explained.explanation)), parts[i].rating});
  }
  return fmt::format("{} by {}\n", safe_text(web.display_name(explained.explanation.node)),
                     explained.scores.definition) +
         scores_text(explained.scores, web, {explained.explanation.node}, width) + "\n" + table.text(width);
}

/// A remainder above what the solver certified means that the web's arcs or the options are not those of the scores.
void warn_of_remainder(const Explained& explained, Session& session) {
  const double remainder = std::abs(explained.explanation.remainder);
  const double rounding = 1e-12 * std::abs(explained.explanation.score);
  if (remainder <= 2 * explained.scores.convergence.error_bound_l1 + rounding) return;
  session.warning(fmt::format("the parts miss the score by {}, more than its certified error", number_text(remainder)),
                  "the facts beside the table do not tell all of how it was made: rank again");
}

ExitCode run(const ExplainCommand& command, Session& session) {
  WebScores found = web_and_scores(command.web, command.scores, session);
  require_arcs(found, command.web);
  const Explained explained = explain(command, found, session);
  if (command.json) {
    session.print_json(explained_json(command, explained, found.web));
  } else {
    session.print(explained_text(command, explained, found.web, session.out_width()));
  }
  warn_of_remainder(explained, session);
  return ExitCode::done;
}

}  // namespace

void add_explain(Verbs& verbs) {
  const auto command = std::make_shared<ExplainCommand>();
  CLI::App* const verb =
      verbs.add("explain", "Say who gives a node its rating",
                {"orbweb explain my.web example.com --scores dr.tsv.gz", "orbweb explain my.web example.com -n 50",
                 "orbweb explain my.web example.com --scores dr.tsv.gz --json"});
  add_web(verbs, verb, command->web);
  verb->add_option("NAME", command->name, "A name, a URL, or a number in a web without names")
      ->required()
      ->option_text(" ");
  add_path(verbs, verb, "--scores", command->scores,

           with_default("Table that `orbweb rank` wrote; one made with --preference needs the same again",
                        "computed now, by domain-rating in a web of domains, else by pagerank"));
  add_count(verb, command->count, "Contributors to name");
  add_json_flag(verb, command->json);
  command->options.add_to(verbs, verb, AlgorithmOptions::Which::to_explain);
  verbs.on_chosen(verb, [command, &verbs] { return run(*command, verbs.session()); });
}

}  // namespace orbweb
