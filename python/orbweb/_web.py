"""A web: who links to whom, both ways, with names and what the links say."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterable
from typing import Any, Literal
from urllib.parse import urlsplit

import numpy as np

from orbweb import _core
from orbweb._algorithms import AlgorithmMethods
from orbweb._convert import Conversion, Order, convert, transform, with_steps
from orbweb._errors import ArgumentError, UnknownNodeError
from orbweb._names import Names
from orbweb._progress import Progress, reporting
from orbweb._query import QueryMethods
from orbweb._scores import Scores
from orbweb._table import ArrowOut, Table
from orbweb._types import BoolArray, Node, NodeSet, Path, Uint32Array, Uint64Array, optional

_NEIGHBOURS = 500  # names on either side that an unknown one is compared to


class Web(QueryMethods, AlgorithmMethods, ArrowOut):
    """An immutable web, on disk or in memory; made by `build`, `open` and their kin.

    Nodes are numbers from 0 on, in the order of names. A web on disk is mapped, shared by processes and pickled by its
    path.
    """

    def __init__(
        self, core: _core.Web, report: dict[str, Any] | None = None, *, origins: Uint32Array | None = None
    ) -> None:
        self._core = core
        self.origins = origins
        """Of a web that `transform` made: which node of the old web each node is; else None."""
        self.report = report
        """What a build met: links, lines, bytes, refused lines by reason, examples; None for a web that was opened."""

    @property
    def path(self) -> str | None:
        """The folder; None in memory."""
        return self._core.path or None

    @property
    def num_nodes(self) -> int:
        """Nodes."""
        return self._core.num_nodes

    @property
    def num_arcs(self) -> int:
        """Arcs: all links between two nodes are one."""
        return self._core.num_arcs

    @property
    def has_names(self) -> bool:
        """False where nodes are numbers alone."""
        return self._core.has_names

    @property
    def fold(self) -> str:
        """What a node is: page, host, domain, or none."""
        return self._core.fold

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits over all content."""
        return self._core.fingerprint

    @property
    def names(self) -> Names:
        """The nodes' names, read when asked for."""
        return Names(self._core)

    def __len__(self) -> int:
        return self.num_nodes

    def name(self, node: int) -> str:
        """The name of a node, or its number where there are no names."""
        return self._core.name(node)

    def id(self, node: Node) -> int:
        """The node of a name: as it is written, in lower case, or the host of a URL. UnknownNodeError names near ones."""
        if not isinstance(node, str):
            number = int(node)
            if not 0 <= number < self.num_nodes:
                raise UnknownNodeError(f"no node {number} in this web, which has {self.num_nodes:,}")
            return number
        candidates = [node, node.lower()]
        if "://" in node and self.fold in ("host", "domain"):
            candidates.append(urlsplit(node).netloc.lower())
        for candidate in candidates:
            found = self._core.find(candidate)
            if found is not None:
                return found
        near = self._near(node)
        raise UnknownNodeError(f"no node {node!r} in this web" + (f"; near: {', '.join(near)}" if near else ""))

    def _near(self, name: str) -> list[str]:
        if not self.has_names:
            return []
        place = self._core.subtree(name)[0]
        return difflib.get_close_matches(name, self.names[range(max(0, place - _NEIGHBOURS), place + _NEIGHBOURS)])

    def ids(self, names: Iterable[Node]) -> Uint32Array:
        """The nodes of many names."""
        if isinstance(names, (np.ndarray, range)):
            numbers = np.asarray(names)
            if numbers.ndim == 1 and numbers.dtype.kind in "iu" and ((numbers >= 0) & (numbers < len(self))).all():
                return numbers.astype(np.uint32)
        return np.fromiter((self.id(name) for name in names), dtype=np.uint32)

    def __getitem__(self, name: str) -> int:
        return self.id(name)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def under(self, host: str) -> range:
        """All nodes at or below a host: itself, its pages, its subdomains. They are neighbours."""
        return range(*self._core.subtree(host))

    def successors(self, node: Node) -> Uint32Array:
        """Whom a node links to, rising."""
        return self._core.row(self.id(node), False)

    def predecessors(self, node: Node) -> Uint32Array:
        """Who links to a node, rising."""
        return self._core.row(self.id(node), True)

    def outdegree(self, node: Node | None = None) -> Any:
        """Successors of one node, or an array for all."""
        return self._core.degrees(False) if node is None else self._core.degree(self.id(node), False)

    def indegree(self, node: Node | None = None) -> Any:
        """Predecessors of one node, or an array for all."""
        return self._core.degrees(True) if node is None else self._core.degree(self.id(node), True)

    def csr(self, *, predecessors: bool = False) -> tuple[Uint64Array, Uint32Array]:
        """Offsets and targets; read-only views without a copy in memory and in the encoding ``csr``."""
        return self._core.csr(predecessors)

    def link_counts(self) -> Uint32Array:
        """Links that each arc stands for, in the order of `csr`."""
        return self._core.link_counts()

    def followed(self) -> BoolArray:
        """Whether any link of an arc is followed, in the order of `csr`."""
        return self._core.followed()

    def arcs(self, *, names: bool = False) -> Table:
        """All arcs: source, target, count, followed; by numbers, or by `names`."""
        offsets, targets = self.csr()
        sources = np.repeat(np.arange(self.num_nodes, dtype=np.uint32), np.diff(offsets).astype(np.int64))
        ends: dict[str, Any] = {"source": sources, "target": targets}
        if names:
            ends = {end: self.names[nodes] for end, nodes in ends.items()}
        return Table({**ends, "count": self.link_counts(), "followed": self.followed()})

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.arcs().__arrow_c_stream__()

    def to_pandas(self, *, names: bool = False) -> Any:
        """The arcs as a pandas.DataFrame."""
        return self.arcs(names=names).to_pandas()

    def to_scipy(self, *, counts: bool = False) -> Any:
        """The adjacency matrix as a scipy.sparse.csr_array of ones or of numbers of links; targets are not copied."""
        sparse = optional("scipy.sparse", "compare")
        offsets, targets = self.csr()
        index = np.int32 if max(self.num_arcs, self.num_nodes) < 2**31 else np.int64
        indices = targets.view(np.int32) if index is np.int32 else targets.astype(index)
        values = self.link_counts() if counts else np.ones(self.num_arcs)
        return sparse.csr_array((values, indices, offsets.astype(index)), shape=(self.num_nodes, self.num_nodes))

    def to_networkx(self) -> Any:
        """As a networkx.DiGraph of names (or numbers), arcs with `count` and `followed`."""
        graph = optional("networkx", "networkx").DiGraph()
        graph.add_nodes_from(self.names if self.has_names else range(self.num_nodes))
        graph.add_edges_from((s, t, {"count": c, "followed": f}) for s, t, c, f in self.arcs(names=self.has_names))
        return graph

    def info(self) -> dict[str, Any]:
        """Sizes, degrees, fold and provenance, by the names of ``orbweb info --json``. O(n + m)."""
        facts = self._core.census()
        sizes = _core.stored_files(self.path) if self.path else {}
        bits = {way: 8 * sum(b for n, b in sizes.items() if n.startswith(way)) for way in ("successors", "predecessors")}
        return {
            "web": self.path, "nodes": self.num_nodes, "arcs": self.num_arcs, **facts,
            "dangling_share": facts["dangling"] / max(1, self.num_nodes),
            "mean_degree": self.num_arcs / max(1, self.num_nodes), "fold": self.fold, "names": self.has_names,
            "encoding": self._core.encoding,
            **{f"bits_per_link_{way}": bits[way] / max(1, self.num_arcs) for way in bits},
            "bytes": sum(sizes.values()), "fingerprint": self.fingerprint, "provenance": self._core.provenance(),
        }

    def verify(
        self, *, threads: int | None = None, progress: bool | Callable[[Progress], object] | None = None
    ) -> Table:
        """Every checksum and invariant of a web on disk: check, problem (empty where it holds)."""
        if self.path is None:
            raise ArgumentError("a web in memory has no files to verify: save it first")
        return verify(self.path, threads=threads, progress=progress)

    @with_steps
    def transform(
        self, *, nodes: NodeSet | None = None, under: str | Iterable[str] | None = None, also_in: NodeSet | None = None,
        not_in: NodeSet | None = None, followed: bool = False, drop_self_loops: bool = False,
        largest_component: bool = False, largest_strong_component: bool = False, order: Order | None = None,
        transpose: bool = False, symmetrise: bool = False, memory: int | None = None, threads: int | None = None,
        progress: bool | Callable[[Progress], object] | None = None,
    ) -> Web:
        """A web of some nodes and arcs, in another order or direction, in memory; the steps are taken in this order.

        Parameters
        ----------
        {steps}

        Returns
        -------
        Web
            Its `origins` tell which nodes of this web its nodes are.

        Examples
        --------
        >>> import orbweb as ow
        >>> web = ow.build(([0, 1, 2], [1, 2, 0]))
        >>> web.transform(nodes=[1, 2]).origins.tolist()
        [1, 2]
        >>> web.transform(transpose=True).successors(0).tolist()
        [2]
        """
        core, origins = transform(dict(locals()))
        return Web(core, origins=origins)

    @with_steps
    def convert(
        self, output: Path, *, to: str | None = None, names: Path | None = None, nodes: NodeSet | None = None,
        under: str | Iterable[str] | None = None, also_in: NodeSet | None = None, not_in: NodeSet | None = None,
        followed: bool = False, drop_self_loops: bool = False, largest_component: bool = False,
        largest_strong_component: bool = False, order: Order | None = None, transpose: bool = False,
        symmetrise: bool = False, window: int | None = None, max_references: int | None = None,
        min_interval: int | None = None, selection: Literal["greedy", "dynamic"] | None = None,
        encoding: str | None = None, rank_layout: bool = False, memory: int | None = None, overwrite: bool = False,
        threads: int | None = None, progress: bool | Callable[[Progress], object] | None = None,
    ) -> Conversion:
        """Write this web, or part of it, as another web or in another format, as ``orbweb convert`` does.

        Parameters
        ----------
        output : path
            The file to write, or the folder to make.
        to : str, optional
            One of `output_formats()`. By default what the ending of `output` says.
        names : path, optional
            Also write which name has which number. By default OUTPUT.names.tsv for a web that loses its names.
        {steps}
        window, max_references, min_interval, selection
            How the format bvgraph is compressed; by default as ``orbweb convert --help`` says.
        encoding : str, optional
            How a web's rows are stored: one of `encodings()`.
        rank_layout : bool, default False
            Keep with a web what PageRank and the domain rating lay out before they start.
        overwrite : bool, default False
            Replace what is at `output`.

        Raises
        ------
        ArgumentError, CreateError, IoError, LoadError
            With the texts of ``orbweb convert``.

        Examples
        --------
        >>> import orbweb as ow, tempfile
        >>> web = ow.build(([0, 1, 2], [1, 2, 0]))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     web.convert(f"{folder}/links.mtx.gz").format
        'mtx'
        """
        return convert(dict(locals()))

    def save(
        self, path: Path, *, overwrite: bool = False, encoding: str | None = None, rank_layout: bool = False,
        threads: int | None = None,
    ) -> Web:
        """Write a copy to a folder, perhaps in another encoding or with rank layouts (see `build`), and open it."""
        return Web(self._core.save(os.fspath(path), overwrite, encoding or "", rank_layout, threads or 0))

    def load_scores(self, path: Path) -> Scores:
        """Read a table that `Scores.save` or ``orbweb rank`` wrote of this web."""
        return Scores(_core.load_scores(os.fspath(path), self._core), self)

    def __reduce__(self) -> tuple[Any, ...]:
        if self.path is None:
            raise TypeError("a web in memory cannot be pickled: save it, then open it")
        return _reopen, (self.path, self.fingerprint)

    def __repr__(self) -> str:
        kind = "numbered nodes" if not self.has_names else "nodes" if self.fold == "none" else f"{self.fold}s"
        return f"<Web of {self.num_nodes:,} {kind} and {self.num_arcs:,} arcs, {self.path or 'in memory'}>"


def open(path: Path, *, whole: bool = False) -> Web:
    """Open a web in milliseconds, whatever its size.

    Parameters
    ----------
    path : path
        The folder that `build` or ``orbweb build`` made.
    whole : bool, default False
        Read all of it now and check every block, instead of mapping it and checking what is touched.

    Raises
    ------
    LoadError, IoError
        For what is no web, or a damaged one; where there is nothing to read.

    Examples
    --------
    >>> import orbweb as ow, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = ow.build(([0, 1], [1, 0]), f"{folder}/my.web")
    ...     ow.open(f"{folder}/my.web").fingerprint == made.fingerprint
    True
    """
    return Web(_core.open(os.fspath(path), whole))


def verify(
    path: Path, *, threads: int | None = None, progress: bool | Callable[[Progress], object] | None = None
) -> Table:
    """Check a web or a release on disk, as ``orbweb verify`` does.

    Parameters
    ----------
    path : path
        The folder of a web, of a release, or of releases, which stands for the current one.
    threads, progress
        As `set_threads` and `set_progress` take them.

    Returns
    -------
    Table
        check, problem: every checksum and every invariant; the problem is empty where it holds.

    Examples
    --------
    >>> import orbweb as ow, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     web = ow.build(([0, 1], [1, 0]), f"{folder}/my.web")
    ...     any(ow.verify(f"{folder}/my.web")["problem"])
    False
    """
    with reporting(progress) as callback:
        findings = _core.verify(os.fspath(path), callback, threads or 0)
    return Table({"check": [check for check, _ in findings], "problem": [problem for _, problem in findings]})


def _reopen(path: str, fingerprint: str) -> Web:
    web = open(path)
    if web.fingerprint != fingerprint:
        raise ArgumentError(f"{path} is not the web that was pickled: expected {fingerprint}, found {web.fingerprint}")
    return web
