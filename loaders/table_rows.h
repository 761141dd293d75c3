// The rows of a score table as text, whatever its format: what all that read one share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "graph/files.h"
#include "graph/web.h"
#include "loaders/field_splitter.h"
#include "loaders/text_lines.h"

namespace orbweb {

class TableRows {
 public:
  using Fields = std::span<const std::string_view>;

  explicit TableRows(const std::filesystem::path& path) : path_(path), lines_(path, "a row of a score table") {}

  /// Calls `take_header` with the first line's fields, then `take_row` with those of each other, as many as the first
  /// has. Tabs separate, or commas where the first line has no tab. A Parquet or Arrow file, told by its first bytes,
  /// gives the names of its columns and the shortest text of each number. Throws LoadError for an empty file too.
  void read(FileSystem& files, const std::function<void(Fields)>& take_header,
            const std::function<void(Fields)>& take_row);

  /// What the row is about: its first field, as it was before CSV put an apostrophe before it, lest a spreadsheet take
  /// it for a formula.
  std::string_view node(Fields row) const;
  /// Throws LoadError unless the first column is the one that a table of this web has: "name", or "node" without names.
  void check_first_column(Fields header, const Web& web) const;

  const std::string& file_name() const { return lines_.file_name(); }
  [[noreturn]] void fail(std::string expected, std::string found) const;  ///< names the file and the line or row

 private:
  void read_lines(FileSystem& files, const std::function<void(Fields)>& take_header,
                  const std::function<void(Fields)>& take_row);
  void read_columns(FileSystem& files, const std::function<void(Fields)>& take_header,
                    const std::function<void(Fields)>& take_row);

  std::filesystem::path path_;
  TextLines lines_;
  FieldSplitter splitter_;
  char separator_ = '\t';
  std::size_t num_columns_ = 0;
  std::optional<std::uint64_t> row_;  ///< from 1, where rows are not lines
};

}  // namespace orbweb
