#include "cli/answer_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "cli/overloaded.h"
#include "cli/safe_text.h"
#include "cli/text_table.h"
#include "graph/number_text.h"

namespace orbweb {
namespace {

using List = std::vector<std::string>;

std::string tsv_cell(const AnswerCell& cell) {
  return std::visit(
      Overloaded{[](const std::string& text) { return text; },
                 [](std::uint64_t count) { return std::to_string(count); },
                 [](double number) { return std::isnan(number) ? std::string() : fmt::format("{}", number); },
                 [](bool flag) { return std::string(flag ? "1" : "0"); },
                 [](const List& list) { return fmt::format("{}", fmt::join(list, " ")); }},
      cell);
}

std::string table_cell(const AnswerCell& cell) {
  return std::visit(Overloaded{[](const std::string& text) { return safe_text(text); },
                               [](std::uint64_t count) { return grouped(count); },
                               [](double number) { return std::isnan(number) ? std::string() : number_text(number); },
                               [](bool flag) { return std::string(flag ? "yes" : "no"); },
                               [](const List& list) { return safe_text(fmt::format("{}", fmt::join(list, " "))); }},
                    cell);
}

/// Real numbers of one column have one number of decimals, as far as they are numbers.
std::vector<std::string> table_column(const AnswerRows& rows, std::size_t column) {
  std::vector<std::string> cells;
  std::vector<double> numbers;
  for (const AnswerRow& row : rows) {
    cells.push_back(table_cell(row[column]));
    if (const auto* number = std::get_if<double>(&row[column])) numbers.push_back(*number);
  }
  if (numbers.size() < rows.size()) return cells;
  const std::vector<std::string> aligned = column_text(numbers);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!std::isnan(numbers[i])) cells[i] = aligned[i];
  }
  return cells;
}

bool is_number(const AnswerCell& cell) {
  return std::holds_alternative<std::uint64_t>(cell) || std::holds_alternative<double>(cell);
}

}  // namespace

std::string tsv_heading(const std::vector<std::string>& columns) {
  return fmt::format("{}\n", fmt::join(columns, "\t"));
}

std::string tsv_text(const AnswerRows& rows) {
  std::string text;
  for (const AnswerRow& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text += '\t';
      text += tsv_cell(row[i]);
    }
    text += '\n';
  }
  return text;
}

std::string json_text(const std::vector<std::string>& columns, const AnswerRows& rows) {
  std::string text;
  for (const AnswerRow& row : rows) {
    Json object;
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::visit([&](const auto& value) { object[columns[i]] = value; }, row[i]);
    }
    text += (text.empty() ? "" : ",\n") + object.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  return text;
}

std::string table_text(const std::vector<std::string>& columns, const AnswerRows& rows, std::size_t width) {
  std::vector<TextTable::Heading> headings;
  std::vector<std::vector<std::string>> cells;
  // The second name, where there are two, is what was not known before: the first would give way in vain.
  const std::size_t flexible = !rows.empty() && std::holds_alternative<std::string>(rows.front()[1]) ? 1 : 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const bool is_right = !rows.empty() && is_number(rows.front()[i]);
    headings.push_back({columns[i], is_right ? Align::right : Align::left, i == flexible});
    cells.push_back(table_column(rows, i));
  }
  TextTable table(std::move(headings));
  for (std::size_t row = 0; row < rows.size(); ++row) {
    std::vector<std::string> line;
    for (const auto& column : cells) line.push_back(column[row]);
    table.add_row(std::move(line));
  }
  return table.text(width);
}

}  // namespace orbweb
