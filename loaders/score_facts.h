// Reads PATH.json, which exports/score_facts.h writes beside a score table.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "algos/scores.h"
#include "graph/files.h"

namespace orbweb {

struct ScoreFacts {
  Scores scores;                        ///< all but its vectors
  std::vector<bool> column_is_integer;  ///< one per entry of scores.columns, which have their names only
  std::uint64_t table_bytes = 0;
  std::string table_hash;  ///< XXH3-128
  /// Of facts within a table: XXH3-128 of each of its columns (columns/column_hash.h), by name.
  std::map<std::string, std::string> column_hashes;
};

/// What to do about facts within a table that are not its own, for the end of a message.
inline constexpr const char* kWithoutFactsWithin =
    "; rank again, or take orbweb-scores out of its metadata to read the table without its facts";

/// The facts of the table at `path`: of PATH.json or, where there is none, those that the table holds itself; then
/// table_hash is empty and column_hashes is not. Nothing where there are neither. Throws LoadError where either is
/// something else, and for facts within that were changed or that nothing ties to the table's values.
std::optional<ScoreFacts> read_facts_of_table(FileSystem& files, const std::filesystem::path& path);

/// Nothing where `path` does not exist. Throws LoadError where it holds something else.
std::optional<ScoreFacts> read_score_facts(FileSystem& files, const std::filesystem::path& path);

}  // namespace orbweb
