#include "cli/run.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/edit_distance.h"
#include "cli/verb.h"

namespace orbweb {
namespace {

constexpr const char* kDescription =
    "Orbweb turns the links of a crawl into ratings that people can check.\n"
    "First `orbweb build` makes a web from lists of links, then the other verbs read it.";
constexpr const char* kFooter =
    "`orbweb VERB --help` shows a verb's arguments, defaults and examples.\n\n"
    "Examples:\n"
    "  orbweb build links.tsv.gz -o my.web --fold domain\n"
    "  orbweb rank my.web domain-rating -o dr.tsv.gz\n"
    "  orbweb explain my.web example.com --scores dr.tsv.gz\n\n"
    "Exit status: 0 done; 1 error; 2 usage; 3 done, but much of the input was refused; 4 not converged;\n"
    "65 bad data; 73 cannot create output; 74 input/output error; 75 busy, try again later; 128 + N stopped by signal "
    "N.";

/// Looked for before parsing, so that errors of parsing are logged in the format asked for.
LogFormat log_format_in(const std::vector<std::string>& arguments) {
  const auto option = std::find(arguments.begin(), arguments.end(), "--log-format");
  const bool separate = option != arguments.end() && option + 1 != arguments.end() && option[1] == "json";
  const bool joined = std::find(arguments.begin(), arguments.end(), "--log-format=json") != arguments.end();
  return separate || joined ? LogFormat::json : LogFormat::text;
}

void declare(CLI::App& app, Verbs& verbs) {
  app.name("orbweb");
  app.footer(kFooter);
  app.set_help_flag("-h,--help", "Print this help and exit");
  app.set_version_flag("--version", "orbweb " ORBWEB_VERSION, "Print the version and exit");
  app.get_formatter()->label("SUBCOMMAND", "VERB");
  app.get_formatter()->label("Positionals", "Arguments");
  app.get_formatter()->column_width(34);
  verbs.add_log_format(&app);
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);
  for (const auto add : {add_build, add_info, add_rank, add_top, add_show, add_explain, add_what_if, add_query,
                         add_convert, add_verify, add_run, add_diff, add_completion}) {
    add(verbs);
  }
}

std::string help_hint(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  const std::string verb = chosen.empty() ? "" : " " + chosen.front()->get_name();
  return fmt::format("`orbweb{} --help` shows {}", verb, verb.empty() ? "the verbs" : "its arguments and examples");
}

std::vector<std::string> verb_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(verb->get_name());
  }
  return names;
}

/// The verb that `word` begins, or differs from by few letters; empty where there is none.
std::string nearest(const std::vector<std::string>& verbs, const std::string& word) {
  constexpr std::size_t kLettersPerMistake = 3;
  if (word.size() > 2 * kLettersPerMistake * kLettersPerMistake) return "";
  std::size_t most = std::max<std::size_t>(1, word.size() / kLettersPerMistake);
  std::string best;
  for (const std::string& verb : verbs) {
    if (verb.starts_with(word)) return verb;
    const std::size_t distance = edit_distance(word, verb);
    if (distance > most || (!best.empty() && distance == most)) continue;
    most = distance;
    best = verb;
  }
  return best;
}

/// The first argument that is not --log-format or its value; empty where there is none.
std::string first_word(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--log-format") {
      ++i;
    } else if (!arguments[i].starts_with("--log-format=")) {
      return arguments[i];
    }
  }
  return "";
}

/// What to say of a line without a verb.
HintedError missing_verb(const CLI::App& app, const std::vector<std::string>& arguments) {
  const std::vector<std::string> verbs = verb_names(app);
  const std::string list = fmt::format("the verbs are {}", fmt::join(verbs, ", "));
  const std::string word = first_word(arguments);
  if (word.empty()) return {"a verb is needed", list + "; `orbweb --help` says what they do"};
  if (word.starts_with('-')) return {fmt::format("unknown option {}", orbweb::in_quotes(word)), help_hint(app)};
  const std::string near = nearest(verbs, word);
  return {fmt::format("unknown verb {}", orbweb::in_quotes(word)),
          near.empty() ? list : fmt::format("did you mean {}? {}", near, list)};
}

HintedError explained(const CLI::ParseError& error, const CLI::App& app, const std::vector<std::string>& arguments) {
  const bool no_verb = app.get_subcommands().empty();
  if (no_verb && dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) return missing_verb(app, arguments);
  std::string message = error.what();
  std::replace(message.begin(), message.end(), '\n', ' ');
  return {message, help_hint(app)};
}

/// CLI11 takes the arguments from the back.
void parse(CLI::App& app, const std::vector<std::string>& arguments) {
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::Success&) {
    throw;
  } catch (const CLI::ParseError& error) {
    throw explained(error, app, arguments);
  } catch (const ArgumentError& error) {
    throw HintedError(error.what(), help_hint(app));
  }
}

int run(const std::vector<std::string>& arguments, Session& session) {
  CLI::App app(kDescription);
  Verbs verbs(app, session);
  declare(app, verbs);
  ExitCode code = ExitCode::done;
  try {
    parse(app, arguments);
    code = verbs.chosen()();
  } catch (const CLI::CallForVersion& version) {
    session.print(std::string(version.what()) + '\n');
  } catch (const CLI::Success&) {
    session.print(app.help());
  }
  return static_cast<int>(code);
}

}  // namespace

int run_cli(const std::vector<std::string>& arguments, const Streams& streams, const Interruption& interruption) {
  Session session(streams, interruption.stop);
  session.set_log_format(log_format_in(arguments));
  try {
    return run(arguments, session);
  } catch (const std::exception& error) {
    Failure failure = failure_of(error, interruption.signal());
    if (failure.hint.empty()) failure.hint = session.hint_for(failure.kind);
    session.end_progress();
    if (!failure.message.empty()) session.error(failure);
    return failure.exit_code;
  }
}

}  // namespace orbweb
