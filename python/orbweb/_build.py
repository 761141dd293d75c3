"""Webs from files, tables, arrays, matrices and graphs."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from orbweb import _core
from orbweb._errors import ArgumentError
from orbweb._progress import Progress, reporting
from orbweb._types import Path
from orbweb._web import Web

_NODE_LIMIT = 2**32 - 1


def build(
    inputs: Any, output: Path | None = None, *, format: str | None = None, fold: str | None = None,
    psl: Path | None = None, psl_section: str | None = None, overrides: Path | None = None, strip_www: bool = False,
    strict: bool = False, memory: int | None = None, encoding: str | None = None, rank_layout: bool = False,
    overwrite: bool = False, threads: int | None = None,
    progress: bool | Callable[[Progress], object] | None = None,
) -> Web:
    """Make a web from whatever holds links.

    Parameters
    ----------
    inputs : path, list of paths, or links
        Files as ``orbweb build`` reads them, plain or compressed. Or links: an object with ``__arrow_c_stream__``
        (pyarrow, polars, pandas, DuckDB) whose columns are source, target and perhaps rel (text or whether it is
        followed) and count; a pair of arrays of sources and targets; a SciPy sparse matrix; a NetworkX graph.
    output : path, optional
        The folder to make. By default the web stays in memory.
    format : str, optional
        Of files: one of `input_formats()`. By default told by extension and content.
    fold : {"page", "host", "domain"}, optional
        What a node is. By default page for lists of links in files; names in tables stay as they are.
    psl, psl_section, overrides, strip_www
        How names fold: the public suffix list, its section (private or icann), a file of overrides, whether at host
        level www.example.com is example.com.
    strict : bool, default False
        Raise at the first line that is no link, instead of counting it in ``web.report``.
    memory : int, optional
        Most bytes to use. By default the memory of this machine.
    encoding : str, optional
        How rows are stored on disk: one of `encodings()`.
    rank_layout : bool, default False
        Keep with the web what PageRank and the domain rating lay out before they start.
    overwrite : bool, default False
        Replace a web at `output`.
    threads, progress
        As `set_threads` and `set_progress` take them.

    Raises
    ------
    LoadError, IoError, CreateError, LimitError, ArgumentError
        With the texts of ``orbweb build``.

    Examples
    --------
    >>> import orbweb as ow
    >>> ow.build(([0, 1, 2], [1, 2, 0]))
    <Web of 3 numbered nodes and 3 arcs, in memory>
    """
    options = {
        "output": "" if output is None else os.fspath(output), "format": format, "fold": fold,
        "psl": None if psl is None else os.fspath(psl), "psl_section": psl_section,
        "overrides": None if overrides is None else os.fspath(overrides), "strip_www": strip_www, "strict": strict,
        "memory": memory, "encoding": encoding, "rank_layout": rank_layout, "overwrite": overwrite, "threads": threads,
    }
    with reporting(progress) as callback:
        return _dispatch(inputs, options | {"progress": callback})


def _dispatch(inputs: Any, options: dict[str, Any]) -> Web:
    if isinstance(inputs, (str, os.PathLike)):
        return Web(*_core.build_files([os.fspath(inputs)], options))
    if hasattr(inputs, "__arrow_c_stream__"):
        return Web(*_core.build_arrow(inputs.__arrow_c_stream__(), options))
    if hasattr(inputs, "tocsr"):
        return from_scipy(inputs, _options=options)
    if hasattr(inputs, "is_directed") and hasattr(inputs, "adj"):
        return from_networkx(inputs, _options=options)
    if isinstance(inputs, Sequence) and all(isinstance(path, (str, os.PathLike)) for path in inputs):
        return Web(*_core.build_files([os.fspath(path) for path in inputs], options))
    if isinstance(inputs, Sequence) and len(inputs) == 2:
        return from_coo(*inputs, _options=options)
    raise TypeError(f"expected paths, a table, two arrays, a matrix or a graph, found {type(inputs).__name__}")


def _integers(name: str, values: Any, low: int, high: int) -> npt.NDArray[Any]:
    array = np.asarray(values)
    if array.ndim != 1 or (array.dtype.kind not in "iu" and array.size > 0):
        raise ArgumentError(f"{name}: expected integers in one dimension, found {array.dtype} in {array.ndim}")
    if array.size > 0 and not (low <= array.min() and array.max() <= high):
        raise ArgumentError(f"{name}: expected {low} to {high}, found {array.min()} to {array.max()}")
    return array


def _uint64(array: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
    """Without a copy where the integers are of that size already."""
    contiguous = np.ascontiguousarray(array)
    return contiguous.view(np.uint64) if contiguous.dtype == np.int64 else contiguous.astype(np.uint64, copy=False)


def from_coo(
    source: Any, target: Any, *, count: Any = None, followed: Any = None, num_nodes: int = 0,
    _options: dict[str, Any] | None = None,
) -> Web:
    """A web of numbered nodes from arrays. Equal arcs become one; their counts add up.

    Parameters
    ----------
    source, target : array of integers, shape (m,)
        Arc i goes from ``source[i]`` to ``target[i]``. Not copied where they are contiguous and have 64 bits.
    count : array of integers, shape (m,), optional
        How many links each arc stands for. By default 1.
    followed : array of bool, shape (m,), optional
        Whether any of these links is followed. By default all are.
    num_nodes : int, default 0
        At least so many nodes exist, with arcs or without.

    Raises
    ------
    ArgumentError
        For numbers out of range, and arrays of different lengths.

    Examples
    --------
    >>> import orbweb as ow
    >>> ow.from_coo([0, 0, 1], [1, 1, 0], num_nodes=3).link_counts().tolist()
    [2, 1]
    """
    sources = _integers("source", source, 0, _NODE_LIMIT - 1)
    targets = _integers("target", target, 0, _NODE_LIMIT - 1)
    counts = np.empty(0, np.uint32) if count is None else _integers("count", count, 1, 2**32 - 1).astype(np.uint32)
    flags = np.empty(0, np.uint8) if followed is None else np.asarray(followed, dtype=bool).view(np.uint8)
    lengths = {len(sources), len(targets)} | {len(a) for a, given in ((counts, count), (flags, followed)) if given is not None}
    if len(lengths) > 1:
        raise ArgumentError(f"arcs: expected arrays of one length, found {', '.join(map(str, sorted(lengths)))}")
    if not 0 <= num_nodes <= _NODE_LIMIT:
        raise ArgumentError(f"num_nodes: expected 0 to {_NODE_LIMIT}, found {num_nodes}")
    options = _options or {}
    return Web(*_core.build_arcs(_uint64(sources), _uint64(targets), counts, flags, num_nodes, options))


def from_csr(offsets: Any, targets: Any, *, count: Any = None, _options: dict[str, Any] | None = None) -> Web:
    """A web of numbered nodes from rows.

    Parameters
    ----------
    offsets : array of integers, shape (n + 1,)
        Row v is ``targets[offsets[v]:offsets[v + 1]]``.
    targets : array of integers, shape (m,)
        Of each row rising and distinct.
    count : array of integers, shape (m,), optional
        How many links each arc stands for. By default 1.

    Raises
    ------
    ArgumentError
        For rows that are not so.

    Examples
    --------
    >>> import orbweb as ow
    >>> ow.from_csr([0, 2, 2, 3], [1, 2, 0]).successors(0).tolist()
    [1, 2]
    """
    rows = _integers("offsets", offsets, 0, 2**63 - 1)
    columns = _integers("targets", targets, 0, _NODE_LIMIT - 1)
    if columns.dtype == np.int32:
        columns = np.ascontiguousarray(columns).view(np.uint32)
    counts = np.empty(0, np.uint32) if count is None else _integers("count", count, 1, 2**32 - 1).astype(np.uint32)
    options = dict(_options or {})
    web = Web(*_core.build_csr(_uint64(rows), columns.astype(np.uint32, copy=False), counts, options))
    if options.get("output"):
        keep = ("overwrite", "encoding", "rank_layout")
        return web.save(options["output"], **{name: options[name] for name in keep})
    return web


def from_scipy(matrix: Any, *, counts: bool = False, _options: dict[str, Any] | None = None) -> Web:
    """A web from a SciPy sparse matrix.

    Parameters
    ----------
    matrix : sparse matrix or array, shape (n, n)
        An arc for each entry that is not 0.
    counts : bool, default False
        Whether entries are numbers of links: integers from 1 on.

    Raises
    ------
    ArgumentError
        For a matrix that is not square, and counts that are no integers.

    Examples
    --------
    >>> import orbweb as ow, scipy.sparse
    >>> ow.from_scipy(scipy.sparse.eye_array(3, k=1)).num_arcs
    2
    """
    if matrix.shape[0] != matrix.shape[1]:
        raise ArgumentError(f"matrix: expected as many rows as columns, found {matrix.shape[0]} and {matrix.shape[1]}")
    rows = matrix.tocsr()
    if not (rows.has_canonical_format and np.all(rows.data)):
        rows = rows.copy()
        rows.sum_duplicates()
        rows.eliminate_zeros()
    return from_csr(rows.indptr, rows.indices, count=rows.data if counts else None, _options=_options)


def from_networkx(graph: Any, *, _options: dict[str, Any] | None = None) -> Web:
    """A web from a NetworkX graph.

    Parameters
    ----------
    graph : networkx.Graph or networkx.DiGraph
        Its nodes are all names or the numbers 0 to n - 1. An edge without direction is two arcs.

    Raises
    ------
    ArgumentError
        For other nodes.

    Examples
    --------
    >>> import orbweb as ow, networkx
    >>> list(ow.from_networkx(networkx.DiGraph([("b.com", "a.com")])).names)
    ['a.com', 'b.com']
    """
    nodes = list(graph)
    edges = list(graph.edges())
    if not graph.is_directed():
        edges += [(target, source) for source, target in edges if source != target]
    sources = [source for source, _ in edges]
    targets = [target for _, target in edges]
    options = dict(_options or {})
    if nodes and all(isinstance(node, str) for node in nodes):
        stream = _core.arrow_stream([("source", sources), ("target", targets)], len(sources))
        return Web(*_core.build_arrow(stream, options | {"nodes": nodes}))
    if set(nodes) != set(range(len(nodes))):
        raise ArgumentError("graph: expected nodes that are all names or the numbers 0 to n - 1: relabel it first")
    return from_coo(sources, targets, num_nodes=len(nodes), _options=options)
