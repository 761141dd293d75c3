// Tables of typed columns in files: Apache Parquet and Arrow's IPC file format ("Feather 2"). The door to Apache Arrow,
// whose headers are included in this folder's sources alone. Where the build found no Arrow, all but the names of
// formats throws ArgumentError, which says so.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "graph/files.h"

namespace orbweb {

enum class ColumnFormat { parquet, arrow };

/// By the name's extension, .parquet or .arrow; nothing for all others.
std::optional<ColumnFormat> column_format_of(const std::filesystem::path& path);
/// By the first bytes of a file (6 suffice), whatever its name.
std::optional<ColumnFormat> column_format_of_bytes(std::string_view first_bytes);
/// The same of a file that can be read more than once; nothing where there is none.
std::optional<ColumnFormat> column_format_at(FileSystem& files, const std::filesystem::path& path);

/// Whether this build reads and writes such files.
bool has_column_files();
/// Throws ArgumentError naming `path`, and what to do, where has_column_files() is false.
void require_column_files(const std::filesystem::path& path);

/// The key of what a table of scores holds in its metadata: the facts of exports/score_facts.h.
inline constexpr const char* kFactsKey = "orbweb-scores";
/// And of what ties these facts to its values: hashes of the columns (columns/column_hash.h) and of the facts.
inline constexpr const char* kContentKey = "orbweb-content";
/// That of a table of arcs: the number of nodes, with arcs or without.
inline constexpr const char* kNumNodesKey = "orbweb-nodes";

/// What the values of a column are: text, whole numbers below 2^63, doubles, truth values, or what nobody here reads.
/// Text is written as UTF-8; what is read as text is any bytes, as lines of text are.
enum class ColumnType { text, integer, number, flag, other };
std::string_view to_string(ColumnType type);

struct ColumnInfo {
  std::string name;
  ColumnType type;
  bool operator==(const ColumnInfo&) const = default;
};

/// Text of some rows: row i is bytes[offsets[i], offsets[i + 1]).
struct TextValues {
  std::span<const std::int32_t> offsets;
  std::string_view bytes;
};
/// Flags are bytes of 0 and 1.
using ColumnPart =
    std::variant<TextValues, std::span<const std::uint64_t>, std::span<const double>, std::span<const std::uint8_t>>;

/// Rows of a part of a table are together in the file, and what a reader takes at once. Fewer where names are long.
inline constexpr std::uint64_t kMostRowsOfPart = std::uint64_t{1} << 17;
inline constexpr std::size_t kMostTextOfPart = std::size_t{32} << 20;

/// Writes a table part by part, compressed by zstd, each column with its smallest and largest value and its pages with
/// checksums where the format has them. The same rows give the same bytes. Memory: about twice a part.
class ColumnFileWriter {
 public:
  virtual ~ColumnFileWriter() = default;

  /// `metadata` goes to the file's footer (Parquet) or schema (Arrow). `file` must live longer, and is neither synced
  /// nor closed. No column is of type `other`. Rows rise by the first `num_sorted` columns, which Parquet declares:
  /// text by its bytes.
  static std::unique_ptr<ColumnFileWriter> make(ColumnFormat format, const std::vector<ColumnInfo>& columns,
                                                const std::map<std::string, std::string>& metadata, OutputFile& file,
                                                std::size_t num_sorted = 0);

  /// The next rows, all columns of the same length. Throws ArgumentError for a whole number of 2^63 or more and for
  /// text that is no UTF-8, and what the file throws.
  virtual void write(std::span<const ColumnPart> columns) = 0;
  /// More metadata, which is known at the end alone. Goes to the footer.
  virtual void add_metadata(const std::string& key, const std::string& value) = 0;
  virtual void finish() = 0;  ///< once, after all else
};

/// Some rows of one column. One of the vectors is filled, by `type`; flags are integers of 0 and 1.
struct ColumnData {
  ColumnType type = ColumnType::other;
  std::vector<std::string_view> texts;
  std::vector<std::int64_t> integers;  ///< 2^63 - 1 stands for that much and more
  std::vector<double> numbers;
  std::vector<std::uint8_t> is_null;  ///< one per row where any is, else empty: a null is an empty text or 0

  bool null_at(std::size_t row) const { return !is_null.empty() && is_null[row] != 0; }
};

struct ColumnBatch {
  std::uint64_t first_row = 0;  ///< from 0, in the file
  std::size_t num_rows = 0;
  std::vector<ColumnData> columns;    ///< those that were asked for
  std::shared_ptr<const void> owner;  ///< of the texts; goes before the reader
};

struct ColumnReadOptions {
  /// Most bytes that the reader and its batches may hold, beside the mapped file; 0: a quarter of machine_memory() of
  /// graph/memory.h.
  std::uint64_t memory_limit = 0;
  std::stop_token stop = {};  ///< once requested, the reader throws Cancelled
};

/// Reads a table batch by batch. Trusts nothing: what is truncated or damaged is a LoadError naming the file, wherever
/// that is found out; what asks for more memory than is granted is a LimitError. Memory: the file is mapped; of Parquet
/// a batch and a page of each column, of a compressed Arrow file a whole record batch as it was written.
class ColumnFileReader {
 public:
  virtual ~ColumnFileReader() = default;

  /// Throws LoadError for what is neither format, IoError, and ArgumentError as require_column_files().
  static std::unique_ptr<ColumnFileReader> open(FileSystem& files, const std::filesystem::path& path,
                                                const ColumnReadOptions& options = {});

  virtual const std::vector<ColumnInfo>& columns() const = 0;
  /// A value of the file's own metadata; nothing where it has no such key.
  virtual std::optional<std::string> metadata(const std::string& key) const = 0;
  virtual std::uint64_t num_rows() const = 0;
  virtual std::uint64_t file_bytes() const = 0;

  /// Which columns to read, by place, none of type `other`; all where it is not called. Before the first next().
  virtual void choose(std::vector<std::size_t> columns) = 0;
  /// The next rows; null after the last.
  virtual std::unique_ptr<ColumnBatch> next() = 0;
  /// Whether the batches that are still held should go before the next is asked for: they take over half of the memory.
  virtual bool is_short_of_memory() const = 0;
};

}  // namespace orbweb
