#include "columns/arrow_columns.h"

#include <arrow/array/array_base.h>
#include <arrow/array/array_binary.h>
#include <arrow/array/array_dict.h>
#include <arrow/array/array_primitive.h>
#include <arrow/array/util.h>
#include <arrow/array/validate.h>

#include <algorithm>
#include <limits>
#include <optional>
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

/// Each value by its place in the dictionary, which many batches may share: it is never gone through as a whole. False
/// where a place is none of the dictionary's.
bool take_dictionary(const arrow::Array& array, ColumnData& column) {
  const auto& encoded = static_cast<const arrow::DictionaryArray&>(array);
  column.texts.resize(static_cast<std::size_t>(encoded.length()));
  bool is_whole = true;
  with_texts(*encoded.dictionary(), [&](const auto& words) {
    for (std::int64_t i = 0; i < encoded.length(); ++i) {
      if (!encoded.IsValid(i)) continue;
      const std::int64_t word = encoded.GetValueIndex(i);
      if (word < 0 || word >= words.length()) {
        is_whole = false;
      } else if (words.IsValid(word)) {
        column.texts[static_cast<std::size_t>(i)] = words.GetView(word);
      }
    }
  });
  return is_whole;
}

/// False where the array leads astray.
bool take_values(const arrow::Array& array, ColumnData& column) {
  if (array.type_id() == Type::DICTIONARY) return take_dictionary(array, column);
  if (column.type == ColumnType::text) {
    take_texts(array, column);
  } else if (column.type == ColumnType::integer) {
    take_any_integers(array, column);
  } else if (column.type == ColumnType::flag) {
    take_flags(array, column);
  } else if (array.type_id() == Type::FLOAT) {
    take_numbers<arrow::FloatArray>(array, column);
  } else {
    take_numbers<arrow::DoubleArray>(array, column);
  }
  return true;
}

/// Nothing where the array leads astray.
std::optional<ColumnData> plain_column(const arrow::Array& array) {
  ColumnData column{.type = column_type_of(*array.type())};
  if (column.type == ColumnType::other) return column;
  if (!take_values(array, column)) return std::nullopt;
  if (array.null_count() == 0) return column;
  column.is_null.resize(static_cast<std::size_t>(array.length()));
  for (std::int64_t i = 0; i < array.length(); ++i) {
    column.is_null[static_cast<std::size_t>(i)] = array.IsNull(i) ? 1 : 0;
  }
  return column;
}

std::shared_ptr<arrow::DataType> bytes_type_of(Type::type id) {
  if (id == Type::STRING) return arrow::binary();
  return id == Type::LARGE_STRING ? arrow::large_binary() : arrow::binary_view();
}

/// Text as mere bytes, everything else as it is. One name that is no UTF-8 is no reason to refuse a file.
std::shared_ptr<arrow::ArrayData> without_encoding(const std::shared_ptr<arrow::ArrayData>& data) {
  const Type::type id = data->type->id();
  if (id != Type::STRING && id != Type::LARGE_STRING && id != Type::STRING_VIEW) return data;
  std::shared_ptr<arrow::ArrayData> bytes = data->Copy();
  bytes->type = bytes_type_of(id);
  return bytes;
}

/// All of it: offsets that lead astray are found here and not by a crash.
void check_data(const std::shared_ptr<arrow::ArrayData>& data, const std::string& path) {
  check_read(arrow::MakeArray(without_encoding(data))->ValidateFull(), path, "rows that hold together");
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

void BatchReader::check(const arrow::RecordBatch& batch) {
  check_read(batch.Validate(), path_, "rows that hold together");
  checked_dictionaries_.resize(static_cast<std::size_t>(batch.num_columns()));
  for (int i = 0; i < batch.num_columns(); ++i) {
    std::shared_ptr<arrow::ArrayData>& checked = checked_dictionaries_[static_cast<std::size_t>(i)];
    const std::shared_ptr<arrow::ArrayData>& dictionary = batch.column_data(i)->dictionary;
    if (dictionary != nullptr && dictionary != checked) check_data(dictionary, path_);
    checked = dictionary;
  }
}

std::unique_ptr<ColumnBatch> BatchReader::plain(std::shared_ptr<arrow::RecordBatch> slice) const {
  auto plain = std::make_unique<ColumnBatch>();
  plain->num_rows = static_cast<std::size_t>(slice->num_rows());
  for (int i = 0; i < slice->num_columns(); ++i) {
    if (slice->column_data(i)->dictionary == nullptr) check_data(slice->column_data(i), path_);
    std::optional<ColumnData> column = plain_column(*slice->column(i));
    if (!column) throw LoadError(path_, "", "rows that hold together", "places outside of a dictionary");
    plain->columns.push_back(*std::move(column));
  }
  plain->owner = std::move(slice);
  return plain;
}

}  // namespace orbweb
