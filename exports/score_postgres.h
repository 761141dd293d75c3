// Scores into PostgreSQL, for readers who never notice: each table is new, filled by binary COPY and indexed, all in
// one transaction; then the views that readers ask change over to the new tables, all in another
// (exports/postgres_views.h). Who reads sees the old release or the new one, whole; who began before the change and
// asks again after it sees the new one, even in a transaction whose snapshot is older, since rows are written frozen.
// After an error, a kill or a lost connection readers see the old release; where all tables were filled, they wait for
// the next export of this release, which fills none again, and go with that of another.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "algos/scores.h"
#include "database/postgres.h"
#include "exports/postgres_views.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

struct PostgresTarget {
  std::string connection;           ///< as PostgresConnection::open() takes it
  std::string schema = "public";    ///< must exist
  std::uint64_t keep_releases = 1;  ///< tables of so many earlier releases stay, beside the new one's
  /// How long a change of views is tried while readers hold them: readers that come meanwhile have their turn between
  /// two attempts, of 0.8 seconds at most.
  std::chrono::milliseconds patience = std::chrono::minutes(10);
};

struct PostgresExport {
  std::vector<std::string> tables;   ///< made, one for each view
  std::vector<std::string> removed;  ///< of earlier releases
  std::vector<std::string> kept;     ///< that should have gone, but are in use: "TABLE: why"
  std::uint64_t rows = 0;
};

/// The view that a table of scores is read by: its name with letters, digits and _ alone.
std::string postgres_view_name(const std::string& table);
/// Longer ones, with a release behind them, are no names of tables.
inline constexpr std::size_t kMostPostgresViewName = 32;

/// One release on its way. Destroyed before finish(), it leaves nothing.
class ScorePostgresExport {
 public:
  ScorePostgresExport(const ScorePostgresExport&) = delete;
  ScorePostgresExport& operator=(const ScorePostgresExport&) = delete;

  /// `release` is as ReleaseFolder::new_name() gives it: later ones sort later. Throws DatabaseError, BusyError where
  /// another export into the same schema is at work, ArgumentError for what PostgreSQL cannot name.
  ScorePostgresExport(const PostgresTarget& target, std::string release);

  /// The release that `view` shows; nothing where there is no such view, or one that is not ours.
  std::optional<std::string> shown_release(const std::string& view) { return views_.shown_release(view); }

  /// Fills the table that `view` will show: name (or node), score, rank, the algorithm's own columns. A table that an
  /// earlier run made of the same release is taken over. Throws CreateError where something that is not ours has the
  /// view's name. Memory: a megabyte.
  void add(const Scores& scores, const Web& web, const std::string& view, const Control& control);

  /// Changes all views over, then removes tables of releases older than those that stay.
  PostgresExport finish(const Control& control);

 private:
  std::string qualified(const std::string& name) const;
  void begin();
  void create(const Scores& scores, const Web& web, const std::string& table);
  void fill(const Scores& scores, const Web& web, const std::string& table, const Control& control);
  bool is_ours(const std::string& relation, char kind);
  void remove_never_shown();
  void remove_old();
  void remove(const std::vector<PostgresConnection::Row>& tables);

  PostgresTarget target_;
  std::string release_;
  std::unique_ptr<PostgresConnection> connection_;
  PostgresViews views_;
  std::vector<PostgresView> tables_;
  PostgresExport result_;
  bool is_filling_ = false;         ///< in the transaction that makes tables
  std::uint64_t longest_name_ = 0;  ///< of the table at hand, in bytes
};

}  // namespace orbweb
