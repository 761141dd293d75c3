#include "database/postgres.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <new>
#include <utility>

namespace orbweb {

namespace {

struct EndConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

constexpr const char* kInvalidAuthorization = "28000";

/// On one line, without the line end that libpq's messages have.
std::string trimmed(const char* message) {
  std::string text = message == nullptr ? "" : message;
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  text.erase(std::remove(text.begin(), text.end(), '\t'), text.end());
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

/// The state at the end of a message like "... FATAL:  53300", or nothing.
std::string state_at_end(std::string_view message) {
  constexpr std::size_t kState = 5;
  constexpr std::string_view kBefore = ":  ";
  if (message.size() < kBefore.size() + kState) return "";
  const std::string_view state = message.substr(message.size() - kState);
  const bool has_letters =
      std::all_of(state.begin(), state.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
  return has_letters && message.substr(0, message.size() - kState).ends_with(kBefore) ? std::string(state) : "";
}

class LibpqConnection : public PostgresConnection {
 public:
  explicit LibpqConnection(const std::string& connection) {
    const char* const names[] = {"dbname", "client_encoding", "fallback_application_name", nullptr};
    const char* const values[] = {connection.c_str(), "UTF8", "orbweb", nullptr};
    connection_.reset(PQconnectdbParams(names, values, 1));
    if (connection_ == nullptr) throw std::bad_alloc();
    if (PQstatus(connection_.get()) != CONNECTION_OK) {
      const std::string message = trimmed(PQerrorMessage(connection_.get()));
      const bool answers = PQpingParams(names, values, 1) == PQPING_OK;
      const std::string state = answers ? state_of_refusal() : "";
      if (PQstatus(connection_.get()) != CONNECTION_OK) {
        throw DatabaseError(fmt::format("cannot connect to PostgreSQL: {}", message), state);
      }
    }
    PQsetNoticeProcessor(
        connection_.get(), [](void*, const char*) {}, nullptr);
  }

  std::vector<Row> run(const std::string& statement, const std::vector<std::string>& parameters) override {
    std::vector<const char*> values;
    for (const std::string& parameter : parameters) values.push_back(parameter.c_str());
    const Result result(PQexecParams(connection_.get(), statement.c_str(), static_cast<int>(values.size()), nullptr,
                                     values.data(), nullptr, nullptr, 0));
    check(result.get());
    std::vector<Row> rows(static_cast<std::size_t>(PQntuples(result.get())));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      for (int column = 0; column < PQnfields(result.get()); ++column) {
        const int row = static_cast<int>(i);
        const bool is_null = PQgetisnull(result.get(), row, column) != 0;
        rows[i].push_back(is_null ? std::nullopt : std::optional<std::string>(PQgetvalue(result.get(), row, column)));
      }
    }
    return rows;
  }

  void run_all(const std::string& statements) override {
    check(Result(PQexec(connection_.get(), statements.c_str())).get());
  }

  void begin_copy(const std::string& statement) override {
    const Result result(PQexec(connection_.get(), statement.c_str()));
    if (PQresultStatus(result.get()) != PGRES_COPY_IN) fail(result.get());
  }

  void copy(std::string_view bytes) override {
    if (PQputCopyData(connection_.get(), bytes.data(), static_cast<int>(bytes.size())) == 1) return;
    end_copy();  // which has the server's reason, if it has one
    fail(nullptr);
  }

  void end_copy() override {
    if (PQputCopyEnd(connection_.get(), nullptr) != 1) fail(nullptr);
    const Result result(PQgetResult(connection_.get()));
    check(result.get());
    const Result last(PQgetResult(connection_.get()));
  }

 private:
  void check(const PGresult* result) const {
    const ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(result);
  }

  /// libpq tells why a server refused in words alone, of whatever language, unless asked for states: so asks once more,
  /// which may even be let in. What libpq itself does not like will be the same the next time.
  std::string state_of_refusal() {
    PQsetErrorVerbosity(connection_.get(), PQERRORS_SQLSTATE);
    PQreset(connection_.get());
    const std::string state = state_at_end(trimmed(PQerrorMessage(connection_.get())));
    PQsetErrorVerbosity(connection_.get(), PQERRORS_DEFAULT);
    return state.empty() ? kInvalidAuthorization : state;
  }

  [[noreturn]] void fail(const PGresult* result) const {
    const char* const state = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char* const message = result == nullptr || *PQresultErrorMessage(result) == '\0'
                                    ? PQerrorMessage(connection_.get())
                                    : PQresultErrorMessage(result);
    throw DatabaseError(fmt::format("PostgreSQL: {}", trimmed(message)), state == nullptr ? "" : state);
  }

  std::unique_ptr<PGconn, EndConnection> connection_;
};

}  // namespace

bool has_postgres() { return true; }

void check_postgres_connection(const std::string& connection) {
  // What is wrong is not quoted, as libpq's own message would: it may be the password.
  const std::unique_ptr<PQconninfoOption, FreeOptions> options(PQconninfoParse(connection.c_str(), nullptr));
  if (options == nullptr) {
    throw ArgumentError("no connection string of libpq: expected \"key=value ...\" or a postgresql:// address");
  }
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    const bool is_secret = std::string_view(option->dispchar).starts_with('*');
    if (option->val == nullptr || !is_secret) continue;
    throw ArgumentError(
        "a connection string with a password, which would stand where many can read it: put it into libpq's password "
        "file (~/.pgpass) or service file, or PGPASSWORD into the environment");
  }
}

std::unique_ptr<PostgresConnection> PostgresConnection::open(const std::string& connection) {
  check_postgres_connection(connection);
  return std::make_unique<LibpqConnection>(connection);
}

}  // namespace orbweb
