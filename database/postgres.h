// A connection to a PostgreSQL server: the door to libpq, which is included in this folder's source alone. Where the
// build found no libpq, opening one throws ArgumentError, which says so.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/error.h"

namespace orbweb {

/// What the server said, or why it could not be reached.
class DatabaseError : public Error {
 public:
  DatabaseError(const std::string& message, std::string state) : Error(message), state_(std::move(state)) {}

  /// Five characters (PostgreSQL's manual, appendix A); empty where the server did not answer.
  const std::string& state() const { return state_; }
  /// Whether trying again later may work: no connection, no memory, a lock not had in time, a deadlock, a shutdown.
  bool is_temporary() const;
  /// What to do about it; empty where the server's own words have to do.
  std::string advice() const;

 private:
  std::string state_;
};

bool has_postgres();

/// Throws ArgumentError where `connection` is no connection string, or holds a password: libpq has other places for it.
void check_postgres_connection(const std::string& connection);

class PostgresConnection {
 public:
  using Row = std::vector<std::optional<std::string>>;

  virtual ~PostgresConnection() = default;

  /// `connection` is a connection string or URI of libpq, which takes what is missing from its environment variables,
  /// its service file and its password file. Throws DatabaseError, and as check_postgres_connection().
  static std::unique_ptr<PostgresConnection> open(const std::string& connection);

  /// One statement, whose $1, $2 ... are `parameters`; its rows as text. Throws DatabaseError.
  virtual std::vector<Row> run(const std::string& statement, const std::vector<std::string>& parameters = {}) = 0;

  /// Several, with semicolons between, in one message: no way to the server and back lies between them. Ends at the
  /// first that fails; a BEGIN among them is still open then.
  virtual void run_all(const std::string& statements) = 0;

  /// COPY ... FROM STDIN: then copy() any number of times, then end_copy(). What is left before its end is rolled back.
  virtual void begin_copy(const std::string& statement) = 0;
  virtual void copy(std::string_view bytes) = 0;
  virtual void end_copy() = 0;
};

/// "name" with quotes, as SQL takes any identifier. `text` has no byte 0.
std::string quoted_identifier(std::string_view text);
/// 'text', as SQL takes any string where standard_conforming_strings is on.
std::string quoted_literal(std::string_view text);

}  // namespace orbweb
