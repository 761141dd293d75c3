#!/usr/bin/env python3
"""Compiles the installed headers, with nothing but the installed folder to include from: all together, and alone each
one that has no source of its name, which would have included it first.

    check_headers.py FOLDER COMPILER SOURCES

FOLDER is the one that holds graph/, loaders/ ...; both "graph/web.h" and <orbweb/graph/web.h> must be found. SOURCES is
where the project's own sources are.
"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def problem_of(headers: list[Path], folder: Path, compiler: str) -> str:
    """What the compiler says of a program that is these includes; empty where it compiles."""
    names = [header.relative_to(folder).as_posix() for header in headers]
    program = "".join(f"#include <orbweb/{name}>\n" for name in names)
    command = [compiler, "-std=c++20", "-fsyntax-only", f"-I{folder.parent}", f"-I{folder}", "-x", "c++", "-"]
    run = subprocess.run(command, input=program, text=True, capture_output=True, check=False)
    what = names[0] if len(names) == 1 else "all headers together"
    return "" if run.returncode == 0 else f"{what}: does not compile:\n{run.stderr}"


def main() -> int:
    folder, compiler, sources = Path(sys.argv[1]).resolve(), sys.argv[2], Path(sys.argv[3])
    headers = sorted(folder.rglob("*.h"))
    programs = [headers]
    for header in headers:
        if not (sources / header.relative_to(folder)).with_suffix(".cc").exists():
            programs.append([header])
    with ThreadPoolExecutor(2) as pool:
        problems = [problem for problem in pool.map(lambda p: problem_of(p, folder, compiler), programs) if problem]
    print("\n".join(problems) or f"{len(headers)} headers compile, {len(programs) - 1} of them alone")
    return 1 if problems or not headers else 0


if __name__ == "__main__":
    sys.exit(main())
