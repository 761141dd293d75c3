"""Small tables for people, which Arrow and pandas take too."""

from __future__ import annotations

import html
from collections import namedtuple
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from orbweb import _core
from orbweb._types import optional

Column = npt.NDArray[Any] | list[str]
_SHOWN = 20


class Lists(list[Any]):
    """A column of lists: `items` of all, row by row, as many as `lengths` says. An empty one keeps its type in Arrow."""

    def __init__(self, items: Column, lengths: npt.NDArray[Any]) -> None:
        self.items = items
        self.bounds = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        plain = items if isinstance(items, list) else items.tolist()
        super().__init__(plain[first:last] for first, last in pairwise(self.bounds.tolist()))

    def __getitem__(self, key: Any) -> Any:
        rows = super().__getitem__(key)
        if not isinstance(key, slice):
            return rows
        items = [item for row in rows for item in row]
        kept = items if isinstance(self.items, list) else np.array(items, self.items.dtype)
        return Lists(kept, np.array([len(row) for row in rows], np.int64))


def _for_arrow(column: Column) -> Any:
    if isinstance(column, Lists):
        return column.bounds, column.items
    return column if isinstance(column, list) else np.ascontiguousarray(column)


def printable(text: str) -> str:
    """Text from outside, with what a terminal would act on made visible."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def shown(value: Any) -> str:
    """A value as a person reads it."""
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, (float, np.floating)):
        number = float(value)
        return f"{number:,.3f}" if number == 0 or 1e-2 <= abs(number) < 1e7 else f"{number:.4g}"
    if isinstance(value, (int, np.integer)):
        return f"{value:,}"
    if isinstance(value, list):
        return " ".join(map(shown, value))
    return printable(str(value))


class ArrowOut:
    """What everything with ``__arrow_c_stream__`` can do besides."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        raise NotImplementedError

    def to_arrow(self) -> Any:
        """As a pyarrow.Table; numbers without a copy."""
        return optional("pyarrow", "all").table(self)

    def to_polars(self) -> Any:
        """As a polars.DataFrame; numbers without a copy."""
        return optional("polars", "all").DataFrame(self)


class Table(ArrowOut):
    """Named columns of one length: iterate over rows, ``table["score"]`` for a column, ``table[0]`` for a row.

    Goes into pandas, polars, pyarrow and DuckDB through ``__arrow_c_stream__``.
    """

    def __init__(self, columns: Mapping[str, Column], title: str = "") -> None:
        self._columns = dict(columns)
        self._length = len(next(iter(self._columns.values()))) if self._columns else 0
        self.title = title
        self._row: Any = namedtuple("Row", list(self._columns), rename=True)  # type: ignore[misc]

    @property
    def columns(self) -> list[str]:
        """The columns' names."""
        return list(self._columns)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Any]:
        plain = [c if isinstance(c, list) else c.tolist() for c in self._columns.values()]
        return (self._row(*values) for values in zip(*plain, strict=True))

    def __getitem__(self, key: str | int | slice) -> Any:
        if isinstance(key, str):
            return self._columns[key]
        if isinstance(key, slice):
            return Table({name: column[key] for name, column in self._columns.items()}, self.title)
        cells = (column[key] for column in self._columns.values())
        return self._row(*(cell.item() if isinstance(cell, np.generic) else cell for cell in cells))

    def to_pandas(self) -> Any:
        """As a pandas.DataFrame."""
        return optional("pandas", "all").DataFrame(self._columns)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        columns = [(name, _for_arrow(column)) for name, column in self._columns.items()]
        return _core.arrow_stream(columns, len(self))

    def _cells(self, rows: int) -> list[list[str]]:
        return [[shown(value) for value in column[:rows]] for column in self._columns.values()]

    def __repr__(self) -> str:
        columns = [[name, *cells] for name, cells in zip(self._columns, self._cells(_SHOWN), strict=True)]
        is_text = [isinstance(column, list) for column in self._columns.values()]
        widths = [max(map(len, column)) for column in columns]
        lines = [
            "  ".join(
                text.ljust(width) if left else text.rjust(width)
                for text, width, left in zip(row, widths, is_text, strict=True)
            ).rstrip()
            for row in zip(*columns, strict=True)
        ]
        more = [f"... and {len(self) - _SHOWN:,} more"] if len(self) > _SHOWN else []
        return "\n".join([*([printable(self.title)] if self.title else []), *lines, *more])

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self._columns)
        aligned = ["left" if isinstance(column, list) else "right" for column in self._columns.values()]
        rows = "".join(
            "<tr>"
            + "".join(
                f'<td style="text-align: {align}">{html.escape(text)}</td>'
                for text, align in zip(row, aligned, strict=True)
            )
            + "</tr>"
            for row in zip(*self._cells(_SHOWN), strict=True)
        )
        caption = f"<caption>{html.escape(printable(self.title))}</caption>" if self.title else ""
        more = f"<p>… and {len(self) - _SHOWN:,} more</p>" if len(self) > _SHOWN else ""
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{more}"
