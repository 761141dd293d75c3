#include <arrow/array/builder_primitive.h>
#include <arrow/array/data.h>
#include <arrow/array/util.h>
#include <arrow/ipc/writer.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <arrow/util/compression.h>
#include <arrow/util/key_value_metadata.h>
#include <parquet/arrow/writer.h>
#include <parquet/exception.h>
#include <parquet/properties.h>

#include <algorithm>
#include <limits>
#include <new>
#include <utility>

#include "columns/arrow_parts.h"
#include "columns/column_file.h"
#include "graph/error.h"

namespace orbweb {

namespace {

std::shared_ptr<arrow::Schema> schema_of(const std::vector<ColumnInfo>& columns) {
  arrow::FieldVector fields;
  for (const ColumnInfo& column : columns) {
    const auto type = column.type == ColumnType::text      ? arrow::utf8()
                      : column.type == ColumnType::integer ? arrow::int64()
                      : column.type == ColumnType::flag    ? arrow::boolean()
                                                           : arrow::float64();
    fields.push_back(arrow::field(column.name, type, false));
  }
  return arrow::schema(std::move(fields));
}

std::shared_ptr<arrow::KeyValueMetadata> arrow_metadata(const std::map<std::string, std::string>& metadata) {
  auto result = std::make_shared<arrow::KeyValueMetadata>();
  for (const auto& [key, value] : metadata) result->Append(key, value);
  return result;
}

/// Looks at memory of ours, which outlives the call that this is made for.
template <class Value>
std::shared_ptr<arrow::Buffer> view_of(std::span<const Value> values) {
  return std::make_shared<arrow::Buffer>(reinterpret_cast<const std::uint8_t*>(values.data()),
                                         static_cast<std::int64_t>(values.size_bytes()));
}

std::shared_ptr<arrow::ArrayData> array_of(const TextValues& text) {
  return arrow::ArrayData::Make(arrow::utf8(), static_cast<std::int64_t>(text.offsets.size()) - 1,
                                {nullptr, view_of(text.offsets), view_of(std::span(text.bytes))}, 0);
}

std::shared_ptr<arrow::ArrayData> array_of(std::span<const std::uint64_t> values) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (std::any_of(values.begin(), values.end(), [](std::uint64_t value) { return value > kMost; })) {
    throw ArgumentError("a whole number of 2^63 or more, which a column of a Parquet or Arrow file cannot hold");
  }
  return arrow::ArrayData::Make(arrow::int64(), static_cast<std::int64_t>(values.size()), {nullptr, view_of(values)},
                                0);
}

std::shared_ptr<arrow::ArrayData> array_of(std::span<const double> values) {
  return arrow::ArrayData::Make(arrow::float64(), static_cast<std::int64_t>(values.size()), {nullptr, view_of(values)},
                                0);
}

std::shared_ptr<arrow::ArrayData> array_of(std::span<const std::uint8_t> flags) {
  arrow::BooleanBuilder bits;
  std::shared_ptr<arrow::ArrayData> array;
  arrow::Status status = bits.AppendValues(flags.data(), static_cast<std::int64_t>(flags.size()));
  if (status.ok()) status = bits.FinishInternal(&array);
  if (!status.ok()) throw std::bad_alloc();  // nothing else can go wrong
  return array;
}

std::shared_ptr<arrow::RecordBatch> batch_of(const std::shared_ptr<arrow::Schema>& schema,
                                             std::span<const ColumnPart> columns) {
  std::vector<std::shared_ptr<arrow::ArrayData>> arrays;
  for (const ColumnPart& column : columns) {
    arrays.push_back(std::visit([](const auto& values) { return array_of(values); }, column));
  }
  const std::int64_t rows = arrays.empty() ? 0 : arrays.front()->length;
  auto batch = arrow::RecordBatch::Make(schema, rows, std::move(arrays));
  if (const arrow::Status status = batch->ValidateFull(); !status.ok()) {
    throw ArgumentError("text that is no UTF-8, which a Parquet or Arrow file cannot hold (" + status.message() +
                        "); .tsv can");
  }
  return batch;
}

/// Scores hardly compress: higher levels take longer for the same bytes.
constexpr int kZstdLevel = 1;

class ParquetWriter : public ColumnFileWriter {
 public:
  ParquetWriter(const std::vector<ColumnInfo>& columns, const std::map<std::string, std::string>& metadata,
                OutputFile& file, std::size_t num_sorted)
      : stream_(std::make_shared<FileStream>(file)), schema_(schema_of(columns)) {
    auto writer =
        parquet::arrow::FileWriter::Open(*schema_, arrow::default_memory_pool(), stream_,
                                         properties(columns, num_sorted), parquet::default_arrow_writer_properties());
    stream_->check(writer.status());
    writer_ = std::move(writer).MoveValueUnsafe();
    stream_->check(writer_->AddKeyValueMetadata(arrow_metadata(metadata)));
  }

  void write(std::span<const ColumnPart> columns) override {
    const auto batch = batch_of(schema_, columns);
    if (batch->num_rows() == 0) return;
    stream_->check(writer_->NewRowGroup());
    for (int i = 0; i < batch->num_columns(); ++i) stream_->check(writer_->WriteColumnChunk(*batch->column(i)));
  }

  void add_metadata(const std::string& key, const std::string& value) override {
    stream_->check(writer_->AddKeyValueMetadata(arrow_metadata({{key, value}})));
  }

  void finish() override { stream_->check(writer_->Close()); }

 private:
  /// Names, scores and ranks hardly repeat, so that a dictionary of them would be work for nothing. Whole numbers are
  /// packed into as many bits as they differ by.
  static std::shared_ptr<parquet::WriterProperties> properties(const std::vector<ColumnInfo>& columns,
                                                               std::size_t num_sorted) {
    parquet::WriterProperties::Builder builder;
    builder.compression(parquet::Compression::ZSTD)->compression_level(kZstdLevel);
    builder.enable_page_checksum()->max_row_group_length(static_cast<std::int64_t>(kMostRowsOfPart));
    builder.disable_dictionary();
    for (const ColumnInfo& column : columns) {
      if (column.type == ColumnType::integer) builder.encoding(column.name, parquet::Encoding::DELTA_BINARY_PACKED);
    }
    std::vector<parquet::SortingColumn> sorted;
    for (std::size_t i = 0; i < num_sorted; ++i) sorted.push_back({static_cast<std::int32_t>(i), false, false});
    builder.set_sorting_columns(std::move(sorted));
    return builder.build();
  }

  std::shared_ptr<FileStream> stream_;
  std::shared_ptr<arrow::Schema> schema_;
  std::unique_ptr<parquet::arrow::FileWriter> writer_;
};

class ArrowWriter : public ColumnFileWriter {
 public:
  ArrowWriter(const std::vector<ColumnInfo>& columns, const std::map<std::string, std::string>& metadata,
              OutputFile& file)
      : stream_(std::make_shared<FileStream>(file)),
        schema_(schema_of(columns)->WithMetadata(arrow_metadata(metadata))),
        footer_(std::make_shared<arrow::KeyValueMetadata>()) {
    arrow::ipc::IpcWriteOptions options = arrow::ipc::IpcWriteOptions::Defaults();
    options.use_threads = false;
    auto codec = arrow::util::Codec::Create(arrow::Compression::ZSTD, kZstdLevel);
    stream_->check(codec.status());
    options.codec = std::move(codec).MoveValueUnsafe();
    auto writer = arrow::ipc::MakeFileWriter(stream_, schema_, options, footer_);
    stream_->check(writer.status());
    writer_ = std::move(writer).MoveValueUnsafe();
  }

  void write(std::span<const ColumnPart> columns) override {
    const auto batch = batch_of(schema_, columns);
    if (batch->num_rows() > 0) stream_->check(writer_->WriteRecordBatch(*batch));
  }

  void add_metadata(const std::string& key, const std::string& value) override { footer_->Append(key, value); }

  void finish() override { stream_->check(writer_->Close()); }

 private:
  std::shared_ptr<FileStream> stream_;
  std::shared_ptr<arrow::Schema> schema_;
  std::shared_ptr<arrow::KeyValueMetadata> footer_;  ///< Arrow writes it last
  std::shared_ptr<arrow::ipc::RecordBatchWriter> writer_;
};

}  // namespace

std::unique_ptr<ColumnFileWriter> ColumnFileWriter::make(ColumnFormat format, const std::vector<ColumnInfo>& columns,
                                                         const std::map<std::string, std::string>& metadata,
                                                         OutputFile& file, std::size_t num_sorted) {
  if (format == ColumnFormat::arrow) return std::make_unique<ArrowWriter>(columns, metadata, file);
  return std::make_unique<ParquetWriter>(columns, metadata, file, num_sorted);
}

}  // namespace orbweb
