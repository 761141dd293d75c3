// Letters and digits as the web's standards mean them: of ASCII, whatever the locale. A byte is a char or, at the end
// of a file, a negative number.
#pragma once

namespace orbweb {

constexpr bool is_digit(int byte) { return byte >= '0' && byte <= '9'; }
constexpr bool is_alpha(int byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }

}  // namespace orbweb
