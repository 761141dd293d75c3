// Sizes in bytes, as people write and read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace orbweb {

/// "512M", "2G", "1.5GiB", "700 kB", "4096": a non-negative decimal number, then nothing or B, or one of K M G T P with
/// nothing, "iB" (both powers of 1024) or "B" (powers of 1000) behind it; case does not matter. Throws ArgumentError.
std::uint64_t parse_size(std::string_view text);

/// "1.5 GiB", "512 B": three significant digits, powers of 1024.
std::string size_text(std::uint64_t bytes);

}  // namespace orbweb
