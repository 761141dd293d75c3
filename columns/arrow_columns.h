// From Arrow's arrays, of whatever width and layout, to the plain columns of columns/column_file.h.
#pragma once

#include <arrow/array/data.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "columns/column_file.h"

namespace orbweb {

/// What a column of this type is read as.
ColumnType column_type_of(const arrow::DataType& type);

/// From one file's batches, none of which is trusted, to plain ones. Its errors are LoadErrors for `path`.
class BatchReader {
 public:
  explicit BatchReader(std::string path) : path_(std::move(path)) {}

  /// Whether a whole batch holds together as far as can be told without looking at each value.
  void check(const arrow::RecordBatch& batch);
  /// All columns of a slice of a batch that was checked, each value looked at.
  std::unique_ptr<ColumnBatch> plain(std::shared_ptr<arrow::RecordBatch> slice) const;

 private:
  std::string path_;
  /// By column; null where it has none. Many batches may share one.
  std::vector<std::shared_ptr<arrow::ArrayData>> checked_dictionaries_;
};

}  // namespace orbweb
