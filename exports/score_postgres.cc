#include "exports/score_postgres.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "exports/binary_copy.h"
#include "exports/score_facts.h"
#include "graph/error.h"
#include "graph/name_key.h"

namespace orbweb {

namespace {

/// Comments that begin so mark what is ours: the release and, for tables, the facts follow.
constexpr std::string_view kMark = "orbweb-scores ";
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
    : target_(target), release_(std::move(release)), connection_(PostgresConnection::open(target.connection)) {
  if (release_.find('\0') != std::string::npos || target_.schema.find('\0') != std::string::npos) {
    throw ArgumentError("a release or schema with a NUL byte in its name");
  }
  // Nobody's functions but the system's, whoever may create some; and no limits of the role's on long work.
  connection_->run("SET search_path = pg_catalog, pg_temp");
  connection_->run("SET standard_conforming_strings = on");
  connection_->run("SET statement_timeout = 0");
  connection_->run("SET idle_in_transaction_session_timeout = 0");
  connection_->run("BEGIN");
  const auto lock = connection_->run("SELECT pg_try_advisory_xact_lock(hashtext($1), hashtext($2))",
                                     {"orbweb-scores", target_.schema});
  if (lock.at(0).at(0) != "t") {
    throw BusyError(fmt::format("another export into PostgreSQL's schema {} is at work", target_.schema));
  }
}

std::string ScorePostgresExport::qualified(const std::string& name) const {
  return quoted_identifier(target_.schema) + "." + quoted_identifier(name);
}

std::optional<std::string> ScorePostgresExport::shown_release(const std::string& view) {
  const auto rows = connection_->run(
      "SELECT obj_description(c.oid, 'pg_class') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
      "WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind = 'v'",
      {target_.schema, view});
  if (rows.empty() || !rows[0][0] || !rows[0][0]->starts_with(kMark)) return std::nullopt;
  return rows[0][0]->substr(kMark.size());
}

bool ScorePostgresExport::is_ours(const std::string& relation, char kind) {
  const auto rows = connection_->run(
      "SELECT c.relkind = $3 AND coalesce(obj_description(c.oid, 'pg_class'), '') LIKE $4 FROM pg_class c "
      "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2",
      {target_.schema, relation, std::string(1, kind), std::string(kMark) + "%"});
  if (rows.empty()) return false;
  if (rows[0][0] == "t") return true;
  throw CreateError(fmt::format("cannot create {} in PostgreSQL: something that Orbweb did not make has that name",
                                qualified(relation)));
}

void ScorePostgresExport::add(const Scores& scores, const Web& web, const std::string& view, const Control& control) {
  is_ours(view, 'v');
  Table table{view, table_name(view, release_), names_of(fields_of(scores, web))};
  if (!is_ours(table.name, 'r')) {
    create(scores, web, table);
    fill(scores, web, table, control);
  }
  tables_.push_back(std::move(table));
}

void ScorePostgresExport::create(const Scores& scores, const Web& web, const Table& table) {
  std::string columns;
  for (const Field& field : fields_of(scores, web)) {
    columns += (columns.empty() ? "" : ", ") + quoted_identifier(field.name) + " " + field.type;
  }
  connection_->run(fmt::format("CREATE TABLE {} ({})", qualified(table.name), columns));
  connection_->run(fmt::format("COMMENT ON TABLE {} IS {}", qualified(table.name),
                               quoted_literal(fmt::format("{}{} {}", kMark, release_, score_facts_json(scores)))));
}

void ScorePostgresExport::fill(const Scores& scores, const Web& web, const Table& table, const Control& control) {
  connection_->begin_copy(fmt::format("COPY {} FROM STDIN (FORMAT binary, FREEZE)", qualified(table.name)));
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
  rows_ += web.num_nodes();
  const std::string first = quoted_identifier(web.has_names() ? "name" : "node");
  const bool has_long_names = longest_name_ > kMostBtreeKey;
  connection_->run(has_long_names ? fmt::format("CREATE INDEX ON {} USING hash ({})", qualified(table.name), first)
                                  : fmt::format("ALTER TABLE {} ADD PRIMARY KEY ({})", qualified(table.name), first));
  connection_->run(fmt::format("CREATE INDEX ON {} (rank)", qualified(table.name)));
  connection_->run(fmt::format("ANALYZE {}", qualified(table.name)));
}

PostgresExport ScorePostgresExport::finish(const Control& control) {
  control.progress({.phase = "changing PostgreSQL's views", .done = 0, .total = tables_.size(), .unit = "views"});
  change_views(control);
  control.progress({.phase = "ending PostgreSQL's transaction", .done = 0, .total = 1, .unit = "transactions"});
  connection_->run("COMMIT");
  PostgresExport result;
  for (const Table& table : tables_) result.tables.push_back(table.name);
  result.rows = rows_;
  remove_old(result);
  return result;
}

/// A change of a view waits for all who read it, and who comes to read meanwhile waits behind: so it never waits long,
/// and begins again once they had their turn.
void ScorePostgresExport::change_views(const Control& control) {
  constexpr std::string_view kNotInTime = "55P03";
  constexpr std::chrono::milliseconds kPause(500);
  const auto deadline = std::chrono::steady_clock::now() + target_.patience;
  connection_->run("SET LOCAL lock_timeout = '1s'");
  while (true) {
    control.check();
    connection_->run("SAVEPOINT views");
    try {
      for (const Table& table : tables_) change_view(table);
      return;
    } catch (const DatabaseError& error) {
      if (error.state() != kNotInTime || std::chrono::steady_clock::now() >= deadline) throw;
      connection_->run("ROLLBACK TO SAVEPOINT views");
    }
    std::this_thread::sleep_for(kPause);
  }
}

void ScorePostgresExport::change_view(const Table& table) {
  constexpr std::string_view kOtherColumns = "42P16";
  connection_->run("SAVEPOINT one_view");
  try {
    connection_->run(fmt::format("CREATE OR REPLACE VIEW {} AS SELECT {} FROM {}", qualified(table.view), table.columns,
                                 qualified(table.name)));
  } catch (const DatabaseError& error) {
    if (error.state() != kOtherColumns) throw;
    connection_->run("ROLLBACK TO SAVEPOINT one_view");
    replace_view(table);
  }
  connection_->run(fmt::format("COMMENT ON VIEW {} IS {}", qualified(table.view),
                               quoted_literal(fmt::format("{}{}", kMark, release_))));
  let_owner_read(table);
}

/// A view reads with its owner's rights: who that is may have been changed since.
void ScorePostgresExport::let_owner_read(const Table& table) {
  const auto rows = connection_->run(
      "SELECT pg_get_userbyid(c.relowner), pg_get_userbyid(c.relowner) <> current_user FROM pg_class c WHERE c.oid = "
      "$1::regclass",
      {qualified(table.view)});
  if (rows.at(0).at(1) != "t") return;
  connection_->run(
      fmt::format("GRANT SELECT ON {} TO {}", qualified(table.name), quoted_identifier(rows[0][0].value())));
}

/// A view of other columns has to go before the new one comes: in one transaction, so that readers see either, and with
/// the rights that were given on it.
void ScorePostgresExport::replace_view(const Table& table) {
  const auto rights = connection_->run(
      "SELECT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END, a.privilege_type, "
      "a.is_grantable FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = $1::regclass AND a.grantee <> c.relowner",
      {qualified(table.view)});
  const auto owner = connection_->run("SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = $1::regclass",
                                      {qualified(table.view)});
  connection_->run(fmt::format("DROP VIEW {}", qualified(table.view)));
  connection_->run(
      fmt::format("CREATE VIEW {} AS SELECT {} FROM {}", qualified(table.view), table.columns, qualified(table.name)));
  connection_->run(
      fmt::format("ALTER VIEW {} OWNER TO {}", qualified(table.view), quoted_identifier(owner.at(0).at(0).value())));
  for (const auto& right : rights) {
    connection_->run(fmt::format("GRANT {} ON {} TO {}{}", right[1].value(), qualified(table.view), right[0].value(),
                                 right[2] == "t" ? " WITH GRANT OPTION" : ""));
  }
}

/// The release is out: what goes wrong from here on is told and fails nothing.
void ScorePostgresExport::remove_old(PostgresExport& result) {
  try {
    connection_->run("SET lock_timeout = '1s'");
    for (const Table& table : tables_) {
      const auto old = connection_->run(
          "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 "
          "AND c.relkind = 'r' AND starts_with(c.relname::text, $2) "
          "AND substr(c.relname::text, length($2) + 1) ~ '^[0-9]{8}t[0-9]{6}z_[0-9a-f]+$' "
          "AND obj_description(c.oid, 'pg_class') LIKE $3 "
          "AND c.relname <> $4 ORDER BY c.relname DESC OFFSET $5::bigint",
          {target_.schema, table.view + "__", std::string(kMark) + "%", table.name,
           std::to_string(target_.keep_releases)});
      for (const auto& row : old) {
        try {
          connection_->run(fmt::format("DROP TABLE {}", qualified(row[0].value())));
          result.removed.push_back(row[0].value());
        } catch (const DatabaseError& error) {
          result.kept.push_back(fmt::format("{}: {}", row[0].value(), error.what()));
        }
      }
    }
  } catch (const DatabaseError& error) {
    result.kept.push_back(error.what());
  }
}

}  // namespace orbweb
