#include "cli/safe_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace orbweb {
namespace {

constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

std::uint8_t byte_at(std::string_view text, std::size_t place) { return static_cast<std::uint8_t>(text[place]); }

bool is_continuation(std::uint8_t byte) { return (byte & 0xC0U) == 0x80U; }

/// Bytes that a character begun by `first` has; 0 for a byte that begins none.
std::size_t sequence_length(std::uint8_t first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

struct Character {
  std::size_t length = 0;  ///< in bytes; 0 where the text is no UTF-8 here
  std::uint32_t code = 0;
};

Character character_at(std::string_view text, std::size_t place) {
  const std::uint8_t first = byte_at(text, place);
  const std::size_t length = sequence_length(first);
  if (length == 0 || place + length > text.size()) return {};
  std::uint32_t code = length == 1 ? first : first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(byte_at(text, place + i))) return {};
    code = code << 6U | (byte_at(text, place + i) & 0x3FU);
  }
  constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  if (code < kSmallest[length] || code > 0x10FFFF || surrogate) return {};
  return {length, code};
}

bool is_deceptive(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0xAD || code == 0x061C ||
         (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF || (code >= 0xE0000 && code <= 0xE007F);
}

/// Byte offset of the character that `columns` characters precede.
std::size_t offset_of_column(std::string_view text, std::size_t columns) {
  std::size_t place = 0;
  for (; columns > 0 && place < text.size(); --columns) {
    do ++place;
    while (place < text.size() && is_continuation(byte_at(text, place)));
  }
  return place;
}

}  // namespace

std::string safe_text(std::string_view text) {
  std::string safe;
  for (std::size_t place = 0; place < text.size();) {
    const Character character = character_at(text, place);
    const std::size_t length = std::max<std::size_t>(character.length, 1);
    if (character.length > 0 && !is_deceptive(character.code)) {
      safe += text.substr(place, length);
    } else {
      for (std::size_t i = 0; i < length; ++i) safe += fmt::format("\\x{:02X}", byte_at(text, place + i));
    }
    place += length;
  }
  return safe;
}

std::size_t display_width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char byte) { return !is_continuation(static_cast<std::uint8_t>(byte)); }));
}

std::string shorten_middle(std::string_view text, std::size_t width) {
  const std::size_t columns = display_width(text);
  if (columns <= width) return std::string(text);
  const std::size_t kept = width - 1;
  std::string shortened(text.substr(0, offset_of_column(text, kept - kept / 2)));
  shortened += kEllipsis;
  shortened += text.substr(offset_of_column(text, columns - kept / 2));
  return shortened;
}

}  // namespace orbweb
