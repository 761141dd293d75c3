#include "columns/row_writer.h"

namespace orbweb {

RowWriter::RowWriter(ColumnFormat format, const std::vector<ColumnInfo>& columns,
                     const std::map<std::string, std::string>& metadata, OutputFile& file, std::size_t num_sorted)
    : writer_(ColumnFileWriter::make(format, columns, metadata, file, num_sorted)) {
  for (const ColumnInfo& column : columns) {
    switch (column.type) {
      case ColumnType::text:
        columns_.emplace_back(TextColumn());
        break;
      case ColumnType::number:
        columns_.emplace_back(std::vector<double>());
        break;
      case ColumnType::flag:
        columns_.emplace_back(std::vector<std::uint8_t>());
        break;
      default:
        columns_.emplace_back(std::vector<std::uint64_t>());
    }
  }
}

void RowWriter::add(std::size_t column, std::string_view text) {
  std::get<TextColumn>(columns_[column]).add(text);
  text_bytes_ += text.size();
}

void RowWriter::add(std::size_t column, std::uint64_t integer) {
  std::get<std::vector<std::uint64_t>>(columns_[column]).push_back(integer);
}

void RowWriter::add(std::size_t column, double number) {
  std::get<std::vector<double>>(columns_[column]).push_back(number);
}

void RowWriter::add(std::size_t column, bool flag) {
  std::get<std::vector<std::uint8_t>>(columns_[column]).push_back(flag ? 1 : 0);
}

void RowWriter::end_row() {
  if (++num_rows_ >= kMostRowsOfPart || text_bytes_ >= kMostTextOfPart) write_part();
}

void RowWriter::finish() {
  if (num_rows_ > 0) write_part();
  writer_->finish();
}

void RowWriter::write_part() {
  std::vector<ColumnPart> part;
  for (const Values& values : columns_) {
    if (const auto* text = std::get_if<TextColumn>(&values)) part.emplace_back(text->values());
    if (const auto* integers = std::get_if<std::vector<std::uint64_t>>(&values))
      part.emplace_back(std::span(*integers));
    if (const auto* numbers = std::get_if<std::vector<double>>(&values)) part.emplace_back(std::span(*numbers));
    if (const auto* flags = std::get_if<std::vector<std::uint8_t>>(&values)) part.emplace_back(std::span(*flags));
  }
  writer_->write(part);
  for (Values& values : columns_) std::visit([](auto& column) { column.clear(); }, values);
  num_rows_ = 0;
  text_bytes_ = 0;
}

}  // namespace orbweb
