// Scores as a table for people and other programs: TSV or CSV, plain, gzip or zstd, Parquet or Arrow, by the path's
// extension.
#pragma once

#include <filesystem>
#include <string>

#include "algos/scores.h"
#include "graph/files.h"
#include "graph/web.h"

namespace orbweb {

/// Throws ArgumentError unless `path` ends in .tsv or .csv, optionally followed by .gz or .zst, or in .parquet or
/// .arrow and this build can write these; names what is allowed.
void check_score_table_path(const std::filesystem::path& path);

/// Throws what write_score_table would throw for the place alone: ArgumentError for the extension, CreateError where
/// the table or its facts exist and may not be replaced. Asked before long work.
void check_can_write_score_table(const std::filesystem::path& path, bool overwrite,
                                 FileSystem& files = real_file_system());

/// Writes the table, as text the highest score first, as columns in node order (exports/score_columns.h), and beside it
/// PATH.json: algorithm, definition, parameters, convergence, certified ranks, web fingerprint, and the table's own
/// size and XXH3-128. Columns: name (or node), score, rank, then the algorithm's own. Numbers are the shortest text
/// that reads back to the same double. In CSV, names that a spreadsheet would take for a formula (first character = + -
/// @ tab or CR) are guarded by a leading apostrophe. Both files appear whole or not at all; after a crash a table of
/// this call has the facts of this call beside it, and facts that came before their table do not match its hash
/// (loaders/score_table.h refuses them).
void write_score_table(const Scores& scores, const Web& web, const std::filesystem::path& path, bool overwrite,
                       FileSystem& files = real_file_system());

/// The plain table to a string: what `rank -o -` prints.
std::string score_table_text(const Scores& scores, const Web& web, char separator);

}  // namespace orbweb
