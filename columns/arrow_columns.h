// From Arrow's arrays, of whatever width and layout, to the plain columns of columns/column_file.h.
#pragma once

#include <arrow/record_batch.h>
#include <arrow/type.h>

#include <string>

#include "columns/column_file.h"

namespace orbweb {

/// What a column of this type is read as.
ColumnType column_type_of(const arrow::DataType& type);

/// All columns of `batch`, which is not trusted. Throws LoadError for `path` where it does not hold together.
std::unique_ptr<ColumnBatch> plain_batch(std::shared_ptr<arrow::RecordBatch> batch, const std::string& path);

}  // namespace orbweb
