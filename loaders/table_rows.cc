#include "loaders/table_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "columns/column_file.h"
#include "graph/error.h"

namespace orbweb {

namespace {

TableValue value_at(const ColumnData& column, std::size_t row) {
  if (column.null_at(row)) return std::string_view();
  if (column.type == ColumnType::text) return column.texts[row];
  if (column.type == ColumnType::number) return column.numbers[row];
  return column.integers[row];
}

}  // namespace

std::string text_of(const TableValue& value) {
  return std::visit([](const auto& plain) { return fmt::format("{}", plain); }, value);
}

void TableRows::read(FileSystem& files, const Choose& choose, const std::function<void(Values)>& take_row) {
  if (column_format_at(files, path_)) {
    read_columns(files, choose, take_row);
  } else {
    read_lines(files, choose, take_row);
  }
}

void TableRows::read_columns(FileSystem& files, const Choose& choose, const std::function<void(Values)>& take_row) {
  const auto file = ColumnFileReader::open(files, path_);
  row_ = 0;
  const std::vector<ColumnInfo>& columns = file->columns();
  if (columns.empty()) fail("a score table", "no columns");
  const std::vector<std::string_view> names = [&] {
    std::vector<std::string_view> all;
    for (const ColumnInfo& column : columns) all.emplace_back(column.name);
    return all;
  }();
  const std::vector<std::size_t> chosen = choose(names);
  for (const std::size_t place : chosen) {
    if (columns[place].type != ColumnType::other) continue;
    fail("columns of text and numbers", "column " + in_quotes(columns[place].name));
  }
  file->choose(chosen);
  if (hashes_) hashes_->resize(chosen.size());
  std::vector<TableValue> values(chosen.size());
  while (const std::unique_ptr<ColumnBatch> batch = file->next()) {
    for (std::size_t i = 0; hashes_ && i < chosen.size(); ++i) (*hashes_)[i].add(batch->columns[i]);
    for (std::size_t row = 0; row < batch->num_rows; ++row) {
      row_ = batch->first_row + row + 1;
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = value_at(batch->columns[i], row);
      take_row(values);
    }
  }
}

void TableRows::read_lines(FileSystem& files, const Choose& choose, const std::function<void(Values)>& take_row) {
  std::size_t num_columns = 0;
  std::vector<std::size_t> chosen;
  std::vector<TableValue> values;
  lines_.read(files, [&](std::string_view line) {
    const bool is_header = lines_.number() == 1;
    if (is_header) separator_ = line.find('\t') != std::string_view::npos ? '\t' : ',';
    if (!splitter_.split(line, separator_)) fail("at most 64 columns", "more");
    const Names fields = splitter_.fields();
    if (is_header) {
      num_columns = fields.size();
      chosen = choose(fields);
      values.resize(chosen.size());
      return;
    }
    if (fields.size() != num_columns) fail(fmt::format("{} columns", num_columns), fmt::format("{}", fields.size()));
    std::transform(chosen.begin(), chosen.end(), values.begin(), [&](std::size_t place) { return fields[place]; });
    take_row(values);
  });
  if (lines_.number() == 0) throw LoadError(file_name(), "", "a score table with a header", "an empty file");
}

std::vector<std::string> TableRows::column_hashes() {
  std::vector<std::string> hex;
  if (!hashes_) return hex;
  for (ColumnHash& hash : *hashes_) hex.push_back(hash.hex());
  return hex;
}

std::string_view TableRows::node(const TableValue& first) {
  constexpr std::string_view kGuarded = "=+-@";
  const auto* name = std::get_if<std::string_view>(&first);
  if (name == nullptr) return digits_ = text_of(first);
  const bool is_guarded =
      separator_ == ',' && name->size() > 1 && name->front() == '\'' && kGuarded.find((*name)[1]) != std::string::npos;
  return is_guarded ? name->substr(1) : *name;
}

std::optional<NodeId> TableRows::find_node(const TableValue& first, const Web& web) {
  const auto* number = std::get_if<std::int64_t>(&first);
  if (number == nullptr || web.has_names()) return web.find(node(first));
  if (*number < 0 || std::cmp_greater_equal(*number, web.num_nodes())) return std::nullopt;
  return static_cast<NodeId>(*number);
}

void TableRows::check_first_column(Names names, const Web& web) const {
  const std::string_view first = web.has_names() ? "name" : "node";
  if (names[0] == first) return;
  fail(fmt::format("a header that starts with \"{}\", as scores of this web have", first), in_quotes(names[0]));
}

void TableRows::fail(std::string expected, std::string found) const {
  if (!row_) lines_.fail(std::move(expected), std::move(found));
  const std::string place = *row_ == 0 ? "columns" : fmt::format("row {}", *row_);
  throw LoadError(lines_.file_name(), place, std::move(expected), std::move(found));
}

}  // namespace orbweb
