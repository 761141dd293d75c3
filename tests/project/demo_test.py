"""The demo on a machine without Debian's index: demo_test.py PROGRAM"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("bash", "cat", "dirname", "mkdir", "rm", "sed", "xz")


class Demo(unittest.TestCase):
    program = ""

    def test_ranks_the_snapshot_where_there_is_no_index(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "bin")
            path.mkdir()
            for tool in TOOLS:
                if found := shutil.which(tool):
                    (path / tool).symlink_to(found)
            environment = {**os.environ, "PATH": str(path), "ORBWEB_PROGRAM": self.program, "ORBWEB_DEMO_FOLDER": folder}
            run = subprocess.run([str(path / "bash"), str(ROOT / "demo/run")], text=True, capture_output=True,
                                 check=False, env=environment)
            self.assertEqual(run.returncode, 0, run.stderr)
            self.assertIn("taking the snapshot demo/debian-hosts.tsv.xz", run.stdout)
            self.assertRegex(run.stdout, r"\n +1 +gnu\.org .*100")  # the highest domain has a rating of 100
            self.assertRegex(run.stdout, r"\nzlib\.net by domain-rating/1\n")
            with open(Path(folder, "domain-rating.tsv"), encoding="utf-8") as table:
                self.assertRegex(table.readline(), r"^name\tscore\trank\t")
                self.assertGreater(sum(1 for _ in table), 4000)


if __name__ == "__main__":
    Demo.program = sys.argv.pop()
    unittest.main()
