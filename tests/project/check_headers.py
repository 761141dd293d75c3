#!/usr/bin/env python3
"""Compiles each installed header alone, with nothing but the installed folder to include from.

    check_headers.py FOLDER COMPILER

FOLDER is the one that holds graph/, loaders/ ...; both "graph/web.h" and <orbweb/graph/web.h> must be found.
"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def problem_of(header: Path, folder: Path, compiler: str) -> str:
    """What the compiler says of a program that is this one include; empty where it compiles."""
    program = f"#include <orbweb/{header.relative_to(folder).as_posix()}>\n"
    command = [compiler, "-std=c++20", "-fsyntax-only", f"-I{folder.parent}", f"-I{folder}", "-x", "c++", "-"]
    run = subprocess.run(command, input=program, text=True, capture_output=True, check=False)
    return "" if run.returncode == 0 else f"{header.relative_to(folder)} does not compile alone:\n{run.stderr}"


def main() -> int:
    folder, compiler = Path(sys.argv[1]).resolve(), sys.argv[2]
    headers = sorted(folder.rglob("*.h"))
    with ThreadPoolExecutor(2) as pool:
        problems = [problem for problem in pool.map(lambda h: problem_of(h, folder, compiler), headers) if problem]
    print("\n".join(problems) or f"{len(headers)} headers compile alone")
    return 1 if problems or not headers else 0


if __name__ == "__main__":
    sys.exit(main())
