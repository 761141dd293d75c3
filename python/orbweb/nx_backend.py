"""A NetworkX backend: ``networkx.pagerank(graph, backend="orbweb")``. What it cannot do as NetworkX does it refuses.

NetworkX finds it by entry points. A graph is converted once and kept with the NetworkX graph, as NetworkX's
configuration says; `backend.convert_from_nx` makes a `Graph` by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from orbweb import _core
from orbweb._algorithms import run_row
from orbweb._errors import ArgumentError
from orbweb._nx_graph import Graph, from_networkx, to_networkx
from orbweb._scores import Scores
from orbweb._web import Web

__all__ = ["Backend", "Graph", "backend", "info"]

_ROWS = {row["name"]: row for row in _core.algorithms()}
_DEFAULT_ITERATIONS = 100  # of nx.pagerank and nx.hits
_TIGHTEST = 1e-12  # certified error that f64 reaches on small graphs
_TIGHT = 1e-9  # and on large ones
_WORTH_CONVERTING = 20_000  # arcs; below, NetworkX is done before the conversion is
_CHEAP = {"degree_centrality", "in_degree_centrality", "out_degree_centrality"}


def _scores(web: Web, algorithm: str, **options: Any) -> Scores:
    return run_row(_ROWS[algorithm], web, {**options, "progress": False, "threads": None})


def _vector(graph: Graph, values: Mapping[Any, float]) -> npt.NDArray[np.float64]:
    return np.array([values.get(node, 0) for node in graph.nodes], dtype=np.float64)


def _distribution(graph: Graph, values: Mapping[Any, float]) -> npt.NDArray[np.float64]:
    vector = _vector(graph, values)
    if not (np.all(vector >= 0) and np.all(np.isfinite(vector))):
        raise NotImplementedError("shares must be finite and at least 0")
    return vector


def _with_dangling(
    web: Web, options: dict[str, Any], preference: npt.NDArray[Any] | None, dangling: npt.NDArray[Any]
) -> npt.NDArray[np.float64]:
    """x = y(p) + c y(w): solutions without dangling mass are linear in the teleport vector, so the mass c that nodes
    without links send to w follows from them."""
    alpha = options["alpha"]
    from_preference = _scores(web, "pagerank", preference=preference, dangling="none", **options).score
    from_dangling = _scores(web, "pagerank", preference=dangling, dangling="none", **options).score
    ends = web.outdegree() == 0
    share = alpha / (1 - alpha)
    mass = from_preference[ends].sum() / (1 - share * from_dangling[ends].sum())
    return np.asarray(from_preference + share * mass * from_dangling)


def _pagerank(
    G: Graph, alpha: float = 0.85, personalization: Mapping[Any, float] | None = None,
    max_iter: int = _DEFAULT_ITERATIONS, tol: float = 1e-6, nstart: Mapping[Any, float] | None = None,
    weight: str | None = "weight", dangling: Mapping[Any, float] | None = None,
) -> dict[Any, float]:
    """The solution is unique, so that where an iteration starts does not matter."""
    if not len(G):
        return {}
    preference = None
    if personalization is not None:
        preference = _distribution(G, personalization)
        if preference.sum() == 0:
            raise ZeroDivisionError
    web, weighted = G.web_for(weight)
    tightest = max(tol, _TIGHTEST, min(_TIGHT, len(G) * tol))  # NetworkX itself aims at len(G) * tol
    options = {"alpha": alpha, "tol": tightest, "max_iterations": 100_000, "weighted": weighted}
    try:
        if dangling is not None:
            return G.by_node(_with_dangling(web, options, preference, _distribution(G, dangling)))
        return G.by_node(_scores(web, "pagerank", preference=preference, **options).score)
    except ArgumentError as error:  # of a tolerance that f64 cannot certify
        raise NotImplementedError(str(error)) from error


def _hits(
    G: Graph, max_iter: int = _DEFAULT_ITERATIONS, tol: float = 1e-8, nstart: Any = None, normalized: bool = True
) -> tuple[dict[Any, float], dict[Any, float]]:
    if not len(G):
        return {}, {}
    if G.weight is not None:
        raise NotImplementedError("weights are not taken")
    if G.web.num_arcs == 0:
        raise NotImplementedError("a graph without edges has no hubs")
    scores = _scores(G.web, "hits", tol=max(min(tol, 1e-9), _TIGHTEST), norm="l1")
    return G.by_node(scores.hub), G.by_node(scores.score)


def _centrality(graph: Graph, degrees: npt.NDArray[Any]) -> dict[Any, float]:
    if len(graph) <= 1:
        return dict.fromkeys(graph.nodes, 1)
    return graph.by_node(degrees * (1.0 / (len(graph) - 1.0)))


def _degree_centrality(G: Graph) -> dict[Any, float]:
    out = G.web.outdegree()
    return _centrality(G, out + (G.web.indegree() if G.is_directed() else G.self_loops()))


def _in_degree_centrality(G: Graph) -> dict[Any, float]:
    return _centrality(G, G.web.indegree())


def _out_degree_centrality(G: Graph) -> dict[Any, float]:
    return _centrality(G, G.web.outdegree())


def _harmonic_centrality(G: Graph, nbunch: Any = None, distance: Any = None, sources: Any = None) -> dict[Any, float]:
    if not len(G):
        return {}
    found = G.by_node(_scores(G.web, "harmonic", exact=True).score)
    return found if nbunch is None else {node: found[node] for node in _chosen(G, nbunch)}


def _chosen(graph: Graph, nbunch: Any) -> list[Any]:
    """As ``graph.nbunch_iter``: one node, or those of many that the graph has."""
    return [nbunch] if nbunch in graph else [node for node in nbunch if node in graph]


def _components(graph: Graph, algorithm: str) -> list[set[Any]]:
    """Weak ones in the order of their first nodes, as NetworkX yields them; strong ones, which have none, by size."""
    if not len(graph):
        return []
    labels = _scores(graph.web, algorithm).component
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order], prepend=-1.0))
    groups = [group.tolist() for group in np.split(order, starts[1:])]
    if algorithm == "wcc":
        groups.sort(key=lambda group: group[0])
    return [{graph.nodes[place] for place in group} for group in groups]


def _number_of_components(graph: Graph, algorithm: str) -> int:
    return int(_scores(graph.web, algorithm).facts["components"]) if len(graph) else 0


def _is_one_component(graph: Graph, algorithm: str) -> bool:
    if not len(graph):
        import networkx as nx  # not above: NetworkX imports this module while it is imported itself

        raise nx.NetworkXPointlessConcept("Connectivity is undefined for the null graph")
    return _number_of_components(graph, algorithm) == 1


def _node_connected_component(G: Graph, n: Any) -> set[Any]:
    labels = _scores(G.web, "wcc").component
    return {G.nodes[place] for place in np.flatnonzero(labels == labels[G.places[n]]).tolist()}


def _core_number(G: Graph) -> dict[Any, int]:
    if G.self_loops().any():
        import networkx as nx

        raise nx.NetworkXNotImplemented(
            "Input graph has self loops which is not permitted; "
            "Consider using G.remove_edges_from(nx.selfloop_edges(G))."
        )
    return G.by_node(_scores(G.web, "k-core").score.astype(np.int64)) if len(G) else {}


def _of_nodes(graph: Graph, values: npt.NDArray[Any], nodes: Any) -> Any:
    by_node = graph.by_node(values)
    if nodes is None:
        return by_node
    return by_node[nodes] if nodes in graph else {node: by_node[node] for node in _chosen(graph, nodes)}


def _triangles(G: Graph, nodes: Any = None) -> Any:
    return _of_nodes(G, _scores(G.web, "triangles").score.astype(np.int64), nodes) if len(G) else {}


def _clustering(G: Graph, nodes: Any = None, weight: Any = None) -> Any:
    return _of_nodes(G, _scores(G.web, "triangles").clustering, nodes) if len(G) else {}


def _transitivity(G: Graph) -> float:
    return _scores(G.web, "triangles").facts["transitivity"] if len(G) else 0


_FUNCTIONS: dict[str, Any] = {
    "pagerank": _pagerank,
    "hits": _hits,
    "degree_centrality": _degree_centrality,
    "in_degree_centrality": _in_degree_centrality,
    "out_degree_centrality": _out_degree_centrality,
    "harmonic_centrality": _harmonic_centrality,
    "connected_components": lambda G: iter(_components(G, "wcc")),
    "number_connected_components": lambda G: _number_of_components(G, "wcc"),
    "is_connected": lambda G: _is_one_component(G, "wcc"),
    "node_connected_component": _node_connected_component,
    "weakly_connected_components": lambda G: iter(_components(G, "wcc")),
    "number_weakly_connected_components": lambda G: _number_of_components(G, "wcc"),
    "is_weakly_connected": lambda G: _is_one_component(G, "wcc"),
    "strongly_connected_components": lambda G: iter(_components(G, "scc")),
    "number_strongly_connected_components": lambda G: _number_of_components(G, "scc"),
    "is_strongly_connected": lambda G: _is_one_component(G, "scc"),
    "core_number": _core_number,
    "triangles": _triangles,
    "clustering": _clustering,
    "transitivity": _transitivity,
}
_PARALLEL_EDGES_COUNT = {
    "degree_centrality", "in_degree_centrality", "out_degree_centrality", "hits", "core_number", "triangles",
    "clustering", "transitivity",
}
_NO_DIRECTIONS = {"core_number", "triangles", "clustering", "transitivity"}


def _refusal_of_pagerank(
    G: Any, alpha: float = 0.85, personalization: Any = None, max_iter: int = _DEFAULT_ITERATIONS, tol: float = 1e-6,
    nstart: Any = None, weight: Any = "weight", dangling: Any = None,
) -> str:
    if not 0 <= alpha < 1:
        return "alpha must be at least 0 and below 1"
    if max_iter < _DEFAULT_ITERATIONS:
        return "fewer iterations than by default are not counted as NetworkX does"
    if not tol > 0:
        return "tol must be above 0"
    if nstart is not None and not sum(nstart.values()) > 0:
        return "nstart must have a positive sum"
    if dangling is not None and not sum(dangling.values()) > 0:
        return "dangling must have a positive sum"
    return ""


def _refusal_of_hits(
    G: Any, max_iter: int = _DEFAULT_ITERATIONS, tol: float = 1e-8, nstart: Any = None, normalized: bool = True
) -> str:
    if max_iter < _DEFAULT_ITERATIONS:
        return "fewer iterations than by default are not counted as NetworkX does"
    return "" if normalized else "what is not normalized has no scale of its own"


def _refusal_of_harmonic(G: Any, nbunch: Any = None, distance: Any = None, sources: Any = None) -> str:
    if distance is not None:
        return "distances on edges are not taken"
    return "" if sources is None else "sources are not taken"


def _refusal_of_clustering(G: Any, nodes: Any = None, weight: Any = None) -> str:
    return "" if weight is None else "weights are not taken"


_REFUSALS: dict[str, Any] = {
    "pagerank": _refusal_of_pagerank,
    "hits": _refusal_of_hits,
    "harmonic_centrality": _refusal_of_harmonic,
    "clustering": _refusal_of_clustering,
}


class Backend:
    """What NetworkX's dispatcher looks for: a function of each name, conversions, and what is refused."""

    def __getattr__(self, name: str) -> Any:
        try:
            return _FUNCTIONS[name]
        except KeyError:
            raise AttributeError(f"the backend orbweb has no {name!r}") from None

    @staticmethod
    def convert_from_nx(
        graph: Any, *, edge_attrs: Mapping[str, Any] | None = None, preserve_edge_attrs: bool = False, **others: Any
    ) -> Graph:
        """`edge_attrs`: which attribute holds weights. NotImplementedError for weights that are no numbers of links."""
        attributes = [] if preserve_edge_attrs else list(edge_attrs or {})
        if len(attributes) > 1:
            raise NotImplementedError("one attribute of edges at most is taken")
        return from_networkx(graph, attributes[0] if attributes else None)

    @staticmethod
    def convert_to_nx(result: Any, **others: Any) -> Any:
        """Graphs as NetworkX has them; all else as it is."""
        return to_networkx(result) if isinstance(result, Graph) else result

    @staticmethod
    def can_run(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool | str:
        """True, or why the call is refused."""
        graph = args[0] if args else kwargs["G"]
        if name in _PARALLEL_EDGES_COUNT and graph.is_multigraph():
            return "parallel edges would be merged"
        if name in _NO_DIRECTIONS and graph.is_directed():
            return "NetworkX means something else by it where edges have directions"
        refusal = _REFUSALS[name](*args, **kwargs) if name in _REFUSALS else ""
        return refusal or True

    @staticmethod
    def should_run(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool | str:
        """True, or why NetworkX itself is the better choice."""
        graph = args[0] if args else kwargs["G"]
        if isinstance(graph, Graph):
            return True
        if name in _CHEAP:
            return "converting the graph costs more than NetworkX's own loop"
        if graph.number_of_edges() < _WORTH_CONVERTING:
            return f"with fewer than {_WORTH_CONVERTING:,} edges NetworkX is fast enough"
        return True


backend = Backend()


def info() -> dict[str, Any]:
    """What NetworkX shows of this backend."""
    return {
        "backend_name": "orbweb", "project": "orbweb", "package": "orbweb",
        "short_summary": "Ranks large graphs fast, with certified errors.",
        "functions": {name: {} for name in _FUNCTIONS},
    }
