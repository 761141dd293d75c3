#include <utility>

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
  // Not 53100 and 53400: a full disk and a limit in the server's settings stay until somebody does something.
  for (const std::string_view kind : {"08", "40", "53000", "53200", "53300", "55P03", "57"}) {
    if (state_.starts_with(kind)) return true;
  }
  return false;
}

std::string DatabaseError::advice() const {
  constexpr std::pair<std::string_view, std::string_view> kAdvice[] = {
      {"28", "check the user and its password (~/.pgpass, PGPASSWORD), and the server's pg_hba.conf"},
      {"2BP01", "views or functions stand on what has to go: drop them, run again, create them anew"},
      {"3D000", "check the database's name: dbname in the connection, or PGDATABASE"},
      {"3F000", "create the schema, or name another"},
      {"42501", "the role needs USAGE and CREATE on the schema, and to be a member of the views' owner"},
      {"53100", "make room on the server's disk, then run again: nothing of the export is left there"},
      {"53200", "the server was out of memory: run again when it has less to do, or lower its maintenance_work_mem"},
      {"53300", "the server has no connection left: run again later, or raise its max_connections or the role's limit"},
      {"53400", "raise the limit that the server names, then run again"},
      {"55P03", "end the transactions that hold the views, or wait longer; the next run copies nothing again"}};
  for (const auto& [kind, advice] : kAdvice) {
    if (state_.starts_with(kind)) return std::string(advice);
  }
  return is_temporary() ? "run again: the next run exports it" : "";
}

std::string quoted_identifier(std::string_view text) { return quoted(text, '"'); }
std::string quoted_literal(std::string_view text) { return quoted(text, '\''); }

}  // namespace orbweb
