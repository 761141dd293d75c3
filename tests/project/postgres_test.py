"""Tests of exports to PostgreSQL against a server of their own, which pg_virtualenv starts and throws away.

postgres_test.py PROGRAM TEST_EXPORTS; ends with 77 and a message, a skipped test, where there is no pg_virtualenv.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
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


class Postgres(unittest.TestCase):
    def test_the_library_s_own(self) -> None:
        run = subprocess.run([TEST_EXPORTS, "--gtest_filter=ScorePostgres.*"], text=True, capture_output=True, check=False,
                             env={**os.environ, "ORBWEB_TEST_POSTGRES": "1"})
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertNotIn("SKIPPED", run.stdout)

    def test_a_job_shows_each_release(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        root = Path(folder.name)
        (root / "job.toml").write_text(JOB, encoding="utf-8")
        (root / "links.tsv").write_text("a.com\tb.org\nb.org\ta.com\n", encoding="utf-8")
        run = [PROGRAM, "run", str(root / "job.toml"), "--json"]
        missing = subprocess.run(run, text=True, capture_output=True, check=False)
        self.assertEqual(missing.returncode, 74, missing.stderr)
        self.assertIn("ranks", missing.stderr)
        # The release is in its folder; once the schema is there, the next run brings it into the database.
        psql("CREATE SCHEMA ranks")
        unchanged = json.loads(subprocess.run(run, text=True, capture_output=True, check=True).stdout)
        self.assertEqual(unchanged["outcome"], "unchanged")
        self.assertEqual(psql("SELECT name FROM ranks.domain_rating ORDER BY name"), "a.com\nb.org")
        (root / "links.tsv").write_text("a.com\tb.org\nb.org\ta.com\nc.net\ta.com\n", encoding="utf-8")
        subprocess.run(run, text=True, capture_output=True, check=True)
        table = (root / "releases/CURRENT/pagerank.tsv").read_text(encoding="utf-8").splitlines()
        rows = psql("SELECT name, score, rank FROM ranks.pagerank ORDER BY rank, name").splitlines()
        self.assertEqual([row.replace("|", "\t") for row in rows], ["\t".join(row.split("\t")[:3]) for row in table[1:]])
        again = subprocess.run(run, text=True, capture_output=True, check=True)
        self.assertIn("already", again.stderr)


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
