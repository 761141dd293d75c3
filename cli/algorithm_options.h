// The algorithms' options as options of a verb, generated from the table of algos/table.h.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "algos/table.h"
#include "cli/verb.h"

namespace orbweb {

class AlgorithmOptions {
 public:
  enum class Which { all, to_explain };  ///< to_explain: the files of node values that explanations take

  /// Adds the union of all algorithms' options; flags that have an opposite get it (--followed, --all-links).
  void add_to(Verbs& verbs, CLI::App* verb, Which which = Which::all);

  /// Takes --`name` for all algorithms: where one lacks it, was_given() tells the verb, which sees to it.
  void see_to(const std::string& name) { seen_to_.insert(name); }
  bool was_given(const std::string& name) const;

  /// Throws HintedError where an option was given that `algorithm` lacks, naming those it has, or a flag together with
  /// its opposite: asked before long work.
  void check(const Algorithm& algorithm) const;

  /// What was given, as `algorithm` takes it; files of node values are read for `web`.
  OptionValues values(const Algorithm& algorithm, const Web& web) const;

  /// The file that was given for an option of node values; empty where none was.
  std::filesystem::path file_of(const std::string& name) const;

 private:
  void add_flag(CLI::App* verb, const OptionSpec& spec, const std::string& help);
  void add_value(Verbs& verbs, CLI::App* verb, const OptionSpec& spec, const std::string& help);

  std::map<std::string, CLI::Option*> options_;
  std::map<std::string, CLI::Option*> opposites_;  ///< by the name of the flag that they turn off
  std::set<std::string> seen_to_;                  ///< options that the verb sees to where an algorithm lacks them
};

/// The algorithms with definition and summary; where `name` is one of them, that one with its options and defaults.
std::string algorithms_help(const std::string& name);

std::vector<std::string> algorithm_names();

/// "0.85", "strong", "off": a value as the help shows it and the command line takes it.
std::string option_value_text(const OptionValue& value);

/// All parameters of scores for machines, vectors by file and hash as the table's own facts have them.
Json parameters_json(const Scores& scores);

}  // namespace orbweb
