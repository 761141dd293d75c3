// The one list of algorithms: the command line, tests and benches iterate over it. To add an algorithm, write its
// header and source and add its row in table.cc.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "algos/explain.h"
#include "algos/scores.h"
#include "algos/what_if.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

enum class OptionKind {
  flag,
  integer,
  number,
  choice,        ///< one of `choices`
  node,          ///< a NodeName
  node_values,   ///< a vector over the nodes; the command line reads it from a file of names and values
  start_scores,  ///< StartScores; the command line reads them from a score table, by name
};

/// One option of an algorithm, read off its options struct: name ("max-iterations"), default, help.
struct OptionSpec {
  std::string name;
  OptionKind kind;
  OptionValue default_value;
  std::string help;
  std::vector<std::string> choices;
};

using OptionValues = std::map<std::string, OptionValue>;

/// What a run is given.
struct RankGrant {
  std::uint64_t memory = 0;  ///< as Control::memory
  bool keeps_state = false;  ///< whether there is a Control::checkpoint
};

/// What a run would do and need.
struct RankPlan {
  std::string solver;        ///< as SolverReport has it
  std::string reason;        ///< why this one
  std::string layout;        ///< where its layout comes from; empty where it has none
  std::uint64_t memory = 0;  ///< bytes at the peak, about, beside the web's mapped files
  /// HyperBall's registers are in memory by one of so many parts, the rest on disk; 1: all; 0 of other algorithms.
  std::uint64_t slices = 0;
  std::uint64_t temporary_bytes = 0;            ///< on disk while it runs
  std::filesystem::path temporary_folder = {};  ///< where; empty where there are none
};

struct Algorithm {
  /// The option of that name; null where there is none.
  const OptionSpec* find_option(std::string_view option) const;

  std::string name;        ///< "domain-rating"
  std::string definition;  ///< "domain-rating/1"
  std::string summary;     ///< one line
  std::string header;      ///< "domain_rating.h"
  std::vector<OptionSpec> options;
  bool keeps_state = false;  ///< whether Control::checkpoint keeps the state of its work
  /// Options left out take their defaults. Throws ArgumentError for unknown names and wrong kinds, naming both;
  /// LimitError where the plan needs more than Control::memory grants.
  std::function<Scores(const Web&, const OptionValues&, const Control&)> run;
  /// What `run` would do on as many threads, from the web's sizes alone. Throws ArgumentError as `run` does.
  std::function<RankPlan(const Web&, const OptionValues&, const RankGrant&)> plan;
  /// Explains nodes given scores that `run` made with the same options; empty where an algorithm has none.
  std::function<std::vector<Explanation>(const Web&, std::span<const double> score, std::span<const NodeId>,
                                         const OptionValues&)>
      explain;
  /// Scores that `run` made, as edits of the web would make them; empty where an algorithm has none.
  std::function<Scores(const Web&, const Scores&, std::span<const ArcEdit>, const Control&)> what_if;
};

std::span<const Algorithm> algorithms();

/// Throws ArgumentError listing all names.
const Algorithm& find_algorithm(std::string_view name);

/// Names a piece of work for its checkpoint: only the same web, algorithm and options may go on from it. How many
/// iterations are allowed is not part of it: where they ran out, more of them go on.
std::string work_context(const Algorithm& algorithm, const OptionValues& values, const Web& web);

/// What the algorithm that made `scores` says of the edits (algos/what_if.h). Throws ArgumentError where it says
/// nothing.
Scores what_if(const Web& web, const Scores& scores, std::span<const ArcEdit> edits, const Control& control = {});

}  // namespace orbweb
