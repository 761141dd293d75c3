#include "exports/score_postgres.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "exports/binary_copy.h"
#include "exports/score_facts.h"
#include "graph/error.h"
#include "graph/name_key.h"

namespace orbweb {

namespace {

/// At the end of a table's name, behind that of its view.
constexpr const char* kReleaseOfTable = "__[0-9]{8}t[0-9]{6}z_[0-9a-f]+$";
constexpr std::size_t kMostIdentifier = 63;
/// Of a B-tree's entry, with some room (PostgreSQL's limit is 2,704).
constexpr std::uint64_t kMostBtreeKey = 2600;
constexpr std::size_t kCopySize = std::size_t{1} << 20;

/// "20261124T133000Z-0123456789ab" -> "20261124t133000z_0123456789ab".
std::string identifier_of(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    const bool is_capital = c >= 'A' && c <= 'Z';
    result += is_plain ? c : is_capital ? static_cast<char>(c - 'A' + 'a') : '_';
  }
  return result;
}

std::string table_name(const std::string& view, const std::string& release) {
  std::string name = view + "__" + identifier_of(release);
  if (name.size() > kMostIdentifier) {
    throw ArgumentError(
        fmt::format("the table {} has a name of over {} bytes, which PostgreSQL would cut: give the "
                    "scores a shorter one",
                    name, kMostIdentifier));
  }
  return name;
}

struct Field {
  std::string name, type;
};

std::vector<Field> fields_of(const Scores& scores, const Web& web) {
  // Names in the order of their bytes: no locale's rules slow the index down or change with the system.
  std::vector<Field> fields = {
      web.has_names() ? Field{"name", "text COLLATE \"C\" NOT NULL"} : Field{"node", "bigint NOT NULL"},
      {"score", "double precision NOT NULL"},
      {"rank", "bigint NOT NULL"}};
  for (const Column& column : scores.columns) {
    const bool is_integer = std::holds_alternative<std::vector<std::uint64_t>>(column.values);
    fields.push_back({column.name, is_integer ? "bigint NOT NULL" : "double precision NOT NULL"});
  }
  return fields;
}

std::string names_of(const std::vector<Field>& fields) {
  std::string names;
  for (const Field& field : fields) names += (names.empty() ? "" : ", ") + quoted_identifier(field.name);
  return names;
}

}  // namespace

std::string postgres_view_name(const std::string& table) { return identifier_of(table); }

ScorePostgresExport::ScorePostgresExport(const PostgresTarget& target, std::string release)
    : target_(target),
      release_(std::move(release)),
      connection_(PostgresConnection::open(target.connection)),
      views_(*connection_, target_.schema) {
  if (release_.find('\0') != std::string::npos || target_.schema.find('\0') != std::string::npos) {
    throw ArgumentError("a release or schema with a NUL byte in its name");
  }
  // Nobody's functions but the system's, whoever may create some; and no limits of the role's on long work.
  connection_->run("SET search_path = pg_catalog, pg_temp");
  connection_->run("SET standard_conforming_strings = on");
  connection_->run(
      "SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN ('statement_timeout', 'transaction_timeout', "
      "'idle_in_transaction_session_timeout', 'idle_session_timeout')");
  // Who reads a table that goes is not kept from it for long.
  connection_->run(fmt::format("SET lock_timeout = {}", views_.longest_wait().count()));
  const auto lock =
      connection_->run("SELECT pg_try_advisory_lock(hashtext($1), hashtext($2))", {"orbweb-scores", target_.schema});
  if (lock.at(0).at(0) != "t") {
    throw BusyError(fmt::format("another export into PostgreSQL's schema {} is at work", target_.schema));
  }
}

std::string ScorePostgresExport::qualified(const std::string& name) const {
  return quoted_identifier(target_.schema) + "." + quoted_identifier(name);
}

bool ScorePostgresExport::is_ours(const std::string& relation, char kind) {
  const auto rows = connection_->run(
      "SELECT c.relkind = $3 AND coalesce(obj_description(c.oid, 'pg_class'), '') LIKE $4 FROM pg_class c "
      "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2",
      {target_.schema, relation, std::string(1, kind), std::string(kPostgresMark) + "%"});
  if (rows.empty()) return false;
  if (rows[0][0] == "t") return true;
  throw CreateError(fmt::format("cannot create {} in PostgreSQL: something that Orbweb did not make has that name",
                                qualified(relation)));
}

void ScorePostgresExport::add(const Scores& scores, const Web& web, const std::string& view, const Control& control) {
  is_ours(view, 'v');
  const PostgresView shown{view, table_name(view, release_), names_of(fields_of(scores, web))};
  if (!is_ours(shown.table, 'r')) {
    begin();
    create(scores, web, shown.table);
    fill(scores, web, shown.table, control);
  }
  tables_.push_back(shown);
}

/// All tables come in one transaction of their own, which holds nothing that readers want, however long it takes.
void ScorePostgresExport::begin() {
  if (is_filling_) return;
  remove_never_shown();
  connection_->run("BEGIN");
  is_filling_ = true;
}

void ScorePostgresExport::create(const Scores& scores, const Web& web, const std::string& table) {
  std::string columns;
  for (const Field& field : fields_of(scores, web)) {
    columns += (columns.empty() ? "" : ", ") + quoted_identifier(field.name) + " " + field.type;
  }
  connection_->run(fmt::format("CREATE TABLE {} ({})", qualified(table), columns));
  connection_->run(
      fmt::format("COMMENT ON TABLE {} IS {}", qualified(table),
                  quoted_literal(fmt::format("{}{} {}", kPostgresMark, release_, score_facts_json(scores)))));
}

void ScorePostgresExport::fill(const Scores& scores, const Web& web, const std::string& table, const Control& control) {
  connection_->begin_copy(fmt::format("COPY {} FROM STDIN (FORMAT binary, FREEZE)", qualified(table)));
  BinaryCopy rows;
  std::optional<NameScan> names;
  if (web.has_names()) names.emplace(web.names(), 0, web.num_nodes());
  longest_name_ = 0;
  for (std::uint64_t node = 0; node < web.num_nodes(); ++node) {
    rows.begin_row(3 + scores.columns.size());
    if (names && names->next()) {
      const std::string name = name_from_key(names->key());
      longest_name_ = std::max<std::uint64_t>(longest_name_, name.size());
      rows.add(name);
    } else {
      rows.add(node);
    }
    rows.add(scores.score[node]);
    rows.add(scores.rank[node]);
    for (const Column& column : scores.columns) {
      std::visit([&](const auto& values) { rows.add(values[node]); }, column.values);
    }
    if (rows.text().size() < kCopySize) continue;
    control.check();
    connection_->copy(rows.text());
    rows.clear();
    control.progress({.phase = "writing to PostgreSQL", .done = node, .total = web.num_nodes(), .unit = "rows"});
  }
  rows.end();
  connection_->copy(rows.text());
  connection_->end_copy();
  result_.rows += web.num_nodes();
  const std::string first = quoted_identifier(web.has_names() ? "name" : "node");
  const bool has_long_names = longest_name_ > kMostBtreeKey;
  connection_->run(has_long_names ? fmt::format("CREATE INDEX ON {} USING hash ({})", qualified(table), first)
                                  : fmt::format("ALTER TABLE {} ADD PRIMARY KEY ({})", qualified(table), first));
  connection_->run(fmt::format("CREATE INDEX ON {} (rank)", qualified(table)));
  connection_->run(fmt::format("ANALYZE {}", qualified(table)));
}

PostgresExport ScorePostgresExport::finish(const Control& control) {
  if (is_filling_) {
    control.progress({.phase = "ending PostgreSQL's transaction", .done = 0, .total = 1, .unit = "transactions"});
    connection_->run("COMMIT");
    is_filling_ = false;
  }
  control.progress({.phase = "changing PostgreSQL's views", .done = 0, .total = tables_.size(), .unit = "views"});
  views_.change(tables_, release_, target_.patience, control);
  for (const PostgresView& view : tables_) result_.tables.push_back(view.table);
  remove_old();
  return std::move(result_);
}

/// What an export left that filled its tables and did not get the views: newer than what they show, and of no use any
/// more but to the same release.
void ScorePostgresExport::remove_never_shown() {
  remove(connection_->run(
      "SELECT t.relname FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace JOIN pg_class v ON "
      "v.relnamespace = n.oid AND v.relkind = 'v' AND v.relname = regexp_replace(t.relname, $3, '') "
      "WHERE n.nspname = $1 AND t.relkind = 'r' AND t.relname ~ $3 AND "
      "starts_with(obj_description(t.oid, 'pg_class'), $2) AND starts_with(obj_description(v.oid, 'pg_class'), $2) AND "
      "substr(t.relname, length(v.relname) + 3) <> $4 AND "
      "substr(t.relname, length(v.relname) + 3) COLLATE \"C\" > "
      "translate(lower(substr(obj_description(v.oid, 'pg_class'), length($2) + 1)), '-', '_')",
      {target_.schema, std::string(kPostgresMark), kReleaseOfTable, identifier_of(release_)}));
}

/// The release is out: what goes wrong from here on is told and fails nothing.
void ScorePostgresExport::remove_old() {
  try {
    for (const PostgresView& view : tables_) {
      remove(connection_->run(
          "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 "
          "AND c.relkind = 'r' AND regexp_replace(c.relname, $6, '') = $2 AND c.relname ~ $6 "
          "AND starts_with(obj_description(c.oid, 'pg_class'), $3) "
          "AND c.relname <> $4 ORDER BY c.relname DESC OFFSET $5::bigint",
          {target_.schema, view.name, std::string(kPostgresMark), view.table, std::to_string(target_.keep_releases),
           kReleaseOfTable}));
    }
  } catch (const DatabaseError& error) {
    result_.kept.push_back(error.what());
  }
}

void ScorePostgresExport::remove(const std::vector<PostgresConnection::Row>& tables) {
  for (const PostgresConnection::Row& row : tables) {
    const std::string& table = row.at(0).value();
    try {
      connection_->run(fmt::format("DROP TABLE {}", qualified(table)));
      result_.removed.push_back(table);
    } catch (const DatabaseError& error) {
      if (error.state().empty()) throw;  // the connection is lost
      result_.kept.push_back(fmt::format("{}: {}", table, error.what()));
    }
  }
}

}  // namespace orbweb
