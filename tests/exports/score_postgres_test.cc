// Needs a server, which tests/project/postgres_test.py starts for these tests: they skip without.
#include "exports/score_postgres.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "exports/binary_copy.h"
#include "exports/score_samples.h"
#include "graph/error.h"

namespace orbweb::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(BinaryCopy, IsWhatTheManualSays) {
  BinaryCopy copy;
  copy.begin_row(2);
  copy.add(std::string_view("ab"));
  copy.add(std::uint64_t{258});
  copy.end();
  EXPECT_EQ(copy.text(), std::string_view("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0"
                                          "\0\2\0\0\0\2ab\0\0\0\10\0\0\0\0\0\0\1\2\377\377",
                                          19 + 2 + 6 + 12 + 2));
}

TEST(Postgres, QuotesWhatSqlWouldTakeForItsOwn) {
  EXPECT_EQ(quoted_identifier("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(quoted_literal("it's"), "'it''s'");
  EXPECT_EQ(postgres_view_name("Domain-Rating.v2"), "domain_rating_v2");
}

TEST(Postgres, TakesNoPassword) {
  if (!has_postgres()) GTEST_SKIP() << "this build has no libpq";
  EXPECT_NO_THROW(check_postgres_connection(""));
  EXPECT_NO_THROW(check_postgres_connection("service=ranks"));
  EXPECT_NO_THROW(check_postgres_connection("postgresql://me@db.example/ranks"));
  for (const char* wrong : {"host=x password=secret", "postgresql://me:secret@db.example/ranks", "host"}) {
    EXPECT_THROW(check_postgres_connection(wrong), ArgumentError) << wrong;
  }
}

TEST(Postgres, WithoutLibpqSaysWhatToDo) {
  if (has_postgres()) GTEST_SKIP() << "this build has libpq";
  EXPECT_THROW(check_postgres_connection(""), ArgumentError);
}

TEST(Postgres, AServerThatIsNotThereMayBeLater) {
  if (!has_postgres()) GTEST_SKIP() << "this build has no libpq";
  try {
    PostgresConnection::open("host=/nonexistent port=1");
    FAIL() << "connected";
  } catch (const DatabaseError& error) {
    EXPECT_TRUE(error.is_temporary());
    EXPECT_THAT(error.what(), HasSubstr("cannot connect to PostgreSQL"));
  }
}

std::string release_name(int number) { return "2026110" + std::to_string(number) + "T000000Z-0123456789ab"; }

/// `nodes` nodes, all with the score `value`.
Scores even_scores(const Web& web, double value) { return scores_of(web, std::vector<double>(web.num_nodes(), value)); }

class ScorePostgres : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_postgres()) GTEST_SKIP() << "this build has no libpq";
    if (std::getenv("ORBWEB_TEST_POSTGRES") == nullptr) GTEST_SKIP() << "no server: see tests/project/postgres_test.py";
    database_ = PostgresConnection::open("");
    database_->run("DROP SCHEMA IF EXISTS orbweb CASCADE");
    database_->run("CREATE SCHEMA orbweb");
    target_.schema = "orbweb";
  }

  PostgresExport write(const Web& web, const Scores& scores, int release, const Control& control = {}) const {
    ScorePostgresExport database(target_, release_name(release));
    database.add(scores, web, "rank", control);
    return database.finish(control);
  }
  std::string one(const std::string& statement) const { return database_->run(statement).at(0).at(0).value_or("null"); }
  std::vector<std::string> tables() const {
    std::vector<std::string> names;
    for (const auto& row : database_->run("SELECT tablename FROM pg_tables WHERE schemaname = 'orbweb' ORDER BY 1")) {
      names.push_back(row[0].value());
    }
    return names;
  }

  /// A server learns of a client's death when it next listens to it, and until then keeps its locks.
  void wait_until_alone() const {
    const char* const others =
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'orbweb' AND pid <> pg_backend_pid()";
    while (one(others) != "0") std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }

  std::unique_ptr<PostgresConnection> database_;
  PostgresTarget target_;
};

TEST_F(ScorePostgres, RowsAreTheScores) {
  const Web web = domains();
  const PostgresExport result = write(web, scores_of(web, {0.1, 1.0 / 3, 5e-324}), 1);
  EXPECT_EQ(result.rows, 3U);
  const auto rows = database_->run(
      "SELECT name, float8send(score)::text, rank, float8send(rating)::text, referring FROM orbweb.rank ORDER BY name");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_THAT(rows[0], ElementsAre("a.example", "\\x3fb999999999999a", "2", "\\x3fb999999999999a", "0"));
  EXPECT_THAT(rows[1], ElementsAre("b.example", "\\x3fd5555555555555", "1", "\\x3fd5555555555555", "1"));
  EXPECT_THAT(rows[2], ElementsAre("c.example", "\\x0000000000000001", "3", "\\x0000000000000001", "1"));
  EXPECT_EQ(one("SELECT count(*) FROM pg_indexes WHERE schemaname = 'orbweb'"), "2");
  EXPECT_THAT(one("SELECT obj_description('orbweb.rank__20261101t000000z_0123456789ab'::regclass)"),
              HasSubstr("\"definition\":\"test-rank/1\""));
  ScorePostgresExport again(target_, release_name(1));
  EXPECT_EQ(again.shown_release("rank"), release_name(1));
  EXPECT_EQ(again.shown_release("other"), std::nullopt);
}

TEST_F(ScorePostgres, NumberedNodesAndLongNamesHaveTheirIndexes) {
  const Web numbers = make_web(3, {{0, 1}});
  write(numbers, scores_of(numbers, {1, 2, 3}), 1);
  EXPECT_EQ(one("SELECT rank FROM orbweb.rank WHERE node = 2"), "1");
  const std::string long_name = "https://a.example/" + std::string(4000, 'x');
  const Web pages = make_named_web({{long_name, "b.example"}});
  write(pages, scores_of(pages, {1, 2}), 2);
  EXPECT_EQ(one("SELECT count(*) FROM orbweb.rank WHERE name = '" + long_name + "'"), "1");
}

TEST_F(ScorePostgres, OldTablesGoAndTheViewKeepsItsRights) {
  target_.keep_releases = 1;
  const Web web = domains();
  database_->run("DO $$ BEGIN CREATE ROLE reader; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
  write(web, scores_of(web, {1, 2, 3}), 1);
  database_->run("GRANT SELECT ON orbweb.rank TO reader");
  write(web, scores_of(web, {1, 2, 3}), 2);
  Scores other = scores_of(web, {1, 2, 3});
  other.columns.erase(other.columns.begin());  // a view that has to be made anew
  const PostgresExport last = write(web, other, 3);
  EXPECT_THAT(last.removed, ElementsAre("rank__20261101t000000z_0123456789ab"));
  EXPECT_THAT(tables(), ElementsAre("rank__20261102t000000z_0123456789ab", "rank__20261103t000000z_0123456789ab"));
  EXPECT_EQ(one("SELECT has_table_privilege('reader', 'orbweb.rank', 'SELECT')"), "t");
  // An earlier release whose table is still there is shown again without writing it.
  EXPECT_EQ(write(web, scores_of(web, {1, 2, 3}), 2).rows, 0U);
  EXPECT_EQ(one("SELECT count(rating) FROM orbweb.rank"), "3");
}

TEST_F(ScorePostgres, NobodysFunctionsRunButTheSystems) {
  database_->run("CREATE SCHEMA IF NOT EXISTS public");
  database_->run(
      "CREATE OR REPLACE FUNCTION public.starts_with(a name, b text) RETURNS boolean LANGUAGE plpgsql AS "
      "$$ BEGIN RAISE EXCEPTION 'a stranger''s'; END $$");
  const Web web = domains();
  write(web, scores_of(web, {1, 2, 3}), 1);
  const PostgresExport last = write(web, scores_of(web, {1, 2, 3}), 2);
  EXPECT_THAT(last.kept, ElementsAre());
  database_->run("DROP FUNCTION public.starts_with(name, text)");
}

TEST_F(ScorePostgres, AViewThatWasGivenAwayStillReads) {
  const Web web = domains();
  for (const char* role : {"\"The Owner\"", "visitor"}) {
    database_->run(std::string("DO $$ BEGIN CREATE ROLE ") + role +
                   "; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
    database_->run(std::string("GRANT USAGE, CREATE ON SCHEMA orbweb TO ") + role);
  }
  write(web, scores_of(web, {1, 2, 3}), 1);
  database_->run("ALTER VIEW orbweb.rank OWNER TO \"The Owner\"");
  database_->run("GRANT SELECT ON orbweb.rank TO visitor");
  Scores other = scores_of(web, {1, 2, 3});
  other.columns.erase(other.columns.begin());  // a view that has to be made anew
  for (const Scores& next : {scores_of(web, {4, 5, 6}), other}) {
    write(web, next, next.columns.size() == other.columns.size() ? 3 : 2);
    EXPECT_EQ(one("SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'orbweb.rank'::regclass"), "The Owner");
    database_->run("SET ROLE visitor");
    EXPECT_EQ(one("SELECT count(*) FROM orbweb.rank"), "3");
    database_->run("RESET ROLE");
  }
}

TEST_F(ScorePostgres, WhatOrbwebDidNotMakeIsLeftAlone) {
  database_->run("CREATE VIEW orbweb.rank AS SELECT 1 AS mine");
  const Web web = domains();
  EXPECT_THROW(write(web, scores_of(web, {1, 2, 3}), 1), CreateError);
  EXPECT_EQ(one("SELECT mine FROM orbweb.rank"), "1");
  EXPECT_THAT(tables(), ElementsAre());
}

TEST_F(ScorePostgres, TwoExportsDoNotMeet) {
  const ScorePostgresExport first(target_, release_name(1));
  EXPECT_THROW(ScorePostgresExport(target_, release_name(2)), BusyError);
}

TEST_F(ScorePostgres, AServerThatRefusesWillRefuseTheNextTimeToo) {
  try {
    PostgresConnection::open("dbname=there_is_no_such_database");
    FAIL() << "connected";
  } catch (const DatabaseError& error) {
    EXPECT_FALSE(error.is_temporary());
  }
}

TEST_F(ScorePostgres, AMissingSchemaIsTheServersError) {
  target_.schema = "nowhere";
  try {
    write(domains(), scores_of(domains(), {1, 2, 3}), 1);
    FAIL() << "written";
  } catch (const DatabaseError& error) {
    EXPECT_FALSE(error.is_temporary());
    EXPECT_THAT(error.what(), HasSubstr("nowhere"));
  }
}

// Three kinds of readers ask all the time while releases come: every answer is of one release, whole.
TEST_F(ScorePostgres, ReadersSeeOneWholeReleaseWhateverHappens) {
  constexpr int kReleases = 8;
  const auto nodes_of = [](int release) { return 1000U + 100U * static_cast<unsigned>(release); };
  const auto put = [&](int release) {
    const Web web = make_web(nodes_of(release), {{0, 1}});
    ScorePostgresExport database(target_, "202611" + std::to_string(10 + release) + "T000000Z-0123456789ab");
    database.add(even_scores(web, release), web, "rank", {});
    database.finish({});
  };
  put(0);
  std::atomic<bool> done = false;
  std::atomic<int> answers = 0;
  const auto read = [&](int kind) {
    const auto connection = PostgresConnection::open("");
    const std::string ask = "SELECT count(*), min(score), max(score) FROM orbweb.rank";
    if (kind == 1) connection->run("PREPARE ask AS " + ask);
    while (!done) {
      if (kind == 2) {  // a snapshot from before, a question after
        connection->run("BEGIN ISOLATION LEVEL REPEATABLE READ");
        connection->run("SELECT 1 FROM pg_class LIMIT 1");
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
      }
      const auto row = connection->run(kind == 1 ? "EXECUTE ask" : ask).at(0);
      if (kind == 2) connection->run("COMMIT");
      const int release = std::stoi(row[1].value());
      EXPECT_EQ(row[1], row[2]);
      EXPECT_EQ(row[0], std::to_string(nodes_of(release)));
      ++answers;
    }
  };
  std::vector<std::exception_ptr> errors(3);
  std::vector<std::thread> readers;
  for (int kind = 0; kind < 3; ++kind) {
    readers.emplace_back([&, kind] {
      try {
        read(kind);
      } catch (...) {
        errors[static_cast<std::size_t>(kind)] = std::current_exception();
      }
    });
  }
  for (int release = 1; release < kReleases; ++release) put(release);
  done = true;
  for (std::thread& reader : readers) reader.join();
  for (const std::exception_ptr& error : errors) {
    EXPECT_NO_THROW({
      if (error) std::rethrow_exception(error);
    });
  }
  EXPECT_GT(answers, kReleases);
  EXPECT_EQ(one("SELECT min(score) FROM orbweb.rank"), std::to_string(kReleases - 1));
}

// A reader that holds the view is waited for, and does not hold up others for long; patience ends.
TEST_F(ScorePostgres, AReaderWhoHoldsTheViewIsWaitedFor) {
  const Web web = domains();
  write(web, scores_of(web, {1, 2, 3}), 1);
  const auto reader = PostgresConnection::open("");
  reader->run("BEGIN");
  reader->run("SELECT * FROM orbweb.rank");
  target_.patience = std::chrono::milliseconds(0);
  EXPECT_THROW(write(web, scores_of(web, {3, 2, 1}), 2), DatabaseError);
  EXPECT_EQ(tables().size(), 2U);  // the next export of this release finds it filled
  target_.patience = std::chrono::minutes(1);
  std::thread end([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(1200));
    reader->run("COMMIT");
  });
  EXPECT_EQ(write(web, scores_of(web, {3, 2, 1}), 2).rows, 0U);
  end.join();
  EXPECT_EQ(one("SELECT score FROM orbweb.rank WHERE name = 'a.example'"), "3");
}

// Kills the writer after each piece of its work: the old release stays, whole, and nothing else does.
TEST_F(ScorePostgres, AKilledExportLeavesTheOldRelease) {
  const Web small = make_web(10, {{0, 1}});
  write(small, even_scores(small, 1), 1);
  const Web web = make_web(60'000, {{0, 1}});
  const Scores scores = even_scores(web, 2);
  bool was_killed = true, is_filled = false;
  int points = 0;
  for (; was_killed; ++points) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      Control control;
      int seen = 0;
      control.report = [&](const Progress&) {
        if (seen++ == points) ::kill(::getpid(), SIGKILL);
      };
      try {
        ScorePostgresExport database(target_, release_name(2));
        database.add(scores, web, "rank", control);
        database.finish(control);
      } catch (...) {
        ::_exit(1);  // and not through a copy of all tests
      }
      ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    was_killed = WIFSIGNALED(status);
    wait_until_alone();
    if (!was_killed) {
      EXPECT_EQ(WEXITSTATUS(status), 0);
      break;
    }
    EXPECT_EQ(one("SELECT count(*) || ' ' || max(score) FROM orbweb.rank"), "10 1");
    is_filled = tables().size() == 2;
    EXPECT_EQ(is_filled ? one("SELECT count(*) FROM orbweb.rank__20261102t000000z_0123456789ab") : "60000", "60000");
  }
  EXPECT_GE(points, 3);
  EXPECT_TRUE(is_filled);  // killed between the two transactions
  EXPECT_EQ(one("SELECT count(*) || ' ' || max(score) FROM orbweb.rank"), "60000 2");
}

TEST_F(ScorePostgres, ACancelledExportLeavesTheOldRelease) {
  const Web small = make_web(10, {{0, 1}});
  write(small, even_scores(small, 1), 1);
  const Web web = make_web(60'000, {{0, 1}});
  std::stop_source stop;
  Control control;
  control.stop = stop.get_token();
  control.report = [&](const Progress&) { stop.request_stop(); };
  EXPECT_THROW(write(web, even_scores(web, 2), 2, control), Cancelled);
  EXPECT_EQ(one("SELECT count(*) FROM orbweb.rank"), "10");
  EXPECT_EQ(tables().size(), 1U);
}

}  // namespace
}  // namespace orbweb::test
