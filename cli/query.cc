// orbweb query: what the links say of names, for one or for a million of them.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <memory>
#include <optional>

#include "cli/answer_writer.h"
#include "cli/node_lookup.h"
#include "cli/query_questions.h"
#include "cli/score_view.h"
#include "cli/scores_of.h"
#include "cli/text_table.h"
#include "cli/verb.h"
#include "graph/number_text.h"
#include "graph/parallel.h"
#include "loaders/field_splitter.h"
#include "loaders/link_list_format.h"
#include "loaders/text_lines.h"

namespace orbweb {
namespace {

constexpr std::uint64_t kRowsOnScreen = 10;
constexpr std::size_t kMostExamples = 3;

struct QueryCommand {
  std::filesystem::path web;
  std::string question;
  std::vector<std::string> names;
  std::filesystem::path names_file;
  std::filesystem::path scores;
  std::filesystem::path output;
  QueryOptions options;
  std::uint64_t count = kUnlimited;
  int threads = 0;
  bool force = false;
  bool json = false;

  static constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

  bool to_file() const { return !output.empty() && output != kStandardOutput; }
  /// A table is for few names and for people.
  AnswerPlace place() const {
    const bool as_table = output.empty() && names_file.empty();
    const AnswerForm form = json ? AnswerForm::json : as_table ? AnswerForm::table : AnswerForm::tsv;
    return {form, to_file() ? output : std::filesystem::path(), force};
  }
};

/// Names that a file has and the web does not.
struct UnknownNames {
  std::uint64_t count = 0;
  std::vector<std::string> examples;

  void add(const std::string& name) {
    ++count;
    if (examples.size() < kMostExamples) examples.push_back(orbweb::in_quotes(name));
  }
};

/// Calls take(name) for each line of the file that names something.
template <class Take>
void for_each_name(const std::filesystem::path& path, Take&& take) {
  TextLines lines(path, "a name");
  lines.read(real_file_system(), [&](std::string_view line) {
    const std::string_view name = trim_spaces(line.substr(0, line.find('\t')));
    if (!is_blank_or_comment(line) && !name.empty()) take(std::string(name));
  });
}

/// Answers names one by one, many at a time.
class Batch {
 public:
  Batch(const Answerer& answerer, AnswerWriter& writer, const Control& control)
      : answerer_(answerer), writer_(writer), control_(control) {}

  void add(std::string name) {
    names_.push_back(std::move(name));
    if (names_.size() == kNamesAtOnce) flush();
  }

  void flush() {
    control_.check();
    std::vector<std::optional<AnswerRows>> answers(names_.size());
    std::vector<std::string> texts(names_.size());
    parallel_for(names_.size(), 1, [&](std::uint64_t begin, std::uint64_t end) {
      for (std::uint64_t i = begin; i < end; ++i) {
        answers[i] = answerer_.of_name(names_[i]);
        if (answers[i]) texts[i] = writer_.text_of(*answers[i]);
      }
    });
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (answers[i]) {
        writer_.add(std::move(*answers[i]), texts[i]);
      } else {
        unknown_.add(names_[i]);
      }
    }
    num_names_ += names_.size();
    names_.clear();
    control_.progress({.phase = "answering", .done = num_names_, .total = 0, .unit = "names"});
  }

  const UnknownNames& unknown() const { return unknown_; }
  std::uint64_t num_names() const { return num_names_; }

 private:
  static constexpr std::size_t kNamesAtOnce = 256;

  const Answerer& answerer_;
  AnswerWriter& writer_;
  const Control& control_;
  std::vector<std::string> names_;
  UnknownNames unknown_;
  std::uint64_t num_names_ = 0;
};

/// What the options may say together, before any work.
void check(const QueryCommand& command, const Question& question, const std::vector<std::string>& given) {
  for (const std::string& option : given) {
    const auto& own = question.options;
    if (std::find(own.begin(), own.end(), option) != own.end()) continue;
    throw HintedError(fmt::format("{} has no option {}", question.name, option),
                      own.empty() ? fmt::format("{} has no options of its own", question.name)
                                  : fmt::format("its own options are {}", fmt::join(own, " ")));
  }
  if (command.names.size() < question.least_names && (command.names_file.empty() || question.name == "shared")) {
    throw HintedError(fmt::format("{} needs a NAME", question.name), "`orbweb query --help` has examples");
  }
  if (question.name == "best" && !command.scores.empty() && std::count(given.begin(), given.end(), "--by") > 0) {
    throw ArgumentError("--by and --scores contradict each other: with scores, nodes are ordered by them");
  }
  if (command.to_file()) check_folder_of(command.output);
}

/// A name on the command line must be one: the whole answer would be another without it.
void require_names(const Question& question, const Web& web, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (question.name != "best") {
      require_node(web, name);
      continue;
    }
    if (!web.has_names()) throw HintedError("best: this web's nodes have no names", "leave HOST out for the whole web");
    if (!range_below(web, name)) {
      throw HintedError(fmt::format("no node of this web is at or below {}", in_quotes(name)),
                        "best takes hosts; `orbweb show` finds names that are near");
    }
  }
}

void warn_of(const UnknownNames& unknown, std::uint64_t num_names, const std::filesystem::path& file,
             Session& session) {
  if (unknown.count == 0) return;
  session.warning(fmt::format("{}: {} of {} names are not in this web, such as {}", file.string(),
                              grouped(unknown.count), grouped(num_names), fmt::join(unknown.examples, ", ")));
}

/// What a run came to.
struct Tally {
  std::uint64_t names = 0;
  UnknownNames unknown;
};

/// All names at once. The answer is there before its first byte is written.
AnswerRows rows_together(const QueryCommand& command, const Answerer& answerer, const Web& web, Tally& tally) {
  std::vector<NodeId> nodes;
  for (const std::string& name : command.names) nodes.push_back(require_node(web, name));
  if (!command.names_file.empty()) {
    for_each_name(command.names_file, [&](const std::string& name) {
      ++tally.names;
      if (const auto node = look_up(web, name)) {
        nodes.push_back(*node);
      } else {
        tally.unknown.add(name);
      }
    });
  }
  tally.names += command.names.size();
  return answerer.of_all(nodes);
}

Tally answer_each(const QueryCommand& command, const std::vector<std::string>& names, const Answerer& answerer,
                  const Control& control, AnswerWriter& writer) {
  Batch batch(answerer, writer, control);
  for (const std::string& name : names) batch.add(name);
  if (!command.names_file.empty()) {
    for_each_name(command.names_file, [&](std::string name) { batch.add(std::move(name)); });
  }
  batch.flush();
  return {batch.num_names(), batch.unknown()};
}

QueryOptions limited(const QueryCommand& command, const Question& question) {
  QueryOptions options = command.options;
  const bool is_short = command.place().form == AnswerForm::table || question.is_ranking;
  options.count = command.count == QueryCommand::kUnlimited && is_short ? kRowsOnScreen : command.count;
  return options;
}

/// Returns how many rows were written.
std::uint64_t answer(const QueryCommand& command, const Question& question, const QueryGround& ground, Session& session,
                     Tally& tally) {
  require_names(question, ground.web, command.names);
  std::vector<std::string> names = command.names;
  if (question.name == "best" && names.empty() && command.names_file.empty()) names.emplace_back();
  const Answerer answerer = question.make(ground, limited(command, question), names);
  AnswerRows together;
  if (answerer.of_all) together = rows_together(command, answerer, ground.web, tally);
  AnswerWriter writer(command.place(), {{"web", ground.web.fingerprint()}, {"question", question.name}},
                      answerer.columns, session);
  if (answerer.of_all) {
    const std::string text = writer.text_of(together);
    writer.add(std::move(together), text);
  } else {
    tally = answer_each(command, names, answerer, ground.control, writer);
  }
  writer.finish({{"unknown_names", tally.unknown.count}});
  return writer.num_rows();
}

void report(const QueryCommand& command, const Question& question, const Tally& tally, std::uint64_t rows,
            double seconds, Session& session) {
  session.end_progress();
  warn_of(tally.unknown, tally.names, command.names_file, session);
  if (!command.to_file() && command.names_file.empty()) return;
  session.summary(fmt::format("{}: {} rows for {} names in {}", question.name, grouped(rows), grouped(tally.names),
                              seconds_text(seconds)),
                  {{"question", question.name},
                   {"rows", rows},
                   {"names", tally.names},
                   {"unknown_names", tally.unknown.count},
                   {"seconds", seconds}});
}

ExitCode run(const QueryCommand& command, const std::vector<std::string>& given, Session& session) {
  session.set_hint("cannot-create", [output = command.output] { return create_hint(output); });
  const Question& question = find_question(command.question);
  check(command, question, given);
  const WebScores found = web_and_scores(command.web, command.scores, session);
  require_arcs(found, command.web);
  const bool has_order = std::count(given.begin(), given.end(), "--by") > 0;  // a release's scores are not asked for
  const Scores* const scores = found.scores && !has_order ? &*found.scores : nullptr;
  const QueryGround ground{found.web, scores, scores == nullptr ? std::vector<double>() : rating_values(*scores),
                           session.control()};
  const auto start = std::chrono::steady_clock::now();
  Tally tally;
  const std::uint64_t rows =
      with_threads(command.threads, [&] { return answer(command, question, ground, session, tally); });
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  report(command, question, tally, rows, seconds, session);
  return ExitCode::done;
}

std::string questions_help() {
  TextTable table(std::vector<TextTable::Heading>(3));
  for (const Question& question : questions()) {
    table.add_row({"  " + question.name, question.meaning, "also " + question.synonym});
  }
  return "Questions:\n" + table.text(0);
}

/// The question's own options; returns those that were given, once the line is parsed.
std::function<std::vector<std::string>()> add_own_options(Verbs& verbs, CLI::App* verb, QueryOptions& options) {
  constexpr const char* kGroup = "Options of some questions";
  std::vector<std::pair<std::string, CLI::Option*>> own;
  const auto add = [&](const std::string& name, CLI::Option* option) {
    option->group(kGroup);
    own.emplace_back(name, option);
  };
  add("--followed", verb->add_flag("--followed", options.followed_only, "Only links that are followed"));
  add("--totals", verb->add_flag("--totals", options.totals, "One row for each NAME: how many, and how many links"));
  add("--not", verb->add_option("--not", options.not_linked, with_default("Who links to this NAME is left out", "none"))
                   ->allow_extra_args(false)
                   ->option_text("NAME ..."));
  add("--min-matches", verb->add_option("--min-matches", options.min_matches,
                                        with_default("To how many of the NAMEs a link is needed", "all of them"))
                           ->option_text("N")
                           ->check(CLI::Range(std::uint64_t{1}, std::numeric_limits<std::uint64_t>::max())));
  add("--linked", verb->add_flag("--linked", options.by_linked,
                                 "Compare whom nodes link to (bibliographic coupling), not who links to them"));
  CLI::Option* const by = verb->add_option(
      "--by", options.by,
      with_default("What the best have most of: referring nodes, of these with a followed link, links", options.by));
  by->option_text("referrers|followed|links");
  verbs.offer_words(by, {"referrers", "followed", "links"});
  add("--by", by);
  return [own] {
    std::vector<std::string> given;
    for (const auto& [name, option] : own) {
      if (option->count() > 0) given.push_back(name);
    }
    return given;
  };
}

void add_options(Verbs& verbs, CLI::App* verb, QueryCommand& command) {
  add_web(verbs, verb, command.web);
  CLI::Option* const question = verb->add_option("QUESTION", command.question, "One of the list below");
  question->required()->option_text(" ");
  std::vector<std::string> words;
  for (const Question& one : questions()) words.push_back(one.name);
  verbs.suggest_words(question, words);
  verb->add_option("NAME", command.names, "Nodes: names, URLs, or numbers in a web without names; of best, hosts")
      ->option_text("...");
  add_path(verbs, verb, "--names", command.names_file,
           with_default("More names, one a line, any number of them; rows come as they are found; - is standard input",
                        "none"));
  add_path(verbs, verb, "--scores", command.scores,
           with_default("Table that `orbweb rank` wrote, or of a release a table's name: a column more, and the order",
                        "none, order by links"));
  add_path(verbs, verb, "-o,--output", command.output,
           with_default("Write tab-separated rows, or JSON with --json, also .gz or .zst; - prints them",
                        "a table for reading"));
  add_count(verb, command.count, "Rows for each answer, at most",
            "10 of best and similar and in a table for reading, else all");
  add_threads(verb, command.threads);
  add_force_flag(verb, command.force);
  add_json_flag(verb, command.json);
}

}  // namespace

void add_query(Verbs& verbs) {
  const auto command = std::make_shared<QueryCommand>();
  CLI::App* const verb = verbs.add("query", "Ask who links to whom",
                                   {"orbweb query my.web referrers example.com --scores dr.tsv.gz -n 50",
                                    "orbweb query my.web intersect rival.com other.org --not example.com --followed",
                                    "orbweb query my.web best example.com --by links --json",
                                    "orbweb query my.web referrers --names names.txt --totals -o totals.tsv.gz"});
  verb->footer(questions_help() + "\n" + verb->get_footer());
  add_options(verbs, verb, *command);
  const auto given = add_own_options(verbs, verb, command->options);
  verbs.on_chosen(verb, [command, given, &verbs] { return run(*command, given(), verbs.session()); });
}

}  // namespace orbweb
