#include "python/src/arrow_column.h"

#include <fmt/format.h>

#include <cstring>

#include "graph/error.h"

namespace orbweb::python {

namespace {

constexpr std::string_view kIntegers = "cCsSiIlL";
constexpr std::string_view kTexts = "uU";

template <class T>
T value_at(const void* buffer, std::int64_t at) {
  T value;
  std::memcpy(&value, static_cast<const char*>(buffer) + at * static_cast<std::int64_t>(sizeof(T)), sizeof(T));
  return value;
}

bool bit_at(const void* bits, std::int64_t at) {
  return ((static_cast<const unsigned char*>(bits)[at / 8] >> (at % 8)) & 1) != 0;
}

std::int64_t integer_at(char format, const void* buffer, std::int64_t at) {
  switch (format) {
    case 'c':
      return value_at<std::int8_t>(buffer, at);
    case 'C':
      return value_at<std::uint8_t>(buffer, at);
    case 's':
      return value_at<std::int16_t>(buffer, at);
    case 'S':
      return value_at<std::uint16_t>(buffer, at);
    case 'i':
      return value_at<std::int32_t>(buffer, at);
    case 'I':
      return value_at<std::uint32_t>(buffer, at);
    default:
      return value_at<std::int64_t>(buffer, at);
  }
}

/// The letter of a format that ArrowColumn knows; 0 for any other.
char letter_of(const std::string_view format) {
  if (format == "vu") return 'v';
  if (format == "b") return 'b';
  if (format.size() != 1) return 0;
  return kIntegers.find(format[0]) != std::string_view::npos || kTexts.find(format[0]) != std::string_view::npos
             ? format[0]
             : '\0';
}

std::int64_t buffers_of(char letter) { return letter == 'u' || letter == 'U' || letter == 'v' ? 3 : 2; }

}  // namespace

ColumnKind kind_of_column(const ArrowSchema& schema) {
  const char letter = letter_of(schema.dictionary != nullptr ? schema.dictionary->format : schema.format);
  if (letter == 0) return ColumnKind::other;
  if (letter == 'b') return schema.dictionary != nullptr ? ColumnKind::other : ColumnKind::flag;
  if (letter == 'u' || letter == 'U' || letter == 'v') return ColumnKind::text;
  return schema.dictionary != nullptr ? ColumnKind::other : ColumnKind::integer;
}

ArrowColumn::ArrowColumn(const ArrowSchema& schema, const ArrowArray& array, std::int64_t parent_offset)
    : name_(schema.name == nullptr ? "" : schema.name),
      format_(letter_of(schema.format)),
      array_(&array),
      offset_(array.offset + parent_offset) {
  if (array.n_buffers < buffers_of(format_)) {
    throw ArgumentError(fmt::format("column {}: expected {} buffers of format {}, found {}", orbweb::in_quotes(name_),
                                    buffers_of(format_), schema.format, array.n_buffers));
  }
  if (schema.dictionary == nullptr) return;
  if (array.dictionary == nullptr)
    throw ArgumentError(fmt::format("column {}: no dictionary", orbweb::in_quotes(name_)));
  index_format_ = format_;
  format_ = 'D';
  dictionary_ = std::make_unique<ArrowColumn>(*schema.dictionary, *array.dictionary, 0);
}

ArrowColumn::~ArrowColumn() = default;
ArrowColumn::ArrowColumn(ArrowColumn&&) noexcept = default;

bool ArrowColumn::is_null(std::int64_t row) const {
  const void* const validity = array_->buffers[0];
  if (validity != nullptr && array_->null_count != 0 && !bit_at(validity, offset_ + row)) return true;
  if (!dictionary_) return false;
  const std::int64_t index = integer_at(index_format_, array_->buffers[1], offset_ + row);
  return index >= 0 && index < dictionary_->array_->length && dictionary_->is_null(index);
}

std::uint64_t ArrowColumn::number(std::int64_t row) const {
  const std::int64_t value = integer_at(format_, array_->buffers[1], offset_ + row);
  if (value < 0 && format_ != 'L') {
    throw ArgumentError(
        fmt::format("column {}: expected numbers of at least 0, found {}", orbweb::in_quotes(name_), value));
  }
  return static_cast<std::uint64_t>(value);
}

bool ArrowColumn::flag(std::int64_t row) const { return bit_at(array_->buffers[1], offset_ + row); }

std::string_view ArrowColumn::text(std::int64_t row) const {
  if (!dictionary_) return plain_text(offset_ + row);
  const std::int64_t index = integer_at(index_format_, array_->buffers[1], offset_ + row);
  if (index < 0 || index >= dictionary_->array_->length) {
    throw ArgumentError(fmt::format("column {}: expected a place in a dictionary of {}, found {}",
                                    orbweb::in_quotes(name_), dictionary_->array_->length, index));
  }
  return dictionary_->text(index);
}

/// A view is 16 bytes: a length and, up to 12 bytes, the text; else a prefix, the number of a buffer, a place in it.
std::string_view ArrowColumn::plain_text(std::int64_t at) const {
  std::int64_t begin = 0, end = 0;
  if (format_ == 'u') {
    begin = value_at<std::int32_t>(array_->buffers[1], at);
    end = value_at<std::int32_t>(array_->buffers[1], at + 1);
  } else if (format_ == 'U') {
    begin = value_at<std::int64_t>(array_->buffers[1], at);
    end = value_at<std::int64_t>(array_->buffers[1], at + 1);
  } else {
    const char* const view = static_cast<const char*>(array_->buffers[1]) + 16 * at;
    const std::int32_t length = value_at<std::int32_t>(view, 0);
    constexpr std::int32_t kInline = 12;
    if (length <= kInline) return {view + 4, static_cast<std::size_t>(std::max(0, length))};
    const std::int32_t buffer = value_at<std::int32_t>(view, 2);
    if (buffer < 0 || buffer + 3 >= array_->n_buffers) {
      throw ArgumentError(fmt::format("column {}: expected one of {} buffers, found {}", orbweb::in_quotes(name_),
                                      array_->n_buffers - 3, buffer));
    }
    const auto* const sizes = array_->buffers[array_->n_buffers - 1];
    begin = value_at<std::int32_t>(view, 3);
    end = begin + length;
    if (begin < 0 || end > value_at<std::int64_t>(sizes, buffer)) {
      throw ArgumentError(fmt::format("column {}: text leaves its buffer", orbweb::in_quotes(name_)));
    }
    return {static_cast<const char*>(array_->buffers[2 + buffer]) + begin, static_cast<std::size_t>(length)};
  }
  if (begin < 0 || end < begin) throw ArgumentError(fmt::format("column {}: offsets fall", orbweb::in_quotes(name_)));
  return {static_cast<const char*>(array_->buffers[2]) + begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace orbweb::python
