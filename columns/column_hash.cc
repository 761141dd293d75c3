#include "columns/column_hash.h"

#include <bit>
#include <span>

namespace orbweb {

static_assert(std::endian::native == std::endian::little);

void ColumnHash::add(const ColumnPart& part) {
  if (const auto* text = std::get_if<TextValues>(&part)) {
    for (std::size_t i = 0; i + 1 < text->offsets.size(); ++i) {
      const auto begin = static_cast<std::size_t>(text->offsets[i]);
      add_text(text->bytes.substr(begin, static_cast<std::size_t>(text->offsets[i + 1]) - begin));
    }
  } else if (const auto* integers = std::get_if<std::span<const std::uint64_t>>(&part)) {
    hash_.add(bytes_of(*integers));
  } else if (const auto* numbers = std::get_if<std::span<const double>>(&part)) {
    hash_.add(bytes_of(*numbers));
  } else {
    for (const std::uint8_t flag : std::get<std::span<const std::uint8_t>>(part)) append_integer(flag);
  }
}

void ColumnHash::add(const ColumnData& column) {
  for (const std::string_view text : column.texts) add_text(text);
  hash_.add(bytes_of(std::span(column.integers)));
  hash_.add(bytes_of(std::span(column.numbers)));
}

std::string ColumnHash::hex() {
  flush();
  return hash_.hex();
}

void ColumnHash::add_text(std::string_view text) {
  append_integer(text.size());
  append(text);
}

void ColumnHash::append_integer(std::uint64_t value) { append({reinterpret_cast<const char*>(&value), sizeof value}); }

void ColumnHash::append(std::string_view bytes) {
  constexpr std::size_t kWaiting = std::size_t{32} << 10;
  if (waiting_.size() + bytes.size() > kWaiting) flush();
  if (bytes.size() > kWaiting) return hash_.add(bytes);
  waiting_ += bytes;
}

void ColumnHash::flush() {
  hash_.add(waiting_);
  waiting_.clear();
}

}  // namespace orbweb
