// The questions of `orbweb query`, one row of a table each.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "algos/scores.h"
#include "cli/answer_rows.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

/// What a person asked, beside the names.
struct QueryOptions {
  std::vector<std::string> not_linked;
  std::uint64_t min_matches = 0;
  std::uint64_t count = 0;  ///< most rows per answer
  std::string by = "referrers";
  bool followed_only = false;
  bool totals = false;
  bool by_linked = false;  ///< compare whom nodes link to, not who links to them
};

/// What answers are made from. Must outlive the answers.
struct QueryGround {
  const Web& web;
  const Scores* scores = nullptr;  ///< null for none
  std::vector<double> ratings;     ///< empty for none
  Control control;
};

/// How one question is answered: name by name, each by itself and on any thread, or all names at once.
struct Answerer {
  std::vector<std::string> columns;
  /// Nothing where the web does not have the name.
  std::function<std::optional<AnswerRows>(std::string_view name)> of_name = {};
  std::function<AnswerRows(const std::vector<NodeId>& nodes)> of_all = {};
};

struct Question {
  std::string name;
  std::string synonym;  ///< its long form
  std::string meaning;
  std::vector<std::string> options;  ///< that it takes beside those of all: "--not" ...
  std::size_t least_names;           ///< on the command line; other names may come from a file
  bool is_ranking;                   ///< an answer may be as long as the web, so that few rows are the default
  /// `first` are the names that stand on the command line, of which `shared` takes the first for itself.
  std::function<Answerer(const QueryGround&, const QueryOptions&, std::vector<std::string>& names)> make;
};

/// The nodes at or below the host that `text` means; nothing where there are none.
std::optional<std::pair<NodeId, NodeId>> range_below(const Web& web, const std::string& text);

std::span<const Question> questions();
/// By name or synonym. Throws ArgumentError that lists the names.
const Question& find_question(std::string_view name);

}  // namespace orbweb
