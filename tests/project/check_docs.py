#!/usr/bin/env python3
"""Checks that every path which the project's documents name exists.

    check_docs.py [ROOT]        README.md, ARCHITECTURE.md, CONTRIBUTING.md and docs/*.md below ROOT (default: this tree)

What is a path: a word in `backticks`, or the first word of a line or a word after it in a fenced block, that begins with
./ or with the name of something at the root of the tree followed by a slash, or that ends in the extension of a source;
and the target of a [link](...) without a scheme. Globs must match something and {a,b} is expanded. Paths are relative
to the root or to the document's own folder. Skipped are placeholders (a part in capitals, as in `docs/NAME.md`) and what
is made by building (`build/...`). Last line: "N passed, N failed", a document being one check.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

SOURCE_EXTENSIONS = (".h", ".cc", ".py", ".pyi", ".cmake", ".md", ".supp", ".ipynb", ".awk")
PLACEHOLDER = re.compile(r"(^|[/._-])[A-Z][A-Z_]*($|[/._-])")
REAL_CAPITALS = re.compile(r"(README|ARCHITECTURE|CONTRIBUTING|CHANGELOG|LICENSE|NOTICE)(\.md)?$")
PUNCTUATION = ".,;:"
PATH_CHARACTERS = re.compile(r"[\w./*{},+-]+")


def words(text: str) -> Iterator[tuple[int, str]]:
    """Line number and word for all that may be a path: inline code, fenced blocks, targets of links."""
    fenced = False
    for number, line in enumerate(text.splitlines(), start=1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced:
            yield from ((number, word.rstrip(PUNCTUATION)) for word in line.split("#")[0].split())
        else:
            code = " ".join(re.findall(r"`([^`]+)`", line))
            yield from ((number, word.rstrip(PUNCTUATION)) for word in code.split())
            yield from ((number, "./" + target) for target in re.findall(r"\]\(([^)#\s:]+)(?:#[^)\s]*)?\)", line))


def is_path(word: str, root: Path) -> bool:
    """Whether a word claims to be a path of this tree."""
    if not PATH_CHARACTERS.fullmatch(word) or word.startswith(("/", "..", "-")):
        return False
    plain = word.removeprefix("./")
    if plain.startswith("build/"):
        return False
    if PLACEHOLDER.search(plain) and not REAL_CAPITALS.search(plain):
        return False
    first = plain.split("/")[0]
    return word.startswith("./") or plain.endswith(SOURCE_EXTENSIONS) or ("/" in plain and (root / first).exists())


def expanded(word: str) -> list[str]:
    """`a.{h,cc}` as its two paths."""
    match = re.search(r"\{([^{}]*)\}", word)
    if not match:
        return [word]
    parts = match.group(1).split(",")
    return [path for part in parts for path in expanded(word[: match.start()] + part + word[match.end() :])]


def exists(path: str, folders: tuple[Path, ...]) -> bool:
    path = path.removeprefix("./")
    if not path or "{" in path or "}" in path:
        return not path
    return any(next(folder.glob(path), None) if "*" in path else (folder / path).exists() for folder in folders)


def problems_of(document: Path, root: Path) -> list[str]:
    """One line for each path that is named and is not there."""
    folders = (root, document.parent)
    return [
        f"{document.relative_to(root)}:{number}: no {path}"
        for number, word in words(document.read_text(encoding="utf-8"))
        for path in expanded(word)
        if is_path(word, root) and not exists(path, folders)
    ]


def documents(root: Path) -> list[Path]:
    named = [root / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")]
    return [path for path in named + sorted(root.glob("docs/*.md")) if path.exists()]


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    checked = documents(root)
    failures = [problems for document in checked if (problems := problems_of(document, root))]
    for problems in failures:
        print("\n".join(problems))
    print(f"{len(checked) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
