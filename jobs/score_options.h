// The options of an algorithm as a job file gives them, checked against the table of algorithms.
#pragma once

#include <filesystem>

#include "algos/table.h"
#include "jobs/job.h"
#include "jobs/settings_reader.h"

namespace orbweb {

/// Fills scores.options and scores.vectors. Throws LoadError where `options` has a key that `algorithm` lacks, a value
/// of another kind, or one out of range. Files start at `folder`.
void read_score_options(SettingsReader& options, const Algorithm& algorithm, const std::filesystem::path& folder,
                        ScoresJob& scores);

/// The options to run with: those of the job, and its files read for `web`.
OptionValues option_values(const ScoresJob& scores, const Web& web, FileSystem& files);

/// The option by which a solver is given scores to start from.
inline constexpr const char* kWarmStart = "warm-start";
/// Whether the algorithm takes such a start and `values` has none.
bool lacks_start(const ScoresJob& scores, const OptionValues& values);

}  // namespace orbweb
