"""The names of a web's nodes as a sequence that reads them where they lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from orbweb._core import Web as CoreWeb

_AT_ONCE = 1 << 14


class Names(Sequence[str]):
    """Names by node, decoded when asked for: ``names[3]``, ``names[10:20]``, ``names[array_of_nodes]``.

    They are sorted by reversed host labels, then path: near names have near nodes. In a web of numbered nodes a name is
    the number. ``in`` and `index` search in O(log n).
    """

    def __init__(self, core: CoreWeb) -> None:
        self._core = core

    def __len__(self) -> int:
        return self._core.num_nodes

    @overload
    def __getitem__(self, nodes: int | np.integer[Any]) -> str: ...
    @overload
    def __getitem__(self, nodes: slice | range | Sequence[int] | npt.NDArray[Any]) -> list[str]: ...
    def __getitem__(self, nodes: Any) -> str | list[str]:
        if isinstance(nodes, (int, np.integer)):
            node = int(nodes)
            return self._core.name(node + len(self) if node < 0 else node)
        if isinstance(nodes, slice):
            nodes = range(*nodes.indices(len(self)))
        if isinstance(nodes, range):
            if nodes.step == 1:
                return self._core.names_between(nodes.start, max(nodes.start, nodes.stop))
            nodes = np.arange(nodes.start, nodes.stop, nodes.step)
        chosen = np.asarray(nodes)
        if chosen.dtype == bool:
            chosen = np.flatnonzero(chosen)
        return self._core.names_of(chosen.astype(np.uint64))

    def __iter__(self) -> Iterator[str]:
        for first in range(0, len(self), _AT_ONCE):
            yield from self._core.names_between(first, first + _AT_ONCE)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._core.find(name) is not None

    def index(self, name: Any, start: int = 0, stop: int | None = None) -> int:
        """The node with exactly this name; ValueError where there is none in [start, stop)."""
        node = self._core.find(name)
        if node is None or node not in range(len(self))[start:stop]:
            raise ValueError(f"no node {name!r}")
        return node

    def to_list(self) -> list[str]:
        """All names, O(n)."""
        return self._core.names_between(0, len(self))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        if copy is False:
            raise ValueError("names are stored compressed: an array of them is always a copy")
        return np.array(self.to_list(), dtype=object if dtype is None else dtype)

    def __repr__(self) -> str:
        shown = self._core.names_between(0, 3)
        return f"<Names of {len(self):,} nodes: {', '.join(map(repr, shown))}{', ...' if len(self) > 3 else ''}>"
