// What changed between two tables of scores as a table of its own, for other programs.
#pragma once

#include <filesystem>

#include "graph/files.h"
#include "jobs/score_changes.h"

namespace orbweb {

/// Throws what write_changes_table would throw for the place alone: ArgumentError unless `path` ends in .tsv,
/// optionally followed by .gz or .zst, or in .parquet or .arrow and this build can write these; CreateError where it
/// exists and may not be replaced.
void check_can_write_changes_table(const std::filesystem::path& path, bool overwrite,
                                   FileSystem& files = real_file_system());

/// A row for each entry of the four lists: `name`, `change` (rose, fell, new or gone), `old_rank` and `new_rank` (0
/// where there is none), `old` and `new` (values; NaN where there is none, in text an empty field). Whole or not at
/// all.
void write_changes_table(const ScoreChanges& changes, const std::filesystem::path& path, bool overwrite,
                         FileSystem& files = real_file_system());

}  // namespace orbweb
