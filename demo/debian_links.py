#!/usr/bin/env python3
"""Writes the free-software world's own link graph, read off Debian's package index.

Each package that names a homepage links to the homepage of every package that it depends on, recommends or suggests:
one line "source<TAB>target" per pair of packages, sorted, ready for `orbweb build`.

    demo/debian_links.py > links.tsv               the index of this machine (runs apt-cache dumpavail)
    demo/debian_links.py --hosts > hosts.tsv       "host<TAB>host<TAB>count", with a header that says how it was made
    apt-cache dumpavail | demo/debian_links.py -   the index on standard input

What counts: Pre-Depends, Depends, Recommends and Suggests; of alternatives "a | b" every one; a target named twice by a
package once. Versions, architectures and build profiles are dropped. Virtual packages have no homepage, so they are no
target: which of their providers is meant, the index does not say. Only http and https homepages are links. A package
never links to itself, but packages that share a homepage give that page links to itself. Where a package has several
versions, the first in the index gives the homepage and all of them give links.
"""

from __future__ import annotations

import argparse
import datetime
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

RELATIONS = ("Pre-Depends", "Depends", "Recommends", "Suggests")
FIELDS = frozenset(("Package", "Homepage", *RELATIONS))


@dataclass
class Package:
    """What the index says of one package, over all of its versions."""

    homepage: str = ""
    targets: set[str] = field(default_factory=set)


@dataclass
class Index:
    """All packages by name, and the links between their homepages, sorted."""

    packages: dict[str, Package]
    links: list[tuple[str, str]]

    @property
    def num_homepages(self) -> int:
        return sum(1 for package in self.packages.values() if package.homepage)


def stanzas(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    """The index's paragraphs, as their fields of interest; a field may go on over lines that begin with a blank."""
    stanza: dict[str, str] = {}
    name = ""
    for line in lines:
        line = line.rstrip("\r\n")
        if not line.strip():
            if stanza:
                yield stanza
            stanza, name = {}, ""
        elif line[0] in " \t":
            if name in FIELDS:
                stanza[name] += " " + line.strip()
        else:
            name, _, value = line.partition(":")
            if name in FIELDS:
                stanza[name] = value.strip()
    if stanza:
        yield stanza


def related_packages(relation: str) -> set[str]:
    """Names in a dependency field: "libc6 (>= 2.36), awk | mawk:any [amd64]" gives libc6, awk and mawk."""
    names = (re.match(r"[a-z0-9][a-z0-9+.-]*", part.strip()) for part in re.split(r"[,|]", relation))
    return {name.group() for name in names if name}


def host_of(url: str) -> str:
    """The host of an http or https URL in lower case, without a port; empty where there is none."""
    if re.search(r"[\x00-\x20\x7f]", url):
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return host.rstrip(".") if parts.scheme in ("http", "https") else ""


def read_index(lines: Iterable[str]) -> Index:
    """Packages and links of an index in the form of `apt-cache dumpavail`."""
    packages: dict[str, Package] = {}
    for stanza in stanzas(lines):
        if "Package" not in stanza:
            continue
        package = packages.setdefault(stanza["Package"], Package())
        if not package.homepage and host_of(stanza.get("Homepage", "")):
            package.homepage = stanza["Homepage"]
        for relation in RELATIONS:
            package.targets |= related_packages(stanza.get(relation, ""))
    links = [
        (package.homepage, packages[target].homepage)
        for name, package in packages.items()
        for target in package.targets
        if package.homepage and target != name and target in packages and packages[target].homepage
    ]
    return Index(packages, sorted(links))


def link_lines(index: Index) -> Iterator[str]:
    """One line per link between homepages."""
    return (f"{source}\t{target}" for source, target in index.links)


def host_lines(index: Index, date: str) -> Iterator[str]:
    """Links added up from host to host, under a header that says what they are."""
    hosts = Counter((host_of(source), host_of(target)) for source, target in index.links)
    yield "# Links between the homepages of Debian's packages, added up from host to host: source, target, links"
    yield f"# date: {date}"
    yield f"# packages: {len(index.packages)}, with a homepage: {index.num_homepages}, links: {len(index.links)}"
    yield "# made by: demo/debian_links.py --hosts"
    for (source, target), count in sorted(hosts.items()):
        yield f"{source}\t{target}\t{count}"


def index_of_this_machine() -> list[str]:
    """The lines of `apt-cache dumpavail`."""
    run = subprocess.run(["apt-cache", "dumpavail"], check=True, capture_output=True)
    return run.stdout.decode("utf-8", "replace").split("\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("index", nargs="?", help='a saved index, or "-" for standard input; default: apt-cache dumpavail')
    parser.add_argument("--hosts", action="store_true", help="add the links up from host to host")
    parser.add_argument("--date", default=datetime.date.today().isoformat(), help="what --hosts notes, default today")
    arguments = parser.parse_args()
    try:
        if arguments.index is None:
            lines = index_of_this_machine()
        else:
            with open(0 if arguments.index == "-" else arguments.index, encoding="utf-8", errors="replace") as file:
                lines = file.read().split("\n")
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"debian_links.py: no package index: {error}", file=sys.stderr)
        return 1
    index = read_index(lines)
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    for line in host_lines(index, arguments.date) if arguments.hosts else link_lines(index):
        print(line)
    print(
        f"{len(index.packages):,} packages, {index.num_homepages:,} with a homepage, {len(index.links):,} links "
        f"({len(set(index.links)):,} distinct) between {len({host_of(u) for link in index.links for u in link}):,} hosts",
        file=sys.stderr,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
