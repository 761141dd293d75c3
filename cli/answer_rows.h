// Rows of answers, as a table for people, tab-separated lines or JSON.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "cli/session.h"

namespace orbweb {

/// Text, a count, a real number, yes or no, a list of names.
using AnswerCell = std::variant<std::string, std::uint64_t, double, bool, std::vector<std::string>>;
using AnswerRow = std::vector<AnswerCell>;
using AnswerRows = std::vector<AnswerRow>;

/// Lines of tab-separated cells: numbers as they read back, yes as 1, no as 0, lists with a space between, no number
/// (NaN) as nothing.
std::string tsv_text(const AnswerRows& rows);
std::string tsv_heading(const std::vector<std::string>& columns);

/// One JSON object per row, keyed by column, each on a line, joined by commas.
std::string json_text(const std::vector<std::string>& columns, const AnswerRows& rows);

/// For a screen of `width` columns; 0 = no limit.
std::string table_text(const std::vector<std::string>& columns, const AnswerRows& rows, std::size_t width);

}  // namespace orbweb
