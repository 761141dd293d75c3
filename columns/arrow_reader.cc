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

#include <numeric>
#include <utility>

#include "columns/arrow_columns.h"
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
  ArrowReader(FileSystem& files, const fs::path& path, const char* expected)
      : path_(path.string()),
        expected_(expected),
        pool_(arrow::system_memory_pool(), kMostReadingMemory),
        buffer_(mapped_buffer(files, path)),
        source_(std::make_shared<arrow::io::BufferReader>(buffer_)) {}

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
    while (batch_ == nullptr || row_of_batch_ == batch_->num_rows()) {
      batch_ = guarded([&] { return next_batch(); });
      row_of_batch_ = 0;
      if (batch_ == nullptr) return end();
      guarded([&] { check_batch(*batch_, path_); });
    }
    // A batch of an Arrow file may be of any size: it is handed on in parts.
    const auto part = batch_->Slice(row_of_batch_, kRowsOfBatch);
    row_of_batch_ += part->num_rows();
    std::unique_ptr<ColumnBatch> plain = guarded([&] { return plain_batch(part); });
    plain->first_row = std::exchange(rows_read_, rows_read_ + plain->num_rows);
    return plain;
  }

 protected:
  virtual std::shared_ptr<arrow::RecordBatch> next_batch() = 0;

  /// Parquet's library throws where Arrow's returns; and a hostile file may bring the standard library to throw, too.
  template <class Work>
  auto guarded(Work&& work) const -> decltype(work()) {
    try {
      return work();
    } catch (const Error&) {
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
  arrow::CappedMemoryPool pool_;
  std::shared_ptr<arrow::Buffer> buffer_;
  std::shared_ptr<arrow::io::BufferReader> source_;
  std::vector<ColumnInfo> columns_;
  std::vector<std::size_t> chosen_;
  std::shared_ptr<const arrow::KeyValueMetadata> metadata_;
  std::uint64_t num_rows_ = 0;

 private:
  std::unique_ptr<ColumnBatch> end() const {
    if (rows_read_ == num_rows_) return nullptr;
    throw LoadError(path_, "", fmt::format("{} rows, as its footer says", num_rows_), fmt::format("{}", rows_read_));
  }

  std::shared_ptr<arrow::RecordBatch> batch_;
  std::int64_t row_of_batch_ = 0;
  std::uint64_t rows_read_ = 0;
};

class ParquetReader : public ArrowReader {
 public:
  ParquetReader(FileSystem& files, const fs::path& path) : ArrowReader(files, path, "a Parquet file that is whole") {
    guarded([&] { open(); });
  }

 private:
  void open() {
    parquet::ReaderProperties properties(&pool_);
    properties.set_page_checksum_verification(true);
    parquet::ArrowReaderProperties arrow_properties(false);
    arrow_properties.set_batch_size(kRowsOfBatch);
    arrow_properties.set_pre_buffer(false);
    parquet::arrow::FileReaderBuilder builder;
    checked(builder.Open(source_, properties));
    checked(builder.memory_pool(&pool_)->properties(arrow_properties)->Build(&file_));
    std::shared_ptr<arrow::Schema> schema;
    checked(file_->GetSchema(&schema));
    take_schema(*schema);
    metadata_ = file_->parquet_reader()->metadata()->key_value_metadata();
    const std::int64_t rows = file_->parquet_reader()->metadata()->num_rows();
    if (rows < 0) throw LoadError(path_, "", "a number of rows", fmt::format("{}", rows));
    num_rows_ = static_cast<std::uint64_t>(rows);
  }

  std::shared_ptr<arrow::RecordBatch> next_batch() override {
    if (batches_ == nullptr) {
      std::vector<int> groups(static_cast<std::size_t>(file_->num_row_groups()));
      std::iota(groups.begin(), groups.end(), 0);
      std::vector<int> leaves;
      for (const std::size_t column : chosen_) {
        leaves.push_back(file_->manifest().schema_fields.at(column).column_index);
      }
      batches_ = checked(file_->GetRecordBatchReader(groups, leaves));
    }
    std::shared_ptr<arrow::RecordBatch> batch;
    checked(batches_->ReadNext(&batch));
    return batch;
  }

  std::unique_ptr<parquet::arrow::FileReader> file_;
  std::unique_ptr<arrow::RecordBatchReader> batches_;
};

class IpcReader : public ArrowReader {
 public:
  IpcReader(FileSystem& files, const fs::path& path) : ArrowReader(files, path, "an Arrow IPC file that is whole") {
    guarded([&] { open(); });
  }

 private:
  void open() {
    arrow::ipc::IpcReadOptions options = arrow::ipc::IpcReadOptions::Defaults();
    options.memory_pool = &pool_;
    options.use_threads = false;
    file_ = checked(arrow::ipc::RecordBatchFileReader::Open(source_, options));
    take_schema(*file_->schema());
    metadata_ = file_->schema()->metadata();
    num_rows_ = static_cast<std::uint64_t>(checked(file_->CountRows()));
  }

  std::shared_ptr<arrow::RecordBatch> next_batch() override {
    if (next_ == file_->num_record_batches()) return nullptr;
    const auto all = checked(file_->ReadRecordBatch(next_++));
    std::vector<int> columns;
    for (const std::size_t column : chosen_) columns.push_back(static_cast<int>(column));
    return checked(all->SelectColumns(columns));
  }

  std::shared_ptr<arrow::ipc::RecordBatchFileReader> file_;
  int next_ = 0;
};

}  // namespace

std::unique_ptr<ColumnFileReader> ColumnFileReader::open(FileSystem& files, const fs::path& path) {
  const std::optional<ColumnFormat> format = column_format_at(files, path);
  if (!format) {
    const bool is_empty = files.file_size(path) == 0;  // throws where there is no file
    throw LoadError(path.string(), "", "a Parquet or Arrow IPC file", is_empty ? "an empty file" : "neither");
  }
  if (*format == ColumnFormat::arrow) return std::make_unique<IpcReader>(files, path);
  return std::make_unique<ParquetReader>(files, path);
}

}  // namespace orbweb
