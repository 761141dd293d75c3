"""Tests of demo/debian_links.py on a made-up package index."""

from __future__ import annotations

import lzma
import subprocess
import sys
import unittest
from pathlib import Path

DEMO = Path(__file__).resolve().parents[2] / "demo"

#   editor -> toolkit, spell (once, though two fields name it), fonts     python:any and a versioned name count
#   editor-data shares editor's homepage; ghost is named but not in the index; mta is virtual
INDEX = """\
Package: editor
Version: 1.0
Homepage: https://www.editor.example/
Pre-Depends: toolkit (>= 2.0)
Depends: editor-data (= 1.0), spell | ghost, python:any [amd64] <!nocheck>
Recommends: spell, mta
Suggests: fonts (<< 3)
Description: an editor
 Homepage: https://not.a.field.example/

Package: editor-data
Homepage: https://www.editor.example/
Depends: editor-data

Package: toolkit
Homepage: http://Toolkit.Example:8080/kit
Depends: python,
 spell

Package: spell
Homepage: https://spell.example/

Package: python
Homepage: https://python.example

Package: fonts
Homepage: ftp://fonts.example/

Package: exim
Provides: mta
Homepage: https://exim.example/

Package: unnamed
Depends: editor
"""
LINKS = [
    ("http://Toolkit.Example:8080/kit", "https://python.example"),
    ("http://Toolkit.Example:8080/kit", "https://spell.example/"),
    ("https://www.editor.example/", "http://Toolkit.Example:8080/kit"),
    ("https://www.editor.example/", "https://python.example"),
    ("https://www.editor.example/", "https://spell.example/"),
    ("https://www.editor.example/", "https://www.editor.example/"),
]


def run(index: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-B", str(DEMO / "debian_links.py"), "-", *arguments]
    return subprocess.run(command, input=index, text=True, capture_output=True, check=True, encoding="utf-8")


class DebianLinks(unittest.TestCase):
    def links(self, index: str) -> list[tuple[str, ...]]:
        return [tuple(line.split("\t")) for line in run(index).stdout.splitlines()]

    def test_one_sorted_link_for_each_pair_of_packages_with_homepages(self) -> None:
        self.assertEqual(self.links(INDEX), LINKS)

    def test_hosts_are_lower_case_without_ports_and_links_add_up(self) -> None:
        more = INDEX + "\nPackage: plugin\nHomepage: https://www.editor.example/plugin\nDepends: spell\n"
        lines = run(more, "--hosts", "--date", "2026-11-24").stdout.splitlines()
        self.assertEqual([line for line in lines if line.startswith("#")][1:3],
                         ["# date: 2026-11-24", "# packages: 9, with a homepage: 7, links: 7"])
        self.assertEqual([line for line in lines if not line.startswith("#")],
                         ["toolkit.example\tpython.example\t1", "toolkit.example\tspell.example\t1",
                          "www.editor.example\tpython.example\t1", "www.editor.example\tspell.example\t2",
                          "www.editor.example\ttoolkit.example\t1", "www.editor.example\twww.editor.example\t1"])

    def test_the_order_of_the_index_does_not_matter(self) -> None:
        turned = "\n\n".join(reversed(INDEX.strip().split("\n\n"))) + "\n"
        self.assertEqual(run(turned).stdout, run(INDEX).stdout)

    def test_versions_of_a_package_add_their_links(self) -> None:
        newer = INDEX + "\nPackage: spell\nVersion: 2\nHomepage: https://new.spell.example/\nDepends: python\n"
        self.assertIn(("https://spell.example/", "https://python.example"), self.links(newer))

    def test_homepages_that_are_no_link_are_left_out(self) -> None:
        for homepage in ("", "gopher://a.example/", "https://", "https://a b.example/", "https://[::1/", "a.example"):
            with self.subTest(homepage):
                self.assertEqual(self.links(f"{INDEX}\nPackage: odd\nHomepage: {homepage}\nDepends: spell\n"), LINKS)

    def test_summary_counts_what_was_read(self) -> None:
        self.assertEqual(run(INDEX).stderr,
                         "8 packages, 6 with a homepage, 6 links (6 distinct) between 4 hosts\n")

    def test_an_empty_index_gives_no_links(self) -> None:
        self.assertEqual(run("").stdout, "")

    def test_a_missing_index_is_one_clear_line(self) -> None:
        command = [sys.executable, "-B", str(DEMO / "debian_links.py"), "no/such/index"]
        failed = subprocess.run(command, text=True, capture_output=True, check=False)
        self.assertEqual(failed.returncode, 1)
        self.assertRegex(failed.stderr, r"^debian_links\.py: no package index: .*no/such/index'\n$")


class Snapshot(unittest.TestCase):
    PATH = DEMO / "debian-hosts.tsv.xz"

    def test_is_small_and_says_what_it_is(self) -> None:
        self.assertLessEqual(self.PATH.stat().st_size, 300_000)
        with lzma.open(self.PATH, "rt", encoding="utf-8") as file:
            header = [line for line in file if line.startswith("#")]
        self.assertRegex(header[1], r"^# date: \d{4}-\d\d-\d\d$")
        self.assertRegex(header[2], r"^# packages: \d{5}, with a homepage: \d{5}, links: \d{6}$")

    def test_is_sorted_and_adds_up_to_the_links_of_its_header(self) -> None:
        with lzma.open(self.PATH, "rt", encoding="utf-8") as file:
            text = file.read()
        rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
        pairs = [(source, target) for source, target, _ in rows]
        self.assertEqual(pairs, sorted(set(pairs)))
        self.assertIn(f"links: {sum(int(count) for _, _, count in rows)}\n", text)


if __name__ == "__main__":
    unittest.main()
