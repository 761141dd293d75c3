"""Tests of check_docs.py on a made-up tree."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).with_name("check_docs.py")


class CheckDocs(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for path in ("graph/web.h", "graph/web.cc", "docs/format.md", "setup"):
            (self.root / path).parent.mkdir(exist_ok=True)
            (self.root / path).touch()

    def check(self, text: str, document: str = "README.md") -> tuple[int, list[str]]:
        (self.root / document).write_text(text, encoding="utf-8")
        run = subprocess.run([sys.executable, str(SCRIPT), str(self.root)], text=True, capture_output=True, check=False)
        return run.returncode, run.stdout.splitlines()

    def assert_accepts(self, text: str) -> None:
        self.assertEqual(self.check(text), (0, ["2 passed, 0 failed"]))

    def assert_refuses(self, text: str, *problems: str) -> None:
        self.assertEqual(self.check(text), (1, [*problems, "1 passed, 1 failed"]))

    def test_accepts_paths_that_exist(self) -> None:
        self.assert_accepts("See `graph/web.h`, `graph/`, `./setup test` and [the format](docs/format.md#names).\n")

    def test_refuses_a_path_that_does_not_exist_with_its_line(self) -> None:
        self.assert_refuses("Fine.\nSee `graph/wbe.h`.\n", "README.md:2: no graph/wbe.h")

    def test_refuses_a_source_in_a_folder_that_does_not_exist(self) -> None:
        self.assert_refuses("`grpah/web.h`\n", "README.md:1: no grpah/web.h")

    def test_refuses_a_missing_command_in_a_fenced_block(self) -> None:
        self.assert_refuses("```\n./setup test\n./steup demo\n```\n", "README.md:3: no ./steup")

    def test_refuses_a_link_to_a_missing_document(self) -> None:
        self.assert_refuses("[more](docs/more.md)\n", "README.md:1: no ./docs/more.md")

    def test_expands_braces(self) -> None:
        self.assert_refuses("`graph/web.{h,cc,py}`\n", "README.md:1: no graph/web.py")

    def test_a_glob_must_match_something(self) -> None:
        self.assert_accepts("`graph/*.h`\n")
        self.assert_refuses("`graph/*.md`\n", "README.md:1: no graph/*.md")

    def test_skips_placeholders_and_what_is_built(self) -> None:
        self.assert_accepts("`docs/NAME.md`, `graph/WEB/x`, `build/release/orbweb`, `JOB.toml`\n")

    def test_skips_words_that_are_no_path_of_the_tree(self) -> None:
        self.assert_accepts("`text/html`, `domain-rating/1`, `links.tsv.gz`, `a || b`, `https://example.com/graph/x.h`\n")

    def test_skips_prose_outside_backticks(self) -> None:
        self.assert_accepts("graph/nothing.h and/or graph/none\n")

    def test_a_document_may_name_paths_beside_it(self) -> None:
        self.assertEqual(self.check("`format.md` and `graph/web.cc`\n", "docs/other.md")[0], 0)

    def test_a_tree_without_documents_fails(self) -> None:
        (self.root / "docs/format.md").unlink()
        run = subprocess.run([sys.executable, str(SCRIPT), str(self.root)], text=True, capture_output=True, check=False)
        self.assertEqual((run.returncode, run.stdout), (1, "0 passed, 0 failed\n"))


if __name__ == "__main__":
    unittest.main()
