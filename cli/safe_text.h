// Text from strangers, made harmless for a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace orbweb {

/// `text` with control bytes, bytes that are no UTF-8, and characters that hide or reorder others (zero width,
/// bidirectional overrides) as \xNN. Other UTF-8 stays.
std::string safe_text(std::string_view text);

/// Columns that valid UTF-8 takes, one per code point.
std::size_t display_width(std::string_view text);

/// At most `width` columns (at least 1) of valid UTF-8: what is cut out of the middle becomes one ellipsis.
std::string shorten_middle(std::string_view text, std::size_t width);

}  // namespace orbweb
