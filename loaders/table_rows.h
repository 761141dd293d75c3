// The rows of a score table, whatever its format: what all that read one share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "columns/column_hash.h"
#include "graph/files.h"
#include "graph/web.h"
#include "loaders/field_splitter.h"
#include "loaders/text_lines.h"

namespace orbweb {

/// A value as it stands in a table: text, or out of typed columns a number. A null is an empty text.
using TableValue = std::variant<std::string_view, std::int64_t, double>;

/// As a table of text would have it: of numbers the shortest text that reads back to the same.
std::string text_of(const TableValue& value);

class TableRows {
 public:
  using Names = std::span<const std::string_view>;
  using Values = std::span<const TableValue>;
  /// Told the names of all columns, says which to read, by place.
  using Choose = std::function<std::vector<std::size_t>(Names)>;

  explicit TableRows(const std::filesystem::path& path) : path_(path), lines_(path, "a row of a score table") {}

  /// Calls `choose` with the first line's fields, then `take_row` with the chosen ones of each other line, in the order
  /// of the choice. Tabs separate, or commas where the first line has no tab. A Parquet or Arrow file, told by its
  /// first bytes, gives the names of its columns and its values as they are; what is not chosen is not read. Throws
  /// LoadError for an empty file too.
  void read(FileSystem& files, const Choose& choose, const std::function<void(Values)>& take_row);

  /// Before read(), of a file in columns: takes the hashes of the values as they pass.
  void hash_columns() { hashes_ = std::vector<ColumnHash>(); }
  /// After it, once: those of the chosen columns, in the order of the choice.
  std::vector<std::string> column_hashes();

  /// What a row is about: its first field, as it was before CSV put an apostrophe before it, lest a spreadsheet take it
  /// for a formula. Valid until the next call.
  std::string_view node(const TableValue& first);
  /// The node of `web` that has this name or number.
  std::optional<NodeId> find_node(const TableValue& first, const Web& web);
  /// Throws LoadError unless the first column is the one that a table of this web has: "name", or "node" without names.
  void check_first_column(Names names, const Web& web) const;

  const std::string& file_name() const { return lines_.file_name(); }
  [[noreturn]] void fail(std::string expected, std::string found) const;  ///< names the file and the line or row

 private:
  void read_lines(FileSystem& files, const Choose& choose, const std::function<void(Values)>& take_row);
  void read_columns(FileSystem& files, const Choose& choose, const std::function<void(Values)>& take_row);

  std::filesystem::path path_;
  TextLines lines_;
  FieldSplitter splitter_;
  char separator_ = '\t';
  std::optional<std::uint64_t> row_;  ///< from 1, where rows are not lines
  std::optional<std::vector<ColumnHash>> hashes_;
  std::string digits_;
};

}  // namespace orbweb
