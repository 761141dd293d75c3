// From Arrow's arrays, of whatever width and layout, to the plain columns of columns/column_file.h.
#pragma once

#include <arrow/record_batch.h>
#include <arrow/type.h>

#include <string>

#include "columns/column_file.h"

namespace orbweb {

/// What a column of this type is read as.
ColumnType column_type_of(const arrow::DataType& type);

/// Throws LoadError for `path` where `batch`, which is not trusted, does not hold together.
void check_batch(const arrow::RecordBatch& batch, const std::string& path);
/// All columns of a batch that was checked, or of a slice of one.
std::unique_ptr<ColumnBatch> plain_batch(std::shared_ptr<arrow::RecordBatch> batch);

}  // namespace orbweb
