"""Executes every notebook from a clean kernel, and refuses one that was committed with outputs. Last line: the counts."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

FOLDER = Path(__file__).parents[2] / "notebooks"
SECONDS_PER_CELL = 300
os.environ["TQDM_DISABLE"] = "1"  # a slow machine's bars are no mistake of a notebook


def problem_of(path: Path) -> str:
    """What is wrong with a notebook; empty where nothing is."""
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if any(cell.outputs or cell.execution_count for cell in code):
        return "has outputs: clear them before it is committed"
    try:
        NotebookClient(notebook, timeout=SECONDS_PER_CELL, resources={"metadata": {"path": str(FOLDER)}}).execute()
    except CellExecutionError as error:
        return str(error)
    if any(output.get("name") == "stderr" for cell in code for output in cell.outputs):
        return "writes to standard error"
    return ""


def main() -> int:
    problems = {path.name: problem_of(path) for path in sorted(FOLDER.glob("*.ipynb"))}
    for name, problem in problems.items():
        print(f"{name}: {problem or 'ok'}")
    failed = sum(bool(problem) for problem in problems.values())
    print(f"{len(problems) - failed} notebooks passed, {failed} failed")
    return 1 if failed or not problems else 0


if __name__ == "__main__":
    sys.exit(main())
