"""Writes orbweb/_algorithms.pyi from the compiled table: write_stub.py FOLDER_OF_CORE STUB"""

from __future__ import annotations

import keyword
import sys
from pathlib import Path
from typing import Any

HEADER = '''\
# Written by python/write_stub.py from the table of algorithms: not to be edited.
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias

from orbweb._progress import Progress
from orbweb._scores import Scores
from orbweb._types import FloatArray, Node, NodeValues, Path
from orbweb._web import Web

_StartScores: TypeAlias = Path | Scores | FloatArray

__all__ = [{names}]

def run_row(row: dict[str, Any], web: Web, given: dict[str, Any]) -> Scores: ...
def topic_pagerank(
    web: Web, topics: Mapping[str, NodeValues] | Path, *, threads: int | None = None,
    progress: bool | Callable[[Progress], object] | None = None, **options: Any,
) -> Scores: ...
'''
PLAIN_TYPES = {
    "flag": "bool", "integer": "int", "number": "float", "node": "Node", "node_values": "NodeValues | None",
    "start_scores": "_StartScores | None",
}
CALL_PARAMETERS = (
    "memory: int | None = None, threads: int | None = None, "
    "progress: bool | Callable[[Progress], object] | None = None"
)


def identifier(name: str) -> str:
    """As orbweb._algorithms names options and algorithms."""
    name = name.replace("-", "_")
    return name + "_" if keyword.iskeyword(name) else name


def parameter(option: dict[str, Any]) -> str:
    kind = option["kind"]
    type_text = f"Literal[{', '.join(map(repr, option['choices']))}]" if kind == "choice" else PLAIN_TYPES[kind]
    return f"{identifier(option['name'])}: {type_text} = {option['default']!r}"


def parameters(algorithm: dict[str, Any]) -> str:
    kept = ["checkpoint: Path | None = None"] if algorithm["keeps_state"] else []
    return ", ".join(["*", *map(parameter, algorithm["options"]), *kept, CALL_PARAMETERS])


def stub(table: list[dict[str, Any]]) -> str:
    functions = [f"def {identifier(row['name'])}(web: Web, {parameters(row)}) -> Scores: ..." for row in table]
    methods = [f"    def {identifier(row['name'])}(self, {parameters(row)}) -> Scores: ..." for row in table]
    methods = methods or ["    pass"]
    header = HEADER.replace("{names}", ", ".join(f'"{identifier(row["name"])}"' for row in table))
    return "\n".join([header, *functions, "", "class AlgorithmMethods:", *methods, ""])


def main() -> None:
    sys.path.insert(0, sys.argv[1])
    import _core  # type: ignore[import-not-found]

    Path(sys.argv[2]).write_text(stub(_core.algorithms()), encoding="utf-8")


if __name__ == "__main__":
    main()
