#include "cli/score_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/safe_text.h"
#include "cli/text_table.h"
#include "graph/number_text.h"

namespace orbweb {
namespace {

constexpr std::string_view kRating = "rating";

const Column* find_column(const Scores& scores, std::string_view name) {
  const auto column = std::find_if(scores.columns.begin(), scores.columns.end(),
                                   [&](const Column& candidate) { return candidate.name == name; });
  return column == scores.columns.end() ? nullptr : &*column;
}

std::vector<double> as_doubles(const ColumnValues& values) {
  return std::visit([](const auto& typed) { return std::vector<double>(typed.begin(), typed.end()); }, values);
}

std::vector<std::string> whole_cells_of(const std::vector<double>& values, const std::vector<NodeId>& nodes) {
  std::vector<std::string> cells;
  for (const NodeId node : nodes) cells.push_back(number_text(values[node]));
  return cells;
}

/// The cells of one column at `nodes`; counts, such as triangles, read as counts.
std::vector<std::string> cells_of(const std::vector<double>& values, const std::vector<NodeId>& nodes) {
  if (std::all_of(values.begin(), values.end(), is_whole)) return whole_cells_of(values, nodes);
  std::vector<double> shown;
  for (const NodeId node : nodes) shown.push_back(values[node]);
  return column_text(shown);
}

std::vector<std::string> cells_of(const std::vector<std::uint64_t>& values, const std::vector<NodeId>& nodes) {
  std::vector<std::string> cells;
  for (const NodeId node : nodes) cells.push_back(grouped(values[node]));
  return cells;
}

Json name_json(const Web& web, NodeId node) {
  if (web.has_names()) return {{"name", web.display_name(node)}};
  return {{"node", node}};
}

}  // namespace

std::vector<double> column_values(const Scores& scores, const std::string& name) {
  if (name == "score") return scores.score;
  if (const Column* const column = find_column(scores, name)) return as_doubles(column->values);
  std::string columns = "score";
  for (const Column& column : scores.columns) columns += ", " + column.name;
  throw ArgumentError(fmt::format("no column {} in these scores, which have {}", orbweb::in_quotes(name), columns));
}

bool has_rating(const Scores& scores) { return find_column(scores, kRating) != nullptr; }

std::vector<double> rating_values(const Scores& scores) {
  const Column* const rating = find_column(scores, kRating);
  return rating == nullptr ? scores.score : as_doubles(rating->values);
}

std::string scores_text(const Scores& scores, const Web& web, const std::vector<NodeId>& nodes, std::size_t width) {
  std::vector<TextTable::Heading> headings = {
      {"rank", Align::right}, {web.has_names() ? "name" : "node", Align::left, true}, {"score", Align::right}};
  std::vector<std::vector<std::string>> columns(2);
  columns[0] = cells_of(scores.rank, nodes);
  for (const NodeId node : nodes) columns[1].push_back(safe_text(web.display_name(node)));
  columns.push_back(cells_of(scores.score, nodes));
  for (const Column& column : scores.columns) {
    headings.push_back({safe_text(column.name), Align::right});
    columns.push_back(std::visit([&](const auto& values) { return cells_of(values, nodes); }, column.values));
  }
  TextTable table(std::move(headings));
  for (std::size_t row = 0; row < nodes.size(); ++row) {
    std::vector<std::string> cells;
    for (const auto& column : columns) cells.push_back(column[row]);
    table.add_row(std::move(cells));
  }
  return table.text(width);
}

Json score_json(const Scores& scores, const Web& web, NodeId node) {
  Json row = name_json(web, node);
  row["score"] = scores.score[node];
  row["rank"] = scores.rank[node];
  for (const Column& column : scores.columns) {
    std::visit([&](const auto& values) { row[column.name] = values[node]; }, column.values);
  }
  return row;
}

Json scores_json(const Scores& scores, const Web& web, const std::vector<NodeId>& nodes) {
  Json rows = Json::array();
  for (const NodeId node : nodes) rows.push_back(score_json(scores, web, node));
  return rows;
}

}  // namespace orbweb
