#include "cli/query_questions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <utility>

#include "cli/node_lookup.h"
#include "cli/score_view.h"
#include "graph/error.h"
#include "query/answers.h"
#include "query/overlap.h"
#include "query/similar.h"

namespace orbweb {
namespace {

using Columns = std::vector<std::string>;

std::string name_word(const Web& web) { return web.has_names() ? "name" : "node"; }

/// The columns, and one more for the rating where there are scores.
Columns with_rating(Columns columns, const QueryGround& ground) {
  if (ground.scores != nullptr) columns.push_back(has_rating(*ground.scores) ? "rating" : "score");
  return columns;
}

void add_rating(AnswerRow& row, const QueryGround& ground, NodeId node) {
  if (ground.scores != nullptr) row.emplace_back(ground.ratings[node]);
}

AnswerOrder order_of(const QueryGround& ground, const QueryOptions& options) {
  return {.ratings = ground.ratings, .count = options.count};
}

AnswerRow totals_row(const QueryGround& ground, NodeId node, const SideTotals& totals) {
  AnswerRow row = {ground.web.display_name(node), totals.nodes, totals.followed, totals.links};
  add_rating(row, ground, node);
  return row;
}

AnswerRows neighbour_rows(const QueryGround& ground, const QueryOptions& options, Side side, NodeId node) {
  if (options.totals) {
    const auto all = chosen_neighbours(ground.web, node, side, options.followed_only, ground.control);
    return {totals_row(ground, node, totals_of(all))};
  }
  AnswerRows rows;
  for (const Neighbour& one :
       answer_neighbours(ground.web, node, side, options.followed_only, order_of(ground, options), ground.control)) {
    rows.push_back(
        {ground.web.display_name(node), ground.web.display_name(one.node), std::uint64_t{one.links}, one.followed});
    add_rating(rows.back(), ground, one.node);
  }
  return rows;
}

Answerer neighbour_question(const QueryGround& ground, const QueryOptions& options, Side side) {
  const char* const word = side == Side::referrers ? "referrer" : "linked";
  Columns columns = options.totals ? Columns{name_word(ground.web), side == Side::referrers ? "referrers" : "linked",
                                             "followed", "links"}
                                   : Columns{name_word(ground.web), word, "links", "followed"};
  return {.columns = with_rating(std::move(columns), ground),
          .of_name = [&ground, options, side](std::string_view name) -> std::optional<AnswerRows> {
            const auto node = look_up(ground.web, name);
            if (!node) return std::nullopt;
            return neighbour_rows(ground, options, side, *node);
          }};
}

std::vector<std::string> names_of(const Web& web, const std::vector<NodeId>& nodes) {
  std::vector<std::string> names;
  for (const NodeId node : nodes) names.push_back(web.display_name(node));
  return names;
}

AnswerRows intersect_rows(const QueryGround& ground, const QueryOptions& options, const IntersectQuestion& question) {
  AnswerRows rows;
  for (const IntersectMatch& match :
       answer_intersect(ground.web, question, order_of(ground, options), ground.control)) {
    rows.push_back({ground.web.display_name(match.node), std::uint64_t{match.matched.size()}, match.links,
                    names_of(ground.web, match.matched)});
    add_rating(rows.back(), ground, match.node);
  }
  return rows;
}

Answerer intersect_question(const QueryGround& ground, const QueryOptions& options) {
  return {.columns = with_rating({name_word(ground.web), "matches", "links", "linked_to"}, ground),
          .of_all = [&ground, options](const std::vector<NodeId>& nodes) {
            IntersectQuestion question{
                .linked = nodes, .min_matches = options.min_matches, .followed_only = options.followed_only};
            for (const std::string& name : options.not_linked) {
              question.not_linked.push_back(require_node(ground.web, name));
            }
            return intersect_rows(ground, options, question);
          }};
}

Side compared_side(const QueryOptions& options) { return options.by_linked ? Side::linked : Side::referrers; }

Columns overlap_columns(const QueryGround& ground, const QueryOptions& options) {
  const std::string side = options.by_linked ? "linked" : "referrers";
  return with_rating({name_word(ground.web), "other", "shared", side, "other_" + side, "jaccard"}, ground);
}

AnswerRow overlap_row(const QueryGround& ground, NodeId node, NodeId other, const Overlap& overlap) {
  AnswerRow row = {ground.web.display_name(node),
                   ground.web.display_name(other),
                   overlap.shared,
                   overlap.of_first,
                   overlap.of_second,
                   overlap.jaccard};
  add_rating(row, ground, other);
  return row;
}

Answerer shared_question(const QueryGround& ground, const QueryOptions& options, std::vector<std::string>& names) {
  const NodeId first = require_node(ground.web, names.front());
  names.erase(names.begin());
  const auto overlaps = std::make_shared<const Overlaps>(ground.web, first, compared_side(options));
  return {.columns = overlap_columns(ground, options),
          .of_name = [&ground, first, overlaps](std::string_view name) -> std::optional<AnswerRows> {
            const auto other = look_up(ground.web, name);
            if (!other) return std::nullopt;
            return AnswerRows{overlap_row(ground, first, *other, overlaps->with(*other))};
          }};
}

Answerer similar_question(const QueryGround& ground, const QueryOptions& options) {
  return {.columns = overlap_columns(ground, options),
          .of_name = [&ground, options](std::string_view name) -> std::optional<AnswerRows> {
            const auto node = look_up(ground.web, name);
            if (!node) return std::nullopt;
            AnswerRows rows;
            for (const SimilarNode& one :
                 similar_nodes(ground.web, *node, compared_side(options), options.count, kSketchSize, ground.control)) {
              rows.push_back(overlap_row(ground, *node, one.node, one.overlap));
            }
            return rows;
          }};
}

Answerer twins_question(const QueryGround& ground, const QueryOptions& options) {
  return {.columns = with_rating({name_word(ground.web), "twin"}, ground),
          .of_name = [&ground, options](std::string_view name) -> std::optional<AnswerRows> {
            const auto node = look_up(ground.web, name);
            if (!node) return std::nullopt;
            AnswerRows rows;
            for (const NodeId twin :
                 answer_twins(ground.web, *node, compared_side(options), order_of(ground, options), ground.control)) {
              rows.push_back({ground.web.display_name(*node), ground.web.display_name(twin)});
              add_rating(rows.back(), ground, twin);
            }
            return rows;
          }};
}

AnswerRows best_rows(const QueryGround& ground, const QueryOptions& options, NodeId first, NodeId last) {
  AnswerRows rows;
  for (const BestNode& one :
       answer_best(ground.web, first, last, best_by_named(options.by), order_of(ground, options), ground.control)) {
    rows.push_back(totals_row(ground, one.node, one.referrers));
  }
  return rows;
}

/// An empty name stands for the whole web.
Answerer best_question(const QueryGround& ground, const QueryOptions& options) {
  return {.columns = with_rating({name_word(ground.web), "referrers", "followed", "links"}, ground),
          .of_name = [&ground, options](std::string_view host) -> std::optional<AnswerRows> {
            if (host.empty()) return best_rows(ground, options, 0, static_cast<NodeId>(ground.web.num_nodes()));
            const auto range = range_below(ground.web, std::string(host));
            if (!range) return std::nullopt;
            return best_rows(ground, options, range->first, range->second);
          }};
}

/// An answer that names are not added to.
template <auto kAnswer>
auto without_names(const QueryGround& ground, const QueryOptions& options, std::vector<std::string>&) {
  return kAnswer(ground, options);
}

std::vector<Question> make_questions() {
  using Names = std::vector<std::string>;
  return {
      {"referrers",
       "referring-domains",
       "who links to each NAME",
       {"--followed", "--totals"},
       1,
       false,
       [](const QueryGround& ground, const QueryOptions& options, Names&) {
         return neighbour_question(ground, options, Side::referrers);
       }},
      {"linked",
       "linked-domains",
       "whom each NAME links to",
       {"--followed", "--totals"},
       1,
       false,
       [](const QueryGround& ground, const QueryOptions& options, Names&) {
         return neighbour_question(ground, options, Side::linked);
       }},
      {"intersect",
       "link-intersect",
       "who links to all NAMEs, or to --min-matches of them, and to none of --not",
       {"--followed", "--min-matches", "--not"},
       1,
       false,
       without_names<intersect_question>},
      {"shared",
       "shared-referring-domains",
       "how many link to the first NAME and to each of the others",
       {"--linked"},
       1,
       false,
       shared_question},
      {"similar",
       "similar-by-links",
       "the nodes that most of those link to who link to each NAME, and few others",
       {"--linked"},
       1,
       true,
       without_names<similar_question>},
      {"twins",
       "same-referring-domains",
       "the nodes that exactly those link to who link to each NAME",
       {"--linked"},
       1,
       false,
       without_names<twins_question>},
      {"best",
       "best-by-links",
       "the nodes at or below each HOST, or of the web, that most others link to",
       {"--by"},
       0,
       true,
       without_names<best_question>},
  };
}

}  // namespace

std::optional<std::pair<NodeId, NodeId>> range_below(const Web& web, const std::string& text) {
  const auto host = web.has_names() ? look_up_host(web, text) : std::nullopt;
  if (!host) return std::nullopt;
  const auto [first, last] = web.names().subtree(*host);
  if (first == last) return std::nullopt;
  return std::pair(static_cast<NodeId>(first), static_cast<NodeId>(last));
}

std::span<const Question> questions() {
  static const std::vector<Question> table = make_questions();
  return table;
}

const Question& find_question(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Question& question : questions()) {
    if (question.name == name || question.synonym == name) return question;
    names.push_back(question.name);
  }
  throw ArgumentError(fmt::format("question {}: expected one of {}", orbweb::in_quotes(name), fmt::join(names, ", ")));
}

}  // namespace orbweb
