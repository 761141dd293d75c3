// Score tables read back, matched to a web by name.
#pragma once

#include <filesystem>

#include "algos/scores.h"
#include "graph/files.h"
#include "graph/web.h"

namespace orbweb {

/// Reads what exports/score_table.h wrote. Where PATH.json is present its facts are used and checked (size, hash, web
/// fingerprint), else those that a Parquet or Arrow table holds itself; without any the table must at least name each
/// node of the web once. Throws LoadError naming the line or the row.
Scores read_score_table(const std::filesystem::path& path, const Web& web, FileSystem& files = real_file_system());

}  // namespace orbweb
