"""What changed between two tables of scores, and why."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from orbweb import _core
from orbweb._errors import ArgumentError
from orbweb._scores import Scores
from orbweb._table import Table
from orbweb._types import Path
from orbweb._web import Web

__all__ = ["Changes", "Reasons", "diff", "load_scores"]


@dataclass(frozen=True)
class Reasons:
    """Why one score changed: the parts add up to `change`."""

    name: str
    old_score: float
    new_score: float
    teleport: float
    """By the size of the web."""
    dangling: float
    """By the share of the nodes without links."""
    own_links: float
    rest: float
    """Not settled by the iterations."""
    sources: Table
    """Largest first: source, reason, amount."""

    @property
    def change(self) -> float:
        """`new_score` less `old_score`."""
        return self.new_score - self.old_score

    def __repr__(self) -> str:
        return f"{self.name}: {self.old_score:.6g} before, {self.new_score:.6g} after\n{self.sources!r}"

    def _repr_html_(self) -> str:
        return self.sources._repr_html_()


@dataclass(frozen=True)
class Changes:
    """What `diff` found. Values are ratings where both tables have them, else scores."""

    value: str
    """``rating`` or ``score``."""
    nodes_before: int
    nodes_after: int
    nodes_common: int
    nodes_gained: int
    nodes_lost: int
    kendall_tau_b: float
    """Of the order of those in both."""
    spearman_rho: float
    up: Table
    """Largest change first: name, old_rank, new_rank, old, new, change."""
    down: Table
    gained: Table
    """Best first: name, rank, value."""
    lost: Table
    before: Scores = field(repr=False)
    after: Scores = field(repr=False)

    def why(self, name: str) -> Reasons:
        """Why this name's score changed. ArgumentError where a web is not kept, or the algorithm has no explanation."""
        for scores in (self.before, self.after):
            if not scores.has_web:
                raise ArgumentError("the webs that the scores were made from are not both kept: nothing tells why")
        sides: list[Any] = []
        for scores in (self.before, self.after):
            sides += [scores.web._core, scores._core, scores.web.id(name)]
        parts = _core.reasons(*sides)
        source, reason, amount = parts.pop("reasons")
        sources = Table({"source": source, "reason": reason, "amount": np.array(amount, float)}, f"{name}: why")
        return Reasons(name, sources=sources, **parts)

    def __repr__(self) -> str:
        head = [
            f"{self.nodes_before:,} nodes before, {self.nodes_after:,} after: {self.nodes_gained:,} gained,"
            f" {self.nodes_lost:,} lost",
            f"order of those in both: Kendall's tau {self.kendall_tau_b:.4f}, Spearman's rho {self.spearman_rho:.4f}",
        ]
        tables = [table for table in (self.up, self.down, self.gained, self.lost) if len(table)]
        return "\n".join([*head, *map(repr, tables)])

    def _repr_html_(self) -> str:
        return "".join(table._repr_html_() for table in (self.up, self.down, self.gained, self.lost) if len(table))


def load_scores(path: Path, *, table: str | None = None) -> Scores:
    """Scores of a release, or of a table alone.

    Parameters
    ----------
    path : path
        A release, a folder of releases (which stands for the current one), or a table that `Scores.save` or
        ``orbweb rank`` wrote. `Web.load_scores` reads a table of a web that is at hand.
    table : str, optional
        Which table of the release. By default the first.

    Returns
    -------
    Scores
        `Scores.has_web` says whether the web that they were made from is kept; else `Scores.web` has names alone.
    """
    core, scores, has_arcs = _core.open_table(os.fspath(path), table or "")
    return Scores(scores, Web(core), has_web=has_arcs)


def _side(scores: Path | Scores, table: str | None) -> Scores:
    return scores if isinstance(scores, Scores) else load_scores(scores, table=table)


def diff(before: Path | Scores, after: Path | Scores, *, table: str | None = None, count: int = 10) -> Changes:
    """Say what changed between two releases, two tables or two `Scores`, matched by name.

    Parameters
    ----------
    before, after : path or Scores
        As `load_scores` takes them, or scores.
    table : str, optional
        Which table of the releases. By default the first.
    count : int, default 10
        Rows of each kind, at most.

    Returns
    -------
    Changes
        Nodes gained and lost, rank correlations (Kendall 1945, doi:10.1093/biomet/33.3.239), the largest movers; its
        `why` explains one of them.

    Raises
    ------
    LoadError, IoError, ArgumentError
        With the texts of ``orbweb diff``.

    Examples
    --------
    >>> import orbweb as ow
    >>> before, after = ow.build(([0, 1], [1, 2])), ow.build(([0, 1, 3], [1, 2, 2]))
    >>> changes = ow.diff(ow.pagerank(before), ow.pagerank(after))
    >>> changes.nodes_gained, changes.down[0].name
    (1, '1')
    """
    if count < 0:
        raise ArgumentError(f"count: expected at least 0, found {count}")
    old, new = _side(before, table), _side(after, table)
    facts = _core.changes(old.web._core, old._core, new.web._core, new._core, count)
    value = facts["value"]
    for name, title in (("up", f"{value} rose"), ("down", f"{value} fell")):
        facts[name] = _rows(title, ("name", "old_rank", "new_rank", "old", "new", "change"), facts[name])
    for name, title in (("gained", "new"), ("lost", "gone")):
        facts[name] = _rows(title, ("name", "rank", "value"), facts[name])
    return Changes(before=old, after=new, **facts)


def _rows(title: str, names: tuple[str, ...], columns: tuple[list[Any], ...]) -> Table:
    ranks = ("rank", "old_rank", "new_rank")
    arrays = [
        values if name == "name" else np.array(values, np.uint64 if name in ranks else np.float64)
        for name, values in zip(names, columns, strict=True)
    ]
    return Table(dict(zip(names, arrays, strict=True)), title)
