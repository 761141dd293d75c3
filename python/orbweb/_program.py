"""The command line that travels with the package."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> None:
    """Become the program `orbweb`."""
    program = Path(__file__).parent / "bin" / "orbweb"
    os.execv(program, [str(program), *sys.argv[1:]])
