// Views of a PostgreSQL schema that show tables of scores, and how they change over to new tables: all of them in one
// short transaction that is sent in one message. A change of a view waits for all who read it, and who comes to read
// meanwhile queues up behind. So all the waits of one attempt together are shorter than the time after which the server
// looks for deadlocks (deadlock_timeout); an attempt that does not get every view gives all of them back, lets the
// readers have their turn, and waits a little longer the next time. No reader waits longer than one attempt, and none
// is ever the victim of a deadlock. What was given to a view stays: owner, rights, options, comments of columns.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/postgres.h"
#include "graph/control.h"

namespace orbweb {

/// Comments that begin so mark what is ours: the release and, for tables, the facts follow.
inline constexpr std::string_view kPostgresMark = "orbweb-scores ";

struct PostgresView {
  std::string name;
  std::string table;    ///< that it is to show, in the same schema
  std::string columns;  ///< of both: quoted, with commas
};

class PostgresViews {
 public:
  /// Both must outlive this.
  PostgresViews(PostgresConnection& connection, const std::string& schema) : connection_(connection), schema_(schema) {}

  /// The release that `view` shows; nothing where there is no such view, or one that is not ours.
  std::optional<std::string> shown_release(const std::string& view) const;

  /// Makes all `views` show their tables, or none of them. Tries for `patience`, once at least. Throws DatabaseError:
  /// where views stayed locked, it says by whom and nothing has happened. The connection is in no transaction.
  void change(std::vector<PostgresView> views, const std::string& release, std::chrono::milliseconds patience,
              const Control& control) const;

  /// What one attempt waits at most.
  std::chrono::milliseconds longest_wait() const;

 private:
  struct Shown;

  std::string qualified(const std::string& name) const;
  std::optional<Shown> shown(const PostgresView& view) const;
  std::string statements(const std::vector<PostgresView>& views, const std::string& release,
                         std::chrono::milliseconds wait) const;
  std::string rights_on_table(const PostgresView& view, const Shown& shown) const;
  std::string change_of(const PostgresView& view, const std::optional<Shown>& shown) const;
  std::string made_anew(const PostgresView& view, const Shown& shown) const;
  std::string joined(const std::string& query, const std::vector<std::string>& parameters) const;
  std::string rights(const std::string& from, const std::string& to, const std::string& table) const;
  std::string holders() const;

  PostgresConnection& connection_;
  const std::string& schema_;
};

}  // namespace orbweb
