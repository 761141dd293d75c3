#include "database/postgres.h"

namespace orbweb {

namespace {

std::string quoted(std::string_view text, char quote) {
  std::string result(1, quote);
  for (const char c : text) {
    if (c == quote) result += quote;
    result += c;
  }
  return result + quote;
}

}  // namespace

bool DatabaseError::is_temporary() const {
  if (state_.empty()) return true;
  for (const std::string_view kind : {"08", "40", "53", "55P03", "57"}) {
    if (state_.starts_with(kind)) return true;
  }
  return false;
}

std::string quoted_identifier(std::string_view text) { return quoted(text, '"'); }
std::string quoted_literal(std::string_view text) { return quoted(text, '\''); }

}  // namespace orbweb
