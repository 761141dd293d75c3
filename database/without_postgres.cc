// Stands in for libpq where the build found none.
#include "database/postgres.h"

namespace orbweb {

bool has_postgres() { return false; }

void check_postgres_connection(const std::string&) {
  throw ArgumentError(
      "this orbweb was built without libpq, which exports to PostgreSQL need: install libpq-dev, configure and build "
      "again");
}

std::unique_ptr<PostgresConnection> PostgresConnection::open(const std::string& connection) {
  check_postgres_connection(connection);
  return nullptr;
}

}  // namespace orbweb
