#include "jobs/score_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "graph/error.h"
#include "loaders/node_values.h"
#include "loaders/start_scores.h"

namespace orbweb {

namespace {

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::optional<OptionValue> read_option(SettingsReader& options, const OptionSpec& spec) {
  const auto wrapped = [](auto value) { return value ? std::optional<OptionValue>(*value) : std::nullopt; };
  switch (spec.kind) {
    case OptionKind::flag:
      return wrapped(options.flag(spec.name));
    case OptionKind::integer:
      return wrapped(options.integer(spec.name, kLeast, kMost));
    case OptionKind::number:
      return wrapped(options.number(spec.name, -kInfinity, kInfinity));
    case OptionKind::choice:
      return wrapped(options.choice(spec.name, spec.choices));
    case OptionKind::node:
      return wrapped(options.text(spec.name));
    case OptionKind::node_values:
    case OptionKind::start_scores:
      break;
  }
  return std::nullopt;
}

/// Three nodes in a ring.
Web trial_web() {
  const auto ring = [](std::vector<NodeId> targets) { return Graph({0, 1, 2, 3}, std::move(targets)); };
  const std::vector<std::uint8_t> all(3, 1);
  Provenance provenance;
  provenance.fold = FoldLevel::domain;
  return Web(ring({1, 2, 0}), ring({2, 0, 1}), std::nullopt, IndexSet::from_members(all),
             LinkCounts(std::vector<std::uint32_t>(3, 1)), std::move(provenance));
}

bool is_vector(const OptionSpec& spec) {
  return spec.kind == OptionKind::node_values || spec.kind == OptionKind::start_scores;
}

/// What the algorithm says against these options; empty where it takes them.
std::string problem_of(const Algorithm& algorithm, const OptionValues& values) {
  try {
    algorithm.run(trial_web(), values, {});
    return "";
  } catch (const ArgumentError& error) {
    return error.what();
  }
}

/// Ranges are the algorithms' own business: each is asked by a run that costs nothing, so that a wrong option is told
/// before hours of work and not after.
void check_ranges(const SettingsReader& options, const Algorithm& algorithm, const ScoresJob& scores) {
  for (const OptionSpec& spec : algorithm.options) {
    if (spec.kind == OptionKind::node && scores.options.contains(spec.name)) return;  // not a node of the trial's web
  }
  OptionValues vectors;
  for (const auto& [name, file] : scores.vectors) vectors[name] = std::vector<double>(3, 1.0);
  if (!problem_of(algorithm, vectors).empty()) return;  // the trial's web is at fault
  OptionValues values = scores.options;
  values.insert(vectors.begin(), vectors.end());
  const std::string problem = problem_of(algorithm, values);
  if (!problem.empty()) refuse(options.setting(), "options that " + algorithm.name + " takes", problem);
}

}  // namespace

void read_score_options(SettingsReader& options, const Algorithm& algorithm, const std::filesystem::path& folder,
                        ScoresJob& scores) {
  for (const OptionSpec& spec : algorithm.options) {
    if (is_vector(spec)) {
      if (const auto path = options.text(spec.name)) scores.vectors[spec.name] = (folder / *path).lexically_normal();
    } else if (std::optional<OptionValue> value = read_option(options, spec)) {
      scores.options[spec.name] = *std::move(value);
    }
  }
  options.finish();
  check_ranges(options, algorithm, scores);
}

OptionValues option_values(const ScoresJob& scores, const Web& web, FileSystem& files) {
  OptionValues values = scores.options;
  for (const OptionSpec& spec : find_algorithm(scores.algorithm).options) {
    const auto vector = scores.vectors.find(spec.name);
    if (vector == scores.vectors.end()) continue;
    values[spec.name] = spec.kind == OptionKind::start_scores ? read_start_scores(vector->second, web, files)
                                                              : read_node_values(vector->second, web, files);
  }
  return values;
}

bool lacks_start(const ScoresJob& scores, const OptionValues& values) {
  const std::vector<OptionSpec>& options = find_algorithm(scores.algorithm).options;
  return !values.contains(kWarmStart) && std::any_of(options.begin(), options.end(), [](const OptionSpec& option) {
    return option.name == kWarmStart;
  });
}

}  // namespace orbweb
