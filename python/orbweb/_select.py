"""Sets of a web's nodes: by names, by numbers, by a mask, a file or a Roaring bitmap, and under a host."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from orbweb import _core
from orbweb._errors import ArgumentError
from orbweb._types import NodeSet, Uint32Array

if TYPE_CHECKING:
    from orbweb._web import Web

__all__ = ["choose", "node_set", "ranges_under"]


def _from_file(web: Web, path: str) -> Uint32Array:
    nodes, unknown, lines, examples = _core.read_node_set(path, web._core)
    if unknown:
        text = f"{path}: {unknown:,} of {lines:,} lines name no node of this web, such as {', '.join(examples)}"
        warnings.warn(text, stacklevel=5)
    return nodes


def _from_numbers(web: Web, name: str, numbers: Any) -> Uint32Array:
    array = np.asarray(numbers)
    if array.size == 0:
        return np.empty(0, np.uint32)
    if array.ndim == 1 and array.dtype == bool:
        if len(array) != len(web):
            raise ArgumentError(f"{name}: expected a mask of {len(web):,} nodes, found one of {len(array):,}")
        return np.flatnonzero(array).astype(np.uint32)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise ArgumentError(f"{name}: expected nodes in one dimension, found {array.dtype} in {array.ndim}")
    if not (0 <= array.min() and array.max() < len(web)):
        raise ArgumentError(f"{name}: expected nodes below {len(web):,}, found {array.min()} to {array.max()}")
    return np.unique(array).astype(np.uint32)


def node_set(web: Web, name: str, nodes: NodeSet) -> Uint32Array:
    """The nodes that `nodes` stands for, rising; `name` is what an error calls them."""
    if isinstance(nodes, (str, os.PathLike)):
        return _from_file(web, os.fspath(nodes))
    if isinstance(nodes, (bytes, bytearray, memoryview)):
        return _core.roaring_nodes(bytes(nodes), web._core)
    if isinstance(nodes, (np.ndarray, range)):
        return _from_numbers(web, name, nodes)
    if not isinstance(nodes, Iterable):
        raise TypeError(f"{name}: expected names, numbers, a mask, a path or bytes, found {type(nodes).__name__}")
    items: list[Any] = list(nodes)
    if any(isinstance(item, str) for item in items):
        return np.unique(web.ids(items))
    return _from_numbers(web, name, items)


def ranges_under(web: Web, hosts: str | Iterable[str]) -> list[range]:
    """The nodes at or below each host; ArgumentError for one that has none."""
    found = []
    for host in [hosts] if isinstance(hosts, str) else hosts:
        nodes = web.under(host)
        if not nodes:
            raise ArgumentError(f"no node of this web is under {host!r}")
        found.append(nodes)
    return found


def choose(
    web: Web, nodes: NodeSet | None, under: str | Iterable[str] | None, also_in: NodeSet | None,
    not_in: NodeSet | None,
) -> Uint32Array | None:
    """All of `nodes` and `under`, of these those in `also_in`, without those in `not_in`; None where all are meant."""
    if nodes is None and under is None and also_in is None and not_in is None:
        return None
    parts = [] if nodes is None else [node_set(web, "nodes", nodes)]
    ranges = [] if under is None else ranges_under(web, under)
    parts += [np.arange(nodes.start, nodes.stop, dtype=np.uint32) for nodes in ranges]
    chosen = np.unique(np.concatenate(parts)) if parts else np.arange(len(web), dtype=np.uint32)
    combine: list[tuple[str, NodeSet | None, Callable[..., Any]]] = [
        ("also_in", also_in, np.intersect1d), ("not_in", not_in, np.setdiff1d),
    ]
    for name, given, function in combine:
        if given is not None:
            chosen = function(chosen, node_set(web, name, given), assume_unique=True)
    if len(chosen) == 0:
        raise ArgumentError("no node is left: see nodes, under, also_in and not_in")
    return chosen
