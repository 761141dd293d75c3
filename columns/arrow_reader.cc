#include <arrow/io/memory.h>
#include <arrow/ipc/reader.h>
#include <arrow/record_batch.h>
#include <arrow/util/key_value_metadata.h>
#include <fmt/format.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/exception.h>
#include <parquet/file_reader.h>
#include <parquet/properties.h>

#include <algorithm>
#include <new>
#include <utility>

#include "columns/arrow_columns.h"
#include "columns/arrow_memory.h"
#include "columns/arrow_parts.h"
#include "columns/column_file.h"
#include "graph/error.h"

namespace orbweb {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kRowsOfBatch = std::int64_t{1} << 16;

/// What both formats share: columns by name, a count of rows, and errors that name the file.
class ArrowReader : public ColumnFileReader {
 public:
  ArrowReader(FileSystem& files, const fs::path& path, const ColumnReadOptions& options, const char* expected)
      : path_(path.string()),
        expected_(expected),
        memory_(options),
        stop_(options.stop),
        buffer_(mapped_buffer(files, path)),
        source_(std::make_shared<arrow::io::BufferReader>(buffer_)),
        batches_(path_) {}

  const std::vector<ColumnInfo>& columns() const override { return columns_; }
  std::uint64_t num_rows() const override { return num_rows_; }
  std::uint64_t file_bytes() const override { return static_cast<std::uint64_t>(buffer_->size()); }

  std::optional<std::string> metadata(const std::string& key) const override {
    if (metadata_ == nullptr) return std::nullopt;
    auto value = metadata_->Get(key);
    return value.ok() ? std::optional(std::move(value).MoveValueUnsafe()) : std::nullopt;
  }

  void choose(std::vector<std::size_t> columns) override { chosen_ = std::move(columns); }

  std::unique_ptr<ColumnBatch> next() override {
    if (stop_.stop_requested()) throw Cancelled();
    while (batch_ == nullptr) {
      batch_ = guarded([&] { return next_batch(); });
      row_of_batch_ = 0;
      if (batch_ == nullptr) return end();
      guarded([&] { batches_.check(*batch_); });
      if (batch_->num_rows() == 0) batch_.reset();
    }
    // A batch of an Arrow file may be of any size: it is handed on in parts.
    auto part = batch_->Slice(row_of_batch_, rows_of_part_);
    row_of_batch_ += part->num_rows();
    if (row_of_batch_ == batch_->num_rows()) batch_.reset();
    std::unique_ptr<ColumnBatch> plain = guarded([&] { return batches_.plain(std::move(part)); });
    plain->first_row = std::exchange(rows_read_, rows_read_ + plain->num_rows);
    return plain;
  }

  bool is_short_of_memory() const override { return batch_ == nullptr && memory_.is_short(); }

 protected:
  virtual std::shared_ptr<arrow::RecordBatch> next_batch() = 0;

  /// Parquet's library throws where Arrow's returns; and a hostile file may bring the standard library to throw, too.
  template <class Work>
  auto guarded(Work&& work) const -> decltype(work()) {
    try {
      return work();
    } catch (const Error&) {
      throw;
    } catch (const parquet::ParquetStatusException& error) {
      checked(error.status());
      throw;
    } catch (const std::bad_alloc&) {
      checked(memory_.none_left());
      throw;
    } catch (const std::exception& error) {
      const std::string text = error.what();
      throw LoadError(path_, "", expected_, text.substr(0, text.find('\n')));
    }
  }
  template <class Value>
  Value checked(arrow::Result<Value> result) const {
    return read_value(std::move(result), path_, expected_);
  }
  void checked(const arrow::Status& status) const { check_read(status, path_, expected_); }

  void take_schema(const arrow::Schema& schema) {
    for (const auto& field : schema.fields()) columns_.push_back({field->name(), column_type_of(*field->type())});
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].type != ColumnType::other) chosen_.push_back(i);
    }
  }

  std::string path_;
  const char* expected_;
  ReadingMemory memory_;
  std::stop_token stop_;
  std::shared_ptr<arrow::Buffer> buffer_;
  std::shared_ptr<arrow::io::BufferReader> source_;
  std::vector<ColumnInfo> columns_;
  std::vector<std::size_t> chosen_;
  std::shared_ptr<const arrow::KeyValueMetadata> metadata_;
  std::uint64_t num_rows_ = 0;
  std::int64_t rows_of_part_ = kRowsOfBatch;

 private:
  std::unique_ptr<ColumnBatch> end() const {
    if (rows_read_ == num_rows_) return nullptr;
    throw LoadError(path_, "", fmt::format("{} rows, as its footer says", num_rows_), fmt::format("{}", rows_read_));
  }

  BatchReader batches_;
  std::shared_ptr<arrow::RecordBatch> batch_;
  std::int64_t row_of_batch_ = 0;
  std::uint64_t rows_read_ = 0;
};

class ParquetReader : public ArrowReader {
 public:
  ParquetReader(FileSystem& files, const fs::path& path, const ColumnReadOptions& options)
      : ArrowReader(files, path, options, "a Parquet file that is whole") {
    guarded([&] { open(); });
  }

 private:
  void open() {
    parquet::ReaderProperties properties(&memory_);
    properties.set_page_checksum_verification(true);
    parquet::ArrowReaderProperties arrow_properties(false);
    arrow_properties.set_batch_size(kRowsOfBatch);
    arrow_properties.set_pre_buffer(false);
    parquet::arrow::FileReaderBuilder builder;
    checked(builder.Open(source_, properties));
    checked(builder.memory_pool(&memory_)->properties(arrow_properties)->Build(&file_));
    std::shared_ptr<arrow::Schema> schema;
    checked(file_->GetSchema(&schema));
    take_schema(*schema);
    metadata_ = file_->parquet_reader()->metadata()->key_value_metadata();
    const std::int64_t rows = file_->parquet_reader()->metadata()->num_rows();
    if (rows < 0) throw LoadError(path_, "", "a number of rows", fmt::format("{}", rows));
    num_rows_ = static_cast<std::uint64_t>(rows);
  }

  std::shared_ptr<arrow::RecordBatch> next_batch() override {
    std::shared_ptr<arrow::RecordBatch> batch;
    while (batch == nullptr) {
      if (rows_ == nullptr) {
        if (group_ == file_->num_row_groups()) return nullptr;
        open_group();
      }
      const arrow::Status status = rows_->ReadNext(&batch);
      if (status.IsOutOfMemory() && rows_at_once_ > kFewestRows) {
        take_fewer_rows();
        continue;
      }
      checked(status);
      if (batch == nullptr) {
        rows_.reset();
        row_of_group_ = 0;
        ++group_;
      } else {
        pass_over(batch);
      }
    }
    row_of_group_ += batch->num_rows();
    return batch;
  }

  /// From where the last batch ended.
  void open_group() {
    if (rows_at_once_ == 0) begin_rows();
    file_->set_batch_size(rows_at_once_);
    rows_ = checked(file_->GetRecordBatchReader({group_}, leaves_));
    rows_to_pass_ = row_of_group_;
  }

  void begin_rows() {
    for (const std::size_t column : chosen_) {
      leaves_.push_back(file_->manifest().schema_fields.at(column).column_index);
    }
    rows_at_once_ = rows_that_fit();
  }

  /// So many that a batch takes a small part of the memory, as far as the footer tells how long values are: what a
  /// dictionary holds once counts once there.
  std::int64_t rows_that_fit() const {
    constexpr double kBatchesInMemory = 16;
    const auto metadata = file_->parquet_reader()->metadata();
    const double share = static_cast<double>(memory_.limit()) / kBatchesInMemory;
    std::int64_t rows = kRowsOfBatch;
    for (int i = 0; i < metadata->num_row_groups(); ++i) {
      const auto group = metadata->RowGroup(i);
      double bytes = 1;
      for (const int leaf : leaves_) {
        bytes += std::max(0.0, static_cast<double>(group->ColumnChunk(leaf)->total_uncompressed_size()));
      }
      const double fitting = share / bytes * static_cast<double>(std::max<std::int64_t>(group->num_rows(), 1));
      if (fitting < static_cast<double>(rows)) rows = static_cast<std::int64_t>(fitting);
    }
    return std::max(rows, kFewestRows);
  }

  /// Values were longer than the footer told.
  void take_fewer_rows() {
    rows_.reset();
    rows_at_once_ = std::max(rows_at_once_ / 4, kFewestRows);
  }

  /// What earlier batches held goes; null where nothing is left.
  void pass_over(std::shared_ptr<arrow::RecordBatch>& batch) {
    const std::int64_t count = std::min(rows_to_pass_, batch->num_rows());
    rows_to_pass_ -= count;
    batch = count == batch->num_rows() ? nullptr : batch->Slice(count);
  }

  static constexpr std::int64_t kFewestRows = 256;

  std::unique_ptr<parquet::arrow::FileReader> file_;
  std::vector<int> leaves_;  ///< of the chosen columns
  std::int64_t rows_at_once_ = 0;
  std::unique_ptr<arrow::RecordBatchReader> rows_;  ///< of a row group
  int group_ = 0;
  std::int64_t row_of_group_ = 0;
  std::int64_t rows_to_pass_ = 0;
};

class IpcReader : public ArrowReader {
 public:
  IpcReader(FileSystem& files, const fs::path& path, const ColumnReadOptions& options)
      : ArrowReader(files, path, options, "an Arrow IPC file that is whole") {
    guarded([&] { open(); });
  }

 private:
  void open() {
    file_ = open_for({});
    const std::shared_ptr<arrow::Schema> schema = file_->schema();
    take_schema(*schema);
    metadata_ = merged(schema->metadata(), file_->metadata());
    num_rows_ = static_cast<std::uint64_t>(checked(file_->CountRows()));
  }

  /// Reads these columns, by place, in the order of the file; all where there are none.
  std::shared_ptr<arrow::ipc::RecordBatchFileReader> open_for(std::vector<int> columns) {
    arrow::ipc::IpcReadOptions options = arrow::ipc::IpcReadOptions::Defaults();
    options.memory_pool = &memory_;
    options.use_threads = false;
    options.included_fields = std::move(columns);
    return checked(arrow::ipc::RecordBatchFileReader::Open(source_, options));
  }

  /// The schema's, which programs that copy a table keep, and the footer's.
  static std::shared_ptr<const arrow::KeyValueMetadata> merged(
      const std::shared_ptr<const arrow::KeyValueMetadata>& schema,
      const std::shared_ptr<const arrow::KeyValueMetadata>& footer) {
    if (schema == nullptr || footer == nullptr) return schema == nullptr ? footer : schema;
    return schema->Merge(*footer);
  }

  std::shared_ptr<arrow::RecordBatch> next_batch() override {
    if (next_ == file_->num_record_batches()) return nullptr;
    if (next_ == 0) begin_rows();
    const auto read = checked(file_->ReadRecordBatch(next_++));
    return checked(read->SelectColumns(places_));
  }

  void begin_rows() {
    std::vector<int> columns(chosen_.begin(), chosen_.end());
    std::sort(columns.begin(), columns.end());
    for (const std::size_t column : chosen_) {
      const auto place = std::lower_bound(columns.begin(), columns.end(), static_cast<int>(column));
      places_.push_back(static_cast<int>(place - columns.begin()));
    }
    file_ = open_for(std::move(columns));
  }

  std::shared_ptr<arrow::ipc::RecordBatchFileReader> file_;
  std::vector<int> places_;  ///< of the chosen columns among those that are read
  int next_ = 0;
};

}  // namespace

std::unique_ptr<ColumnFileReader> ColumnFileReader::open(FileSystem& files, const fs::path& path,
                                                         const ColumnReadOptions& options) {
  const std::optional<ColumnFormat> format = column_format_at(files, path);
  if (!format) {
    const bool is_empty = files.file_size(path) == 0;  // throws where there is no file
    throw LoadError(path.string(), "", "a Parquet or Arrow IPC file", is_empty ? "an empty file" : "neither");
  }
  if (*format == ColumnFormat::arrow) return std::make_unique<IpcReader>(files, path, options);
  return std::make_unique<ParquetReader>(files, path, options);
}

}  // namespace orbweb
