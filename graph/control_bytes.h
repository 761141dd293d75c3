// Bytes that end fields and lines, or steer terminals.
#pragma once

#include <algorithm>
#include <string_view>

namespace orbweb {

/// Whether a byte is below the space or is DEL: such a name fits no line of text, and is no name of the web's.
inline bool has_control_byte(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
}

}  // namespace orbweb
