// A table of typed columns written row by row: rows are gathered into parts.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "columns/column_file.h"

namespace orbweb {

/// Text of rows that come one after the other.
class TextColumn {
 public:
  void add(std::string_view text) {
    bytes_ += text;
    offsets_.push_back(static_cast<std::int32_t>(bytes_.size()));
  }
  void clear() {
    bytes_.clear();
    offsets_.resize(1);
  }
  std::size_t num_rows() const { return offsets_.size() - 1; }
  std::size_t num_bytes() const { return bytes_.size(); }
  TextValues values() const { return {offsets_, bytes_}; }

 private:
  std::string bytes_;
  std::vector<std::int32_t> offsets_ = {0};
};

/// Holds one part.
class RowWriter {
 public:
  /// As ColumnFileWriter::make().
  RowWriter(ColumnFormat format, const std::vector<ColumnInfo>& columns,
            const std::map<std::string, std::string>& metadata, OutputFile& file, std::size_t num_sorted = 0);

  /// The value of column `column` in the row at hand; each column gets one before end_row().
  void add(std::size_t column, std::string_view text);
  void add(std::size_t column, std::uint64_t integer);
  void add(std::size_t column, double number);
  void add(std::size_t column, bool flag);
  /// Throws as ColumnFileWriter::write().
  void end_row();
  void finish();  ///< once, after all else

 private:
  using Values = std::variant<TextColumn, std::vector<std::uint64_t>, std::vector<double>, std::vector<std::uint8_t>>;

  void write_part();

  std::unique_ptr<ColumnFileWriter> writer_;
  std::vector<Values> columns_;
  std::uint64_t num_rows_ = 0;
  std::size_t text_bytes_ = 0;
};

}  // namespace orbweb
