"""Tests of exports to PostgreSQL against a server of their own, which pg_virtualenv starts and throws away.

postgres_test.py PROGRAM TEST_EXPORTS; ends with 77 and a message, a skipped test, where there is no pg_virtualenv.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

PROGRAM = ""
TEST_EXPORTS = ""
SKIPPED = 77
JOB = """name = "test"
[input]
files = ["links.tsv"]
[fold]
level = "domain"
[[scores]]
algorithm = "pagerank"
[[scores]]
algorithm = "domain-rating"
[release]
formats = ["tsv"]
[export.postgres]
schema = "ranks"
"""


def psql(statement: str) -> str:
    return subprocess.run(["psql", "-qtAX", "-v", "ON_ERROR_STOP=1", "-c", statement], text=True, capture_output=True,
                          check=True).stdout.strip()


class Library(unittest.TestCase):
    def test_the_library_s_own(self) -> None:
        run = subprocess.run([TEST_EXPORTS, "--gtest_filter=ScorePostgres.*"], text=True, capture_output=True,
                             check=False, env={**os.environ, "ORBWEB_TEST_POSTGRES": "1"})
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertNotIn("SKIPPED", run.stdout)


class JobTest(unittest.TestCase):
    """Each test has a folder with a job, and a schema, of its own."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        psql("DROP SCHEMA IF EXISTS ranks CASCADE")
        self.write_job()
        self.domains = 0
        self.change_links()

    def write_job(self, text: str = JOB) -> None:
        (self.root / "job.toml").write_text(text, encoding="utf-8")

    def change_links(self) -> None:
        """One domain more, so that the next run makes another release."""
        self.domains += 1
        lines = [f"d{i}.com\tb.org\nb.org\td{i}.com\n" for i in range(self.domains)]
        (self.root / "links.tsv").write_text("".join(lines), encoding="utf-8")

    def run_job(self, status: int = 0) -> subprocess.CompletedProcess[str]:
        run = subprocess.run([PROGRAM, "run", str(self.root / "job.toml"), "--json"], text=True, capture_output=True,
                             check=False)
        self.assertEqual(run.returncode, status, run.stderr)
        return run

    def tables(self) -> list[str]:
        return psql("SELECT tablename FROM pg_tables WHERE schemaname = 'ranks' ORDER BY 1").split("\n")


class Releases(JobTest):
    def test_a_job_shows_each_release(self) -> None:
        missing = self.run_job(74)
        self.assertIn("ranks", missing.stderr)
        self.assertIn("create the schema", missing.stderr)
        # The release is in its folder; once the schema is there, the next run brings it into the database.
        psql("CREATE SCHEMA ranks")
        self.assertEqual(json.loads(self.run_job().stdout)["outcome"], "unchanged")
        self.assertEqual(psql("SELECT name FROM ranks.domain_rating ORDER BY name"), "b.org\nd0.com")
        self.change_links()
        self.run_job()
        table = (self.root / "releases/CURRENT/pagerank.tsv").read_text(encoding="utf-8").splitlines()
        rows = psql("SELECT name, score, rank FROM ranks.pagerank ORDER BY rank, name").splitlines()
        expected = ["\t".join(row.split("\t")[:3]) for row in table[1:]]
        self.assertEqual([row.replace("|", "\t") for row in rows], expected)
        self.assertIn("already", self.run_job().stderr)

    def test_what_was_given_to_a_view_stays(self) -> None:
        psql("CREATE SCHEMA ranks")
        for role in ("all_of_it", "a_column", "nothing", "by_themselves"):
            psql(f"DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
            psql(f"GRANT USAGE ON SCHEMA ranks TO {role}")
        psql("ALTER DEFAULT PRIVILEGES IN SCHEMA ranks GRANT SELECT ON TABLES TO nothing")
        self.run_job()
        for name in ("domain_rating", "pagerank"):
            psql(f"GRANT SELECT ON ranks.{name} TO all_of_it WITH GRANT OPTION; "
                 f"GRANT SELECT (name, score) ON ranks.{name} TO a_column; REVOKE ALL ON ranks.{name} FROM nothing; "
                 f"COMMENT ON COLUMN ranks.{name}.score IS 'it''s a score'; "
                 f"ALTER VIEW ranks.{name} SET (security_barrier = true)")
        # One view reads with its reader's rights, who therefore has them on the table too.
        shown = next(table for table in self.tables() if table.startswith("pagerank__"))
        psql("ALTER VIEW ranks.pagerank SET (security_invoker = true); "
             f"GRANT SELECT ON ranks.pagerank, ranks.{shown} TO by_themselves")
        self.change_links()
        self.run_job()
        self.check_what_was_given("CREATE OR REPLACE")
        # domain-rating has columns that pagerank has not: its view is made anew.
        self.change_links()
        self.write_job(JOB.replace('"domain-rating"', '"pagerank"\nname = "domain-rating"\noptions = {alpha = 0.5}'))
        self.run_job()
        columns = "SELECT count(*) FROM pg_attribute WHERE attrelid = 'ranks.domain_rating'::regclass AND attnum > 0"
        self.assertEqual(psql(columns), "3")
        self.check_what_was_given("DROP, CREATE")

    def check_what_was_given(self, how: str) -> None:
        rows = self.domains + 1
        for name in ("domain_rating", "pagerank"):
            with self.subTest(how=how, view=name):
                can = f"SELECT has_table_privilege('%s', 'ranks.{name}', 'SELECT%s')"
                self.assertEqual(psql(can % ("all_of_it", " WITH GRANT OPTION")), "t")
                self.assertEqual(psql(can % ("a_column", "")), "f")
                self.assertEqual(psql(can % ("nothing", "")), "f")
                columns = f"SELECT attname FROM pg_attribute WHERE attrelid = 'ranks.{name}'::regclass AND " \
                    "attnum > 0 AND has_column_privilege('a_column', attrelid, attnum, 'SELECT') ORDER BY 1"
                self.assertEqual(psql(columns), "name\nscore")
                options = psql(f"SELECT reloptions FROM pg_class WHERE oid = 'ranks.{name}'::regclass")
                self.assertIn("security_barrier=true", options)
                self.assertEqual(psql(f"SELECT col_description('ranks.{name}'::regclass, 2)"), "it's a score")
        self.assertEqual(psql("SET ROLE all_of_it; SELECT count(*) FROM ranks.domain_rating"), str(rows))
        self.assertEqual(psql("SET ROLE a_column; SELECT count(score) FROM ranks.domain_rating"), str(rows))
        self.assertEqual(psql("SET ROLE by_themselves; SELECT count(*) FROM ranks.pagerank"), str(rows))


class Readers(JobTest):
    """A session of psql that stays open holds what it read."""

    def setUp(self) -> None:
        super().setUp()
        psql("CREATE SCHEMA ranks")
        self.run_job()

    def session(self, statements: str) -> subprocess.Popen[str]:
        reader = subprocess.Popen(["psql", "-qtAX", "-v", "ON_ERROR_STOP=1"], text=True, stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(reader.communicate)
        assert reader.stdin is not None and reader.stdout is not None
        reader.stdin.write(statements + "\n\\echo ready\n")
        reader.stdin.flush()
        while reader.stdout.readline().strip() not in ("ready", ""):
            pass
        return reader

    def test_views_that_stay_locked_wait_for_the_next_run(self) -> None:
        old = self.tables()
        self.write_job(JOB + "patience = 0\n")
        # The last view of the two is held: none changes, and the first is not held up either.
        reader = self.session("BEGIN; SELECT count(*) FROM ranks.domain_rating;")
        self.change_links()
        late = self.run_job(75)
        for part in ("processes", "of postgres", "copies nothing again"):
            self.assertIn(part, late.stderr)
        self.assertEqual(psql("SELECT count(*) FROM ranks.pagerank"), "2")
        filled = [table for table in self.tables() if table not in old]
        self.assertEqual(len(filled), 2)
        # Another release comes: what the first one filled goes.
        self.change_links()
        self.run_job(75)
        latest = [table for table in self.tables() if table not in old]
        self.assertEqual(len(latest), 2)
        self.assertFalse(set(filled) & set(latest))
        # The same release again: its tables are there.
        of_table = f"SELECT '{{}}'::regclass::oid".format(f"ranks.{latest[0]}")
        number = psql(of_table)
        reader.communicate("COMMIT;")
        self.run_job()
        self.assertEqual(psql(of_table), number)
        self.assertEqual(psql("SELECT count(*) FROM ranks.domain_rating"), "4")
        self.assertEqual(psql("SELECT count(*) FROM ranks.pagerank"), "4")

    def test_readers_of_many_views_in_any_order_see_one_release_and_no_error(self) -> None:
        one_way = "SELECT (SELECT count(*) FROM ranks.domain_rating), (SELECT count(*) FROM ranks.pagerank)"
        back = "BEGIN; SELECT 'rows', count(*) FROM ranks.pagerank; SELECT pg_sleep(0.02); " \
            "SELECT 'rows', count(*) FROM ranks.domain_rating; COMMIT"
        readers = [subprocess.Popen(["psql", "-qtAX", "-v", "ON_ERROR_STOP=1"], text=True, stdin=subprocess.PIPE,
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(6)]
        answers: list[str] = [""] * len(readers)

        def read(index: int) -> None:
            statement = (one_way if index % 2 == 0 else back) + ";\n"
            answers[index], errors = readers[index].communicate(statement * 60)
            self.errors += errors

        self.errors = ""
        threads = [threading.Thread(target=read, args=(index,)) for index in range(len(readers))]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            self.change_links()
            self.run_job()
        for thread in threads:
            thread.join()
        self.assertEqual(self.errors, "")
        for answer in answers[0::2]:
            for row in answer.split():
                first, second = row.split("|")
                self.assertEqual(first, second)
        for answer in answers[1::2]:
            rows = [row.split("|")[1] for row in answer.split() if row.startswith("rows")]
            self.assertEqual(len(rows), 120)
            self.assertEqual(rows[0::2], rows[1::2])


class Troubles(JobTest):
    """Errors that the server really gives, at a moment of the test's choice."""

    def setUp(self) -> None:
        super().setUp()
        psql("CREATE SCHEMA ranks")
        self.run_job()
        self.old = self.tables()
        self.change_links()

    def test_what_the_server_lacks_has_its_exit_code_and_advice(self) -> None:
        self.addCleanup(psql, "DROP EVENT TRIGGER IF EXISTS trouble")
        for state, status, advice in (
                ("53100", 74, "make room"), ("53200", 75, "maintenance_work_mem"), ("53400", 74, "raise the limit"),
                ("40P01", 75, "run again"), ("42501", 74, "USAGE")):
            psql("CREATE OR REPLACE FUNCTION ranks.fail() RETURNS event_trigger LANGUAGE plpgsql AS "
                 f"$$ BEGIN RAISE EXCEPTION 'no more' USING ERRCODE = '{state}'; END $$")
            psql("DROP EVENT TRIGGER IF EXISTS trouble; CREATE EVENT TRIGGER trouble ON ddl_command_end "
                 "WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION ranks.fail()")
            failed = self.run_job(status)
            self.assertIn("no more", failed.stderr)
            self.assertIn(advice, failed.stderr)
            self.assertEqual(self.tables(), self.old)
            self.assertEqual(psql("SELECT count(*) FROM ranks.pagerank"), "2")
        psql("DROP EVENT TRIGGER trouble")
        self.run_job()
        self.assertEqual(psql("SELECT count(*) FROM ranks.pagerank"), "3")

    def test_who_is_not_let_in_learns_whether_later_helps(self) -> None:
        self.addCleanup(psql, "DROP ROLE IF EXISTS one_too_many")
        psql(f"CREATE ROLE one_too_many LOGIN CONNECTION LIMIT 0 PASSWORD '{os.environ.get('PGPASSWORD', '')}'")
        for connection, status, advice in (
                ("user=one_too_many", 75, "max_connections"), ("user=nobody_at_all", 74, "pg_hba.conf"),
                ("dbname=nowhere_at_all", 74, "database's name"), ("host=127.0.0.1 port=1", 75, "run again")):
            self.write_job(JOB + f'connection = "{connection}"\n')
            failed = self.run_job(status)
            self.assertIn("cannot connect", failed.stderr)
            self.assertIn(advice, failed.stderr)

    def test_a_lost_connection_leaves_the_old_release(self) -> None:
        for server_says in (b"CREATE TABLE", b"COPY"):
            with CuttingProxy(server_says) as port:
                self.write_job(JOB + f'connection = "host=127.0.0.1 port={port} sslmode=disable"\n')
                lost = self.run_job(75)
            self.assertIn("connection", lost.stderr)
            self.assertIn("run again", lost.stderr)
            self.assertEqual(psql("SELECT count(*) FROM ranks.pagerank"), "2")
        self.write_job()
        self.run_job()
        self.assertEqual(psql("SELECT count(*) FROM ranks.pagerank"), "3")


class CuttingProxy:
    """Stands between a client and the server until the server says `word`: then both lose the other."""

    def __init__(self, word: bytes) -> None:
        self.word = word
        self.listener = socket.create_server(("127.0.0.1", 0))

    def __enter__(self) -> int:
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()
        return int(self.listener.getsockname()[1])

    def __exit__(self, *_: object) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.listener.close()

    def serve(self) -> None:
        try:
            while True:
                client, _ = self.listener.accept()
                with client, socket.create_connection((os.environ["PGHOST"], int(os.environ["PGPORT"]))) as server:
                    self.pass_on(client, server)
        except OSError:
            pass  # the listener was shut down

    def pass_on(self, client: socket.socket, server: socket.socket) -> None:
        while True:
            for source in select.select([client, server], [], [])[0]:
                data = source.recv(65536)
                if not data or (source is server and self.word in data):
                    return
                (server if source is client else client).sendall(data)


def main() -> int:
    global PROGRAM, TEST_EXPORTS
    PROGRAM, TEST_EXPORTS = sys.argv[1:3]
    if os.environ.get("ORBWEB_INSIDE_PG_VIRTUALENV") == "1":
        return 0 if unittest.main(argv=sys.argv[:1], exit=False).result.wasSuccessful() else 1
    if shutil.which("pg_virtualenv") is None:
        print("skipped: no pg_virtualenv; ./setup test installs Debian's postgresql, which has it")
        return SKIPPED
    return subprocess.run(
        ["pg_virtualenv", "-t", "-o", "fsync=off", sys.executable, "-B", __file__, PROGRAM, TEST_EXPORTS], check=False,
        env={**os.environ, "ORBWEB_INSIDE_PG_VIRTUALENV": "1"}).returncode


if __name__ == "__main__":
    sys.exit(main())
