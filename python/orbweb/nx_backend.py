"""A NetworkX backend: ``networkx.pagerank(graph, backend="orbweb")``. What it cannot do exactly as NetworkX it refuses."""

from __future__ import annotations

from typing import Any

import numpy as np

from orbweb._algorithms import pagerank as rank
from orbweb._build import from_coo
from orbweb._web import Web

_FUNCTIONS = ("pagerank", "in_degree_centrality", "out_degree_centrality")


class Graph:
    """A graph of NetworkX as a web of numbered nodes."""

    __networkx_backend__ = "orbweb"

    def __init__(self, web: Web, nodes: list[Any], directed: bool, has_weights: bool) -> None:
        self.web, self.nodes, self._directed, self.has_weights = web, nodes, directed, has_weights

    def is_directed(self) -> bool:
        return self._directed

    def is_multigraph(self) -> bool:
        return False

    def by_node(self, values: Any) -> dict[Any, float]:
        return dict(zip(self.nodes, values.tolist(), strict=True))


def _pagerank(
    graph: Graph, alpha: float = 0.85, personalization: Any = None, max_iter: int = 100, tol: float = 1e-6,
    nstart: Any = None, weight: str | None = "weight", dangling: Any = None,
) -> dict[Any, float]:
    if not graph.nodes:
        return {}
    place = {node: i for i, node in enumerate(graph.nodes)}
    preference = None
    if personalization is not None:
        preference = np.zeros(len(place))
        for node, value in personalization.items():
            if node in place:
                preference[place[node]] = value
        if preference.sum() == 0:
            raise ZeroDivisionError
    scores: Any = rank(
        graph.web, alpha=alpha, tol=min(1e-9, tol), preference=preference, progress=False,  # type: ignore[call-arg]
    )
    return graph.by_node(scores.score)


def _degree_centrality(graph: Graph, degrees: Any) -> dict[Any, float]:
    n = len(graph.nodes)
    return graph.by_node(np.ones(n)) if n <= 1 else graph.by_node(degrees * (1.0 / (n - 1.0)))


class Backend:
    """What NetworkX's dispatcher looks for."""

    pagerank = staticmethod(_pagerank)

    @staticmethod
    def in_degree_centrality(graph: Graph) -> dict[Any, float]:
        return _degree_centrality(graph, graph.web.indegree())

    @staticmethod
    def out_degree_centrality(graph: Graph) -> dict[Any, float]:
        return _degree_centrality(graph, graph.web.outdegree())

    @staticmethod
    def convert_from_nx(graph: Any, *args: Any, weight: Any = None, **kwargs: Any) -> Graph:
        nodes = list(graph)
        place = {node: i for i, node in enumerate(nodes)}
        ends = np.fromiter((place[end] for edge in graph.edges() for end in edge), dtype=np.int64).reshape(-1, 2)
        if not graph.is_directed():
            ends = np.concatenate([ends, ends[:, ::-1]])
        web = from_coo(ends[:, 0], ends[:, 1], num_nodes=len(nodes))
        return Graph(web, nodes, graph.is_directed(), False)

    @staticmethod
    def convert_to_nx(result: Any, *args: Any, **kwargs: Any) -> Any:
        return result

    @staticmethod
    def can_run(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool | str:
        graph = args[0] if args else kwargs.get("G")
        if getattr(graph, "is_multigraph", lambda: False)():
            return "parallel edges would be merged"
        if name != "pagerank":
            return True if graph is not None and graph.is_directed() else "the graph has no directions"
        names = ("alpha", "personalization", "max_iter", "tol", "nstart", "weight", "dangling")
        given = dict(zip(names, args[1:], strict=False)) | kwargs
        if given.get("nstart") is not None or given.get("dangling") is not None:
            return "nstart and dangling are not taken"
        if given.get("max_iter", 100) != 100:
            return "iterations are not counted as NetworkX does"
        if not 0 <= given.get("alpha", 0.85) < 1:
            return "alpha must be below 1"
        weight = given.get("weight", "weight")
        if weight is not None and not isinstance(graph, Graph):
            if any(weight in data for _, _, data in graph.edges(data=True)):
                return "weights are not taken"
        return True

    @staticmethod
    def should_run(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
        return True


backend = Backend()


def info() -> dict[str, Any]:
    """What NetworkX shows of this backend."""
    return {
        "backend_name": "orbweb", "project": "orbweb", "package": "orbweb",
        "short_summary": "Ranks large directed graphs with certified errors.",
        "functions": {name: {} for name in _FUNCTIONS},
    }
