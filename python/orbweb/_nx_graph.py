"""A graph of NetworkX as a web of numbered nodes, and back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from orbweb._build import from_coo
from orbweb._web import Web

_LARGEST_COUNT = 2**32 - 1


class Graph:
    """What the backend computes on: nodes by number, arcs in both directions where the graph has none.

    Make one with ``nx_backend.backend.convert_from_nx(graph)`` to convert once and call often.
    """

    __networkx_backend__ = "orbweb"

    def __init__(
        self, web: Web, nodes: list[Any], *, directed: bool, multi: bool, weight: str | None = None,
        unweighted: Web | None = None,
    ) -> None:
        self.web = web
        self.nodes = nodes
        self.weight = weight
        """The attribute that arcs' counts hold; None where they are numbers of parallel edges."""
        self._unweighted = unweighted
        self._directed, self._multi = directed, multi
        self._places: dict[Any, int] | None = None

    def is_directed(self) -> bool:
        """As of a NetworkX graph; so are those that follow."""
        return self._directed

    def is_multigraph(self) -> bool:
        return self._multi

    def __len__(self) -> int:
        return len(self.nodes)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.nodes)

    def __contains__(self, node: object) -> bool:
        try:
            return node in self.places
        except TypeError:  # not hashable, so no node
            return False

    @property
    def places(self) -> dict[Any, int]:
        """The number of each node."""
        if self._places is None:
            self._places = {node: place for place, node in enumerate(self.nodes)}
        return self._places

    def web_for(self, weight: str | None) -> tuple[Web, bool]:
        """The web whose counts are those weights, or numbers of parallel edges; and whether counts matter."""
        if self.weight is None or weight == self.weight:
            return self.web, self._multi or self.weight is not None
        return (self.web, False) if self._unweighted is None else (self._unweighted, True)

    def by_node(self, values: npt.NDArray[Any]) -> dict[Any, Any]:
        """One plain number for each node."""
        return dict(zip(self.nodes, values.tolist(), strict=True))

    def self_loops(self) -> npt.NDArray[np.bool_]:
        """Which nodes link to themselves."""
        offsets, targets = self.web.csr()
        sources = np.repeat(np.arange(len(self), dtype=np.uint32), np.diff(offsets).astype(np.int64))
        found = np.zeros(len(self), dtype=bool)
        found[sources[sources == targets]] = True
        return found


def _counts(values: Any, number: int) -> npt.NDArray[np.uint32] | None:
    """Weights as numbers of links; None where all are 1."""
    try:
        weights = np.fromiter(values, dtype=np.float64, count=number)
    except (TypeError, ValueError) as error:
        raise NotImplementedError("weights must be numbers") from error
    if np.all(weights == 1):
        return None
    if not np.all((weights >= 1) & (weights <= _LARGEST_COUNT) & (weights == np.floor(weights))):
        raise NotImplementedError("weights must be whole numbers from 1 to 4,294,967,295")
    return weights.astype(np.uint32)


def _weight_of_parallel(keys: Any, weight: str | None) -> float:
    return len(keys) if weight is None else sum(data.get(weight, 1) for data in keys.values())


def _counts_of_edges(graph: Any, rows: list[Any], number: int, weight: str | None) -> npt.NDArray[np.uint32] | None:
    edges = chain.from_iterable(row.values() for row in rows)
    if graph.is_multigraph():
        return _counts((_weight_of_parallel(keys, weight) for keys in edges), number)
    return None if weight is None else _counts((data.get(weight, 1) for data in edges), number)


def from_networkx(graph: Any, weight: str | None) -> Graph:
    """Time O(n + m); NotImplementedError for weights that are no numbers of links."""
    nodes = list(graph)
    places = {node: place for place, node in enumerate(nodes)}
    rows = [row for _, row in graph.adjacency()]
    lengths = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
    number = int(lengths.sum())
    sources = np.repeat(np.arange(len(nodes), dtype=np.int64), lengths)
    targets = np.fromiter(map(places.__getitem__, chain.from_iterable(rows)), dtype=np.int64, count=number)

    def web_by(attribute: str | None) -> Web:
        counts = _counts_of_edges(graph, rows, number, attribute)
        return from_coo(sources, targets, num_nodes=len(nodes), count=counts)

    web = web_by(weight)
    kind = {"directed": graph.is_directed(), "multi": graph.is_multigraph()}
    if weight is None or (not kind["multi"] and np.all(web.link_counts() == 1)):
        return Graph(web, nodes, **kind)
    return Graph(web, nodes, **kind, weight=weight, unweighted=web_by(None) if kind["multi"] else None)


def to_networkx(graph: Graph) -> Any:
    """With the attribute that the graph was converted with, else with edges alone."""
    import networkx as nx

    if graph.is_multigraph():
        raise NotImplementedError("parallel edges were merged")
    made = nx.DiGraph() if graph.is_directed() else nx.Graph()
    made.add_nodes_from(graph.nodes)
    offsets, targets = graph.web.csr()
    sources = np.repeat(np.arange(len(graph)), np.diff(offsets).astype(np.int64))
    counts = graph.web.link_counts()
    for source, target, count in zip(sources.tolist(), targets.tolist(), counts.tolist(), strict=True):
        data = {} if graph.weight is None else {graph.weight: count}
        made.add_edge(graph.nodes[source], graph.nodes[target], **data)
    return made
