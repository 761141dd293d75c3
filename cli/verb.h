// How verbs are declared: each adds a subcommand whose parsing chooses the work to run.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "cli/session.h"
#include "graph/web_writer.h"

namespace orbweb {

/// What the shell may offer for an option's value.
struct ValueCompletion {
  std::vector<std::string> words;
  bool files = false;
};

class Verbs {
 public:
  Verbs(CLI::App& app, Session& session) : app_(app), session_(session) {}

  /// A subcommand with --log-format, a description and examples (full command lines) in its help.
  CLI::App* add(const std::string& name, const std::string& description, const std::vector<std::string>& examples);

  /// Declares --log-format, whose value is looked for before parsing (cli/run.cc).
  void add_log_format(CLI::App* app);

  /// Runs `work` once all of the line is parsed, if `verb` was named.
  void on_chosen(CLI::App* verb, std::function<ExitCode()> work);
  const std::function<ExitCode()>& chosen() const { return chosen_; }

  /// Restricts an option to words that the shell then offers.
  void offer_words(CLI::Option* option, const std::vector<std::string>& words);
  /// The same without the restriction.
  void suggest_words(CLI::Option* option, const std::vector<std::string>& words) {
    completions_[option] = {words, false};
  }
  void offer_files(CLI::Option* option) { completions_[option] = {{}, true}; }
  const std::map<const CLI::Option*, ValueCompletion>& completions() const { return completions_; }

  CLI::App& app() { return app_; }
  Session& session() { return session_; }

 private:
  CLI::App& app_;
  Session& session_;
  std::function<ExitCode()> chosen_;
  std::map<const CLI::Option*, ValueCompletion> completions_;
};

/// Options that many verbs have, with one wording.
CLI::Option* add_path(Verbs& verbs, CLI::App* verb, const std::string& name, std::filesystem::path& path,
                      const std::string& help);
void add_web(Verbs& verbs, CLI::App* verb, std::filesystem::path& path);
void add_json_flag(CLI::App* verb, bool& json);
void add_force_flag(CLI::App* verb, bool& force);
void add_threads(CLI::App* verb, int& threads);
/// A size in bytes such as 512M; `unless_given` says what holds without it.
void add_memory(CLI::App* verb, std::uint64_t& bytes, const std::string& help, const std::string& unless_given);
/// --encoding of a web's rows; `encoding` stays as it is without it.
void add_encoding(Verbs& verbs, CLI::App* verb, std::string& encoding);
/// --rank-layout, and what keeps the layouts where it was given: with a warning where they do not fit.
void add_rank_layout(CLI::App* verb, bool& rank_layout);
DeriveFiles rank_layouts_or_warning(std::uint64_t memory_limit, Session& session);
/// -n; `unless_given` says what holds without it where that is not what `count` says.
void add_count(CLI::App* verb, std::uint64_t& count, const std::string& help, const std::string& unless_given = "");

/// Throws CreateError where the folder that `output` would lie in does not exist: asked before long work.
void check_folder_of(const std::filesystem::path& output);
/// What to do when `output` cannot be created.
std::string create_hint(const std::filesystem::path& output);

/// The help's way to state a default.
std::string with_default(const std::string& help, const std::string& value);

void add_build(Verbs& verbs);
void add_info(Verbs& verbs);
void add_rank(Verbs& verbs);
void add_top(Verbs& verbs);
void add_show(Verbs& verbs);
void add_explain(Verbs& verbs);
void add_query(Verbs& verbs);
void add_what_if(Verbs& verbs);
void add_verify(Verbs& verbs);
void add_convert(Verbs& verbs);
void add_run(Verbs& verbs);
void add_diff(Verbs& verbs);
void add_completion(Verbs& verbs);

}  // namespace orbweb
