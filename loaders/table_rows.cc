#include "loaders/table_rows.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "columns/column_file.h"
#include "graph/error.h"

namespace orbweb {

namespace {

/// The values of a batch as text, row by row.
class RowText {
 public:
  explicit RowText(const ColumnBatch& batch)
      : batch_(batch), digits_(batch.columns.size()), fields_(batch.columns.size()) {}

  std::span<const std::string_view> row(std::size_t row) {
    for (std::size_t i = 0; i < fields_.size(); ++i) fields_[i] = field(batch_.columns[i], row, digits_[i]);
    return fields_;
  }

 private:
  using Digits = std::array<char, 32>;

  static std::string_view field(const ColumnData& column, std::size_t row, Digits& digits) {
    if (column.null_at(row)) return "";
    if (column.type == ColumnType::text) return column.texts[row];
    const bool is_number = column.type == ColumnType::number;
    return is_number ? text_of(column.numbers[row], digits) : text_of(column.integers[row], digits);
  }

  template <class Number>
  static std::string_view text_of(Number value, Digits& digits) {
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    return {digits.data(), error == std::errc() ? end : digits.data()};
  }

  const ColumnBatch& batch_;
  std::vector<Digits> digits_;
  std::vector<std::string_view> fields_;
};

}  // namespace

void TableRows::read(FileSystem& files, const std::function<void(Fields)>& take_header,
                     const std::function<void(Fields)>& take_row) {
  if (column_format_at(files, path_)) {
    read_columns(files, take_header, take_row);
  } else {
    read_lines(files, take_header, take_row);
  }
}

void TableRows::read_columns(FileSystem& files, const std::function<void(Fields)>& take_header,
                             const std::function<void(Fields)>& take_row) {
  const auto file = ColumnFileReader::open(files, path_);
  row_ = 0;
  std::vector<std::string_view> names;
  for (const ColumnInfo& column : file->columns()) {
    if (column.type == ColumnType::other) fail("columns of text and numbers", "column " + in_quotes(column.name));
    names.push_back(column.name);
  }
  if (names.empty()) fail("a score table", "no columns");
  take_header(names);
  while (const std::unique_ptr<ColumnBatch> batch = file->next()) {
    RowText text(*batch);
    for (std::size_t i = 0; i < batch->num_rows; ++i) {
      row_ = batch->first_row + i + 1;
      take_row(text.row(i));
    }
  }
}

void TableRows::read_lines(FileSystem& files, const std::function<void(Fields)>& take_header,
                           const std::function<void(Fields)>& take_row) {
  lines_.read(files, [&](std::string_view line) {
    const bool is_header = lines_.number() == 1;
    if (is_header) separator_ = line.find('\t') != std::string_view::npos ? '\t' : ',';
    if (!splitter_.split(line, separator_)) fail("at most 64 columns", "more");
    const Fields fields = splitter_.fields();
    if (is_header) {
      num_columns_ = fields.size();
      return take_header(fields);
    }
    if (fields.size() != num_columns_) {
      fail(fmt::format("{} columns", num_columns_), fmt::format("{}", fields.size()));
    }
    take_row(fields);
  });
  if (lines_.number() == 0) throw LoadError(file_name(), "", "a score table with a header", "an empty file");
}

std::string_view TableRows::node(Fields row) const {
  constexpr std::string_view kGuarded = "=+-@";
  const std::string_view name = row[0];
  const bool is_guarded =
      separator_ == ',' && name.size() > 1 && name[0] == '\'' && kGuarded.find(name[1]) != std::string_view::npos;
  return is_guarded ? name.substr(1) : name;
}

void TableRows::check_first_column(Fields header, const Web& web) const {
  const std::string_view first = web.has_names() ? "name" : "node";
  if (header[0] == first) return;
  fail(fmt::format("a header that starts with \"{}\", as scores of this web have", first), in_quotes(header[0]));
}

void TableRows::fail(std::string expected, std::string found) const {
  if (!row_) lines_.fail(std::move(expected), std::move(found));
  const std::string place = *row_ == 0 ? "columns" : fmt::format("row {}", *row_);
  throw LoadError(lines_.file_name(), place, std::move(expected), std::move(found));
}

}  // namespace orbweb
