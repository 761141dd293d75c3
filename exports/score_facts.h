// What stands beside a score table, as PATH.json: how the scores were made, and the table's own size and hash.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "algos/scores.h"

namespace orbweb {

/// The JSON text; `table_hash` is XXH3-128 of the file as it lies on disk. docs: loaders/score_facts.h reads it.
std::string score_facts_json(const Scores& scores, std::uint64_t table_bytes, const std::string& table_hash);

/// The same on one line but for the table's size and hash: what a table holds itself, where its format has a place for
/// it, under kFactsKey (columns/column_file.h).
std::string score_facts_json(const Scores& scores);

/// What ties such facts to the table around them, on one line, under kContentKey: the XXH3-128 of their text, and of
/// each column by its name (columns/column_hash.h).
std::string score_content_json(std::string_view facts, const std::map<std::string, std::string>& column_hashes);

}  // namespace orbweb
