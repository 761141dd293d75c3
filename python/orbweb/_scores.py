"""Scores: columns over a web's nodes, and the proof of how good they are."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from orbweb import _core
from orbweb._errors import ArgumentError
from orbweb._names import Names
from orbweb._progress import reporting
from orbweb._table import ArrowOut, Table
from orbweb._types import FloatArray, Node, Path, Uint64Array, optional

if TYPE_CHECKING:
    from orbweb._compare import Comparison
    from orbweb._web import Web


@dataclass(frozen=True)
class Explanation:
    """Who gives a node its score: the parts add up to `score`."""

    node: int
    name: str
    score: float
    teleport: float
    """What every node has."""
    dangling: float
    """Its share of the nodes without links."""
    own_links: float
    """From its links to itself."""
    remainder: float
    """Not settled by the iteration; no more than the certified error."""
    contributions: Table
    """Other nodes, largest first: name, node, amount, share."""

    def __repr__(self) -> str:
        parts = [("teleport", self.teleport), ("nodes without links", self.dangling), ("its own links", self.own_links)]
        lines = [f"  {name:<22}{amount:.6g}" for name, amount in parts if amount]
        return "\n".join([f"{self.name}: {self.score:.6g}", *lines, repr(self.contributions)])

    def _repr_html_(self) -> str:
        return self.contributions._repr_html_()


class Scores(ArrowOut):
    """What an algorithm found. Arrays are read-only views of what C++ holds, never copies.

    Columns of the algorithm are attributes too: ``scores.rating``, ``scores.referring_domains``.
    """

    def __init__(
        self, core: _core.Scores, web: Web, options: Mapping[str, Any] | None = None, *, has_web: bool = True
    ) -> None:
        self._core = core
        self.has_web = has_web
        """False for a table alone, or of a release whose web is not kept: then `web` has names and no arcs. False for
        what `what_if` returns, too: the changed web is nowhere, and `web` is as it was."""
        self._options = dict(options or {})
        self.web = web
        """The web that was ranked."""

    @property
    def score(self) -> FloatArray:
        """One score for each node."""
        return self._core.column("score")

    @property
    def rank(self) -> Uint64Array:
        """1 = highest; equal scores share a rank."""
        return self._core.column("rank")

    @property
    def columns(self) -> list[str]:
        """Names of all columns: score, rank, then the algorithm's own."""
        return self._core.column_names

    def __getattr__(self, name: str) -> npt.NDArray[Any]:
        if name.startswith("_") or name not in self._core.column_names:
            raise AttributeError(f"scores by {self._core.algorithm} have no {name!r}, but {', '.join(self.columns)}")
        return self._core.column(name)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.columns]

    @property
    def names(self) -> Names:
        """The nodes' names."""
        return self.web.names

    @property
    def algorithm(self) -> str:
        """Such as ``domain-rating``."""
        return self._core.algorithm

    @property
    def definition(self) -> str:
        """Versioned: ``domain-rating/1``."""
        return self._core.definition

    @property
    def params(self) -> dict[str, Any]:
        """Every option, defaults included; for vectors the hash of their shares."""
        return {**self._core.parameters, **self._core.vectors}

    @property
    def facts(self) -> dict[str, float]:
        """Of the web as a whole, where the algorithm finds some: ``components``, ``transitivity``, ..."""
        return self._core.facts

    @property
    def error_bound(self) -> float:
        """The L1 distance to the exact solution is at most this, rounding included."""
        return self._core.error_bound

    @property
    def certified_top(self) -> int:
        """So many of the first ranks are proven."""
        return self._core.certified_top

    @property
    def converged(self) -> bool:
        """Whether the error bound is within the tolerance."""
        return self._core.converged

    @property
    def iterations(self) -> int:
        """Steps of the solver."""
        return self._core.iterations

    def __len__(self) -> int:
        return self._core.size

    def __getitem__(self, node: Node) -> Any:
        """The row of one node: name, node, score, rank and the algorithm's own columns."""
        return self._rows(np.array([self.web.id(node)]))[0]

    def _rows(self, nodes: npt.NDArray[Any], title: str = "") -> Table:
        columns: dict[str, Any] = {"name": self.names[nodes], "node": nodes}
        columns.update((name, self._core.column(name)[nodes]) for name in self.columns)
        return Table(columns, title)

    def top(self, n: int = 10) -> Table:
        """The `n` highest, ties by node."""
        return self._rows(self._core.top(max(0, n)), f"{self.definition}, the first {min(max(0, n), len(self)):,}")

    def explain(self, node: Node) -> Explanation:
        """Who gives a node its score. ArgumentError where the algorithm's scores cannot be explained."""
        if not self.has_web:
            raise ArgumentError("the web that these scores were made from is not at hand: nothing tells why")
        missing = set(self._core.vectors) - set(self._options)
        if missing:
            raise ArgumentError(f"these scores were made with {', '.join(sorted(missing))}, which the table does not hold")
        options = {**self._core.parameters, **self._options}
        parts = _core.explain(self.web._core, self._core, self.web.id(node), options)
        amounts = parts["amounts"]
        share = amounts / parts["score"] if parts["score"] else np.zeros_like(amounts)
        contributions = Table(
            {"name": self.names[parts["sources"]], "node": parts["sources"], "amount": amounts, "share": share},
            f"{self.names[parts['node']]} by {self.definition}",
        )
        return Explanation(
            parts["node"], self.names[parts["node"]], parts["score"], parts["teleport"], parts["dangling"],
            parts["self"], parts["remainder"], contributions,
        )

    def what_if(
        self, *, add: Iterable[tuple[Node, Node]] = (), remove: Iterable[tuple[Node, Node]] = (),
        threads: int | None = None, progress: bool | Callable[..., object] | None = None,
    ) -> Scores:
        """Scores as they would be with other links, without a full solve: only what the links move is moved.

        Parameters
        ----------
        add : iterable of (source, target), optional
            Followed links that are not there yet; names or numbers of nodes of the web.
        remove : iterable of (source, target), optional
            Links that are there.
        threads, progress
            As of the algorithms.

        Returns
        -------
        Scores
            Of all nodes, all columns included. `error_bound` holds against a full solve of the changed web. They can be
            compared and saved; as the changed web is nowhere, they explain nothing and have no `what_if` of their own.

        Raises
        ------
        ArgumentError
            For scores by other algorithms than `pagerank` (unweighted) and `domain_rating`, and for a link to add that
            is there or one to remove that is not.
        UnknownNodeError
            For a name that the web does not have.

        References
        ----------
        Zhang, Lofgren, Goel, "Approximate personalized PageRank on dynamic graphs", KDD 2016,
        doi:10.1145/2939672.2939804.

        Examples
        --------
        >>> import orbweb as ow
        >>> scores = ow.pagerank(ow.build(([0, 1, 2], [1, 2, 0])))
        >>> bool(scores.what_if(add=[(0, 2)]).score[2] > scores.score[2])
        True
        """
        if not self.has_web:
            raise ArgumentError("the web that these scores were made from is not at hand: its links are not known")
        added, removed = ([(self.web.id(s), self.web.id(t)) for s, t in links] for links in (add, remove))
        with reporting(progress) as callback:
            core = _core.what_if(self.web._core, self._core, added, removed, callback, threads or 0)
        return Scores(core, self.web, self._options, has_web=False)

    def to_pandas(self) -> Any:
        """As a pandas.DataFrame, indexed by name; numbers without a copy."""
        pandas = optional("pandas", "all")
        columns = {name: self._core.column(name) for name in self.columns}
        return pandas.DataFrame(columns, index=pandas.Index(self.names.to_list(), name="name"), copy=False)

    def to_parquet(self, path: Path) -> None:
        """Write all columns as Parquet, through pyarrow."""
        table = optional("pyarrow", "all").table(self)
        optional("pyarrow.parquet", "all").write_table(table, path)

    def save(self, path: Path, *, overwrite: bool = False) -> None:
        """Write a table (.tsv or .csv, perhaps .gz or .zst) and PATH.json with its proof, as ``orbweb rank`` does."""
        self._core.save(self.web._core, os.fspath(path), overwrite)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        nodes: Any = self.web._core if self.web.has_names else np.arange(len(self), dtype=np.uint32)
        columns: list[tuple[str, Any]] = [("name" if self.web.has_names else "node", nodes)]
        columns += [(name, self._core.column(name)) for name in self.columns]
        return _core.arrow_stream(columns, len(self))

    def compare(self, other: Scores, *, k: int = 100, p: float = 0.98) -> Comparison:
        """How alike two rankings of the same nodes are; needs SciPy. See `Comparison`."""
        from orbweb._compare import compare

        return compare(self, other, k=k, p=p)

    def plot(self, kind: str = "rank", *, ax: Any = None) -> Any:
        """Draw with matplotlib: ``"rank"`` (score against rank), ``"distribution"`` or ``"rating"``; returns the axes."""
        from orbweb._plot import plot

        return plot(self, kind, ax)

    def __repr__(self) -> str:
        state = f"error at most {self.error_bound:.1e}, first {self.certified_top:,} ranks proven"
        return f"<Scores {self.definition}: {len(self):,} nodes, {state}>"

    def _repr_html_(self) -> str:
        return self.top()._repr_html_()
