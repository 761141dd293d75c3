#include "columns/arrow_columns.h"

#include <arrow/array/array_base.h>
#include <arrow/array/array_binary.h>
#include <arrow/array/array_dict.h>
#include <arrow/array/array_primitive.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "columns/arrow_parts.h"
#include "graph/error.h"

namespace orbweb {

namespace {

using arrow::Type;

bool is_text(Type::type id) {
  return id == Type::STRING || id == Type::LARGE_STRING || id == Type::BINARY || id == Type::LARGE_BINARY ||
         id == Type::STRING_VIEW || id == Type::BINARY_VIEW;
}

/// Calls use(texts) with an array of text as the kind of array that it is.
template <class Use>
void with_texts(const arrow::Array& array, Use&& use) {
  switch (array.type_id()) {
    case Type::STRING:
    case Type::BINARY:
      return use(static_cast<const arrow::BinaryArray&>(array));
    case Type::LARGE_STRING:
    case Type::LARGE_BINARY:
      return use(static_cast<const arrow::LargeBinaryArray&>(array));
    default:
      return use(static_cast<const arrow::BinaryViewArray&>(array));
  }
}

void take_texts(const arrow::Array& array, ColumnData& column) {
  column.texts.resize(static_cast<std::size_t>(array.length()));
  with_texts(array, [&](const auto& texts) {
    for (std::int64_t i = 0; i < texts.length(); ++i) {
      if (texts.IsValid(i)) column.texts[static_cast<std::size_t>(i)] = texts.GetView(i);
    }
  });
}

template <class Array>
void take_integers(const arrow::Array& array, ColumnData& column) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  const auto& values = static_cast<const Array&>(array);
  column.integers.resize(static_cast<std::size_t>(values.length()));
  for (std::int64_t i = 0; i < values.length(); ++i) {
    if (!values.IsValid(i)) continue;
    const auto value = values.Value(i);
    column.integers[static_cast<std::size_t>(i)] =
        std::cmp_greater(value, kMost) ? kMost : static_cast<std::int64_t>(value);
  }
}

template <class Array>
void take_numbers(const arrow::Array& array, ColumnData& column) {
  const auto& values = static_cast<const Array&>(array);
  column.numbers.resize(static_cast<std::size_t>(values.length()));
  for (std::int64_t i = 0; i < values.length(); ++i) {
    if (values.IsValid(i)) column.numbers[static_cast<std::size_t>(i)] = static_cast<double>(values.Value(i));
  }
}

void take_flags(const arrow::Array& array, ColumnData& column) {
  const auto& values = static_cast<const arrow::BooleanArray&>(array);
  column.integers.resize(static_cast<std::size_t>(values.length()));
  for (std::int64_t i = 0; i < values.length(); ++i) {
    column.integers[static_cast<std::size_t>(i)] = values.IsValid(i) && values.Value(i) ? 1 : 0;
  }
}

void take_any_integers(const arrow::Array& array, ColumnData& column) {
  switch (array.type_id()) {
    case Type::INT8:
      return take_integers<arrow::Int8Array>(array, column);
    case Type::INT16:
      return take_integers<arrow::Int16Array>(array, column);
    case Type::INT32:
      return take_integers<arrow::Int32Array>(array, column);
    case Type::INT64:
      return take_integers<arrow::Int64Array>(array, column);
    case Type::UINT8:
      return take_integers<arrow::UInt8Array>(array, column);
    case Type::UINT16:
      return take_integers<arrow::UInt16Array>(array, column);
    case Type::UINT32:
      return take_integers<arrow::UInt32Array>(array, column);
    default:
      return take_integers<arrow::UInt64Array>(array, column);
  }
}

/// Each value by its place in the dictionary, which many batches may share: it is never gone through as a whole.
void take_dictionary(const arrow::Array& array, ColumnData& column) {
  const auto& encoded = static_cast<const arrow::DictionaryArray&>(array);
  column.texts.resize(static_cast<std::size_t>(encoded.length()));
  with_texts(*encoded.dictionary(), [&](const auto& words) {
    for (std::int64_t i = 0; i < encoded.length(); ++i) {
      if (!encoded.IsValid(i)) continue;
      const std::int64_t word = encoded.GetValueIndex(i);
      if (words.IsValid(word)) column.texts[static_cast<std::size_t>(i)] = words.GetView(word);
    }
  });
}

void take_values(const arrow::Array& array, ColumnData& column) {
  if (array.type_id() == Type::DICTIONARY) return take_dictionary(array, column);
  if (column.type == ColumnType::text) return take_texts(array, column);
  if (column.type == ColumnType::integer) return take_any_integers(array, column);
  if (column.type == ColumnType::flag) return take_flags(array, column);
  if (array.type_id() == Type::FLOAT) return take_numbers<arrow::FloatArray>(array, column);
  take_numbers<arrow::DoubleArray>(array, column);
}

ColumnData plain_column(const arrow::Array& array) {
  ColumnData column{.type = column_type_of(*array.type())};
  if (column.type == ColumnType::other) return column;
  take_values(array, column);
  if (array.null_count() == 0) return column;
  column.is_null.resize(static_cast<std::size_t>(array.length()));
  for (std::int64_t i = 0; i < array.length(); ++i) {
    column.is_null[static_cast<std::size_t>(i)] = array.IsNull(i) ? 1 : 0;
  }
  return column;
}

}  // namespace

ColumnType column_type_of(const arrow::DataType& type) {
  if (type.id() == Type::DICTIONARY) {
    const auto& words = static_cast<const arrow::DictionaryType&>(type);
    return is_text(words.value_type()->id()) ? ColumnType::text : ColumnType::other;
  }
  if (is_text(type.id())) return ColumnType::text;
  if (arrow::is_integer(type.id())) return ColumnType::integer;
  if (type.id() == Type::FLOAT || type.id() == Type::DOUBLE) return ColumnType::number;
  return type.id() == Type::BOOL ? ColumnType::flag : ColumnType::other;
}

void check_batch(const arrow::RecordBatch& batch, const std::string& path) {
  // In full: offsets and places in dictionaries that lead astray are found here and not by a crash.
  check_read(batch.ValidateFull(), path, "rows that hold together");
}

std::unique_ptr<ColumnBatch> plain_batch(std::shared_ptr<arrow::RecordBatch> batch) {
  auto plain = std::make_unique<ColumnBatch>();
  plain->num_rows = static_cast<std::size_t>(batch->num_rows());
  for (int i = 0; i < batch->num_columns(); ++i) plain->columns.push_back(plain_column(*batch->column(i)));
  plain->owner = std::move(batch);
  return plain;
}

}  // namespace orbweb
