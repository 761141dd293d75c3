"""Webs into other webs, in memory or on disk, and into the files that other programs read."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

from orbweb import _core
from orbweb._errors import ArgumentError
from orbweb._progress import reporting
from orbweb._select import choose
from orbweb._types import IntArray, Path, Uint32Array, with_words

__all__ = ["Conversion", "Order", "convert", "transform"]

Order: TypeAlias = Literal["name", "degree", "indegree", "outdegree", "bfs"] | Path | IntArray
_STEPS = """nodes : names, numbers, mask, path or bytes, optional
    Only these nodes: names or numbers, a mask, a file with one name a line, or a Roaring bitmap in its portable
    form. All by default.
under : host or hosts, optional
    And all nodes at or below these: their pages, their subdomains.
also_in, not_in : as `nodes`, optional
    Of the nodes chosen so far only those, and without those.
followed : bool, optional
    Only arcs with a followed link.
drop_self_loops : bool, optional
    Without arcs from a node to itself.
largest_component, largest_strong_component : bool, optional
    Only the largest set of nodes that arcs connect, whatever their direction, or that all reach each other.
order : {"name", "degree", "indegree", "outdegree", "bfs"}, path or array, optional
    Order of the nodes; a file names all, an array holds all numbers, as the steps before this one leave them. Another
    order than by name loses the names.
transpose, symmetrise : bool, optional
    Turn all arcs round, or make them go both ways; counts then add up, followed if one of two is.
memory : int, optional
    Most bytes for arcs that are turned round. By default a quarter of the machine's.
threads, progress
    As `set_threads` and `set_progress` take them."""


class Conversion(NamedTuple):
    """What `Web.convert` wrote, as ``orbweb convert --json`` says it."""

    output: str
    format: str
    nodes: int
    arcs: int
    names: str | None
    """The file that says which name has which number; None where none was written."""
    fingerprint: str | None
    """Of a web."""
    lost: tuple[str, ...]
    """What the web has and the format does not keep: "names", "link counts", "which arcs are followed"."""


with_steps = with_words(steps=_STEPS)


def _order(order: Any) -> dict[str, Any]:
    if order is None:
        return {}
    if isinstance(order, (str, os.PathLike)):
        return {"order": os.fspath(order)}
    array = np.asarray(order)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise ArgumentError(f"order: expected a word, a path or an array of nodes, found {array.dtype} in {array.ndim}")
    if array.size and not 0 <= array.min() <= array.max() < 2**32 - 1:
        raise ArgumentError(f"order: expected 0 to {2**32 - 2}, found {array.min()} to {array.max()}")
    return {"own_order": array.astype(np.uint32)}


def _run(run: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    """`arguments`: those of the method, `self` among them."""
    web = arguments.pop("self")
    order = _order(arguments.pop("order"))
    chosen = choose(web, *(arguments.pop(name) for name in ("nodes", "under", "also_in", "not_in")))
    plain = {name: os.fspath(value) if isinstance(value, os.PathLike) else value for name, value in arguments.items()}
    with reporting(plain.pop("progress")) as callback:
        return run(web._core, plain | order | {"nodes": chosen, "progress": callback})


def transform(arguments: dict[str, Any]) -> tuple[_core.Web, Uint32Array]:
    """The compiled web, and which of the old nodes its nodes are."""
    core, origins = _run(_core.transform, arguments)
    return core, origins


def convert(arguments: dict[str, Any]) -> Conversion:
    """See `Web.convert`."""
    output, form, nodes, arcs, names, fingerprint, lost = _run(_core.convert, arguments)
    return Conversion(output, form, nodes, arcs, names or None, fingerprint or None, tuple(lost))
