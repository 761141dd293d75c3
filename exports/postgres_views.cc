#include "exports/postgres_views.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace orbweb {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kFirstWait(50);
constexpr milliseconds kLongestWait(800);
/// Of an attempt's waits, for the readers who queued up meanwhile.
constexpr int kPauses = 4;

bool gives_way(const DatabaseError& error) {
  return error.state() == "55P03" || error.state() == "40P01";  // a lock not had in time, a deadlock
}

void pause(milliseconds time, const Control& control) {
  const auto end = steady_clock::now() + time;
  for (auto now = steady_clock::now(); now < end; now = steady_clock::now()) {
    control.check();
    std::this_thread::sleep_for(std::min<steady_clock::duration>(end - now, milliseconds(50)));
  }
}

}  // namespace

/// What a view has now that it is to keep.
struct PostgresViews::Shown {
  std::string oid, owner;
  bool is_anothers = false;  ///< its owner is not who changes it
  bool fits = false;         ///< the new table has its columns, in their order, and perhaps more
  std::string options;       ///< as WITH takes them; empty for none
  std::string table;         ///< what it reads now, by its number; empty where that is gone
};

std::string PostgresViews::qualified(const std::string& name) const {
  return quoted_identifier(schema_) + "." + quoted_identifier(name);
}

std::optional<std::string> PostgresViews::shown_release(const std::string& view) const {
  const auto rows = connection_.run(
      "SELECT obj_description(c.oid, 'pg_class') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
      "WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind = 'v'",
      {schema_, view});
  if (rows.empty() || !rows[0][0] || !rows[0][0]->starts_with(kPostgresMark)) return std::nullopt;
  return rows[0][0]->substr(kPostgresMark.size());
}

void PostgresViews::change(std::vector<PostgresView> views, const std::string& release, milliseconds patience,
                           const Control& control) const {
  const auto deadline = steady_clock::now() + patience;
  const milliseconds longest = longest_wait();
  for (milliseconds wait = std::min(kFirstWait, longest);; wait = std::min(2 * wait, longest)) {
    control.check();
    const std::string work = statements(views, release, wait);
    try {
      return connection_.run_all(work);
    } catch (const DatabaseError& error) {
      if (!gives_way(error)) throw;
      connection_.run("ROLLBACK");
      if (steady_clock::now() >= deadline) {
        throw DatabaseError(
            fmt::format("PostgreSQL: the views in schema {} could not change in {} s, since others hold them{}: {}",
                        schema_, std::chrono::duration<double>(patience).count(), holders(), error.what()),
            error.state());
      }
    }
    pause(kPauses * wait, control);
    // Who asks several views in one transaction is in the way only where that takes them in another order than we do.
    std::reverse(views.begin(), views.end());
  }
}

milliseconds PostgresViews::longest_wait() const {
  const auto rows = connection_.run("SELECT setting FROM pg_settings WHERE name = 'deadlock_timeout'");
  const milliseconds until_deadlock(std::stoll(rows.at(0).at(0).value()));
  return std::clamp(until_deadlock * 4 / 5, milliseconds(1), kLongestWait);
}

/// All that readers wait for is in here, in one message: the distance to the server does not matter.
std::string PostgresViews::statements(const std::vector<PostgresView>& views, const std::string& release,
                                      milliseconds wait) const {
  std::string tables, changes;
  for (const PostgresView& view : views) {
    const std::optional<Shown> now = shown(view);
    if (now) tables += rights_on_table(view, *now);
    // Each has what the ones before have left of the time.
    changes += fmt::format(
        "SELECT set_config('lock_timeout', greatest(1, {} - floor(1000 * extract(epoch FROM clock_timestamp() - "
        "transaction_timestamp())))::text, true); ",
        wait.count());
    changes += change_of(view, now);
    changes += fmt::format("COMMENT ON VIEW {} IS {}; ", qualified(view.name),
                           quoted_literal(fmt::format("{}{}", kPostgresMark, release)));
  }
  return "BEGIN; " + tables + changes + "COMMIT";
}

std::optional<PostgresViews::Shown> PostgresViews::shown(const PostgresView& view) const {
  const auto rows = connection_.run(
      "SELECT v.oid, pg_get_userbyid(v.relowner), pg_get_userbyid(v.relowner) <> current_user, NOT EXISTS ("
      "SELECT FROM pg_attribute a LEFT JOIN pg_attribute t ON t.attrelid = $2::regclass AND t.attnum = a.attnum AND "
      "t.attname = a.attname AND t.atttypid = a.atttypid AND t.atttypmod = a.atttypmod AND "
      "t.attcollation = a.attcollation WHERE a.attrelid = v.oid AND a.attnum > 0 AND t.attname IS NULL), "
      "(SELECT string_agg(format('%I = %L', split_part(o, '=', 1), substr(o, strpos(o, '=') + 1)), ', ') "
      "FROM unnest(v.reloptions) o), "
      "(SELECT min(d.refobjid) FROM pg_rewrite r JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND "
      "d.objid = r.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> v.oid WHERE r.ev_class = v.oid) "
      "FROM pg_class v WHERE v.oid = to_regclass($1)",
      {qualified(view.name), qualified(view.table)});
  if (rows.empty()) return std::nullopt;
  const PostgresConnection::Row& row = rows[0];
  return Shown{row.at(0).value(), row.at(1).value(),      row.at(2) == "t",
               row.at(3) == "t",  row.at(4).value_or(""), row.at(5).value_or("")};
}

/// A view reads with its owner's rights, or with its reader's (security_invoker): both need them on each new table.
std::string PostgresViews::rights_on_table(const PostgresView& view, const Shown& shown) const {
  std::string result;
  if (shown.is_anothers) {
    result += fmt::format("GRANT SELECT ON {} TO {}; ", qualified(view.table), quoted_identifier(shown.owner));
  }
  if (!shown.table.empty()) result += rights(shown.table, qualified(view.table), view.table);
  return result;
}

std::string PostgresViews::change_of(const PostgresView& view, const std::optional<Shown>& shown) const {
  if (shown && !shown->fits) return made_anew(view, *shown);
  // Options that are not named again would be gone.
  return fmt::format("CREATE OR REPLACE VIEW {}{} AS SELECT {} FROM {}; ", qualified(view.name),
                     shown && !shown->options.empty() ? " WITH (" + shown->options + ")" : "", view.columns,
                     qualified(view.table));
}

/// A view of other columns has to go before the new one comes.
std::string PostgresViews::made_anew(const PostgresView& view, const Shown& shown) const {
  const std::string name = qualified(view.name);
  std::string result =
      fmt::format("DROP VIEW {}; ", name) + change_of(view, Shown{.fits = true, .options = shown.options});
  // What the schema gives to new relations, this view may have been denied.
  result += joined(
      "SELECT DISTINCT format('REVOKE ALL ON %s FROM %s; ', $1::text, CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE "
      "a.grantee::regrole::text END) FROM pg_default_acl d JOIN pg_roles r ON r.oid = d.defaclrole, "
      "aclexplode(d.defaclacl) a WHERE d.defaclobjtype = 'r' AND r.rolname = current_user AND a.grantee <> r.oid AND "
      "d.defaclnamespace IN (0, $2::regnamespace)",
      {name, quoted_identifier(schema_)});
  if (shown.is_anothers) result += fmt::format("ALTER VIEW {} OWNER TO {}; ", name, quoted_identifier(shown.owner));
  result += rights(shown.oid, name, view.table);
  result += joined(
      "SELECT format('COMMENT ON COLUMN %s.%I IS %L; ', $2::text, a.attname, col_description(a.attrelid, a.attnum)) "
      "FROM pg_attribute a JOIN pg_attribute t ON t.attrelid = $3::regclass AND t.attname = a.attname WHERE "
      "a.attrelid = $1::oid AND a.attnum > 0 AND col_description(a.attrelid, a.attnum) IS NOT NULL",
      {shown.oid, name, qualified(view.table)});
  return result;
}

std::string PostgresViews::joined(const std::string& query, const std::vector<std::string>& parameters) const {
  std::string result;
  for (const auto& row : connection_.run(query, parameters)) result += row.at(0).value();
  return result;
}

/// What others than its owner may do with the relation of the number `from`, and with those of its columns that `table`
/// has, for `to`.
std::string PostgresViews::rights(const std::string& from, const std::string& to, const std::string& table) const {
  return joined(
      "SELECT format('GRANT %s%s ON %s TO %s%s; ', r.privilege_type, r.columns, $2::text, CASE WHEN r.grantee = 0 THEN "
      "'PUBLIC' ELSE r.grantee::regrole::text END, CASE WHEN r.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) "
      "FROM pg_class c, LATERAL (SELECT '' AS columns, w.* FROM aclexplode(c.relacl) w UNION ALL "
      "SELECT format(' (%I)', a.attname), w.* FROM pg_attribute a JOIN pg_attribute t ON t.attrelid = $3::regclass AND "
      "t.attname = a.attname, aclexplode(a.attacl) w WHERE a.attrelid = c.oid AND a.attnum > 0) r "
      "WHERE c.oid = $1::oid AND r.grantee <> c.relowner",
      {from, to, qualified(table)});
}

/// Whose end would help.
std::string PostgresViews::holders() const {
  const auto rows = connection_.run(
      "SELECT string_agg(DISTINCT format('%s of %s', l.pid, a.usename), ', ') FROM pg_locks l JOIN pg_stat_activity a "
      "USING (pid) JOIN pg_class v ON v.oid = l.relation JOIN pg_namespace n ON n.oid = v.relnamespace "
      "WHERE l.granted AND l.pid <> pg_backend_pid() AND a.datname = current_database() AND v.relkind = 'v' AND "
      "n.nspname = $1 AND starts_with(obj_description(v.oid, 'pg_class'), $2)",
      {schema_, std::string(kPostgresMark)});
  const std::optional<std::string> found = rows.at(0).at(0);
  return found ? fmt::format(" (processes {})", *found) : "";
}

}  // namespace orbweb
