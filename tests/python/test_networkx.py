"""The NetworkX backend: the same answers as NetworkX, and refusals in words."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orbweb.nx_backend import Graph, backend

NODE = st.integers(0, 14)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    with nx.config(warnings_to_ignore={"cache"}):  # its note that a converted graph serves several calls
        yield


@st.composite
def graphs(draw: st.DrawFn, kinds: tuple[type, ...] = (nx.DiGraph, nx.Graph)) -> Any:
    """Nodes are words, in an order of their own; some have no edges, some link to themselves."""
    graph = draw(st.sampled_from(kinds))()
    graph.add_nodes_from(f"n{node}" for node in draw(st.permutations(range(draw(st.integers(1, 15))))))
    ends = st.tuples(st.sampled_from(sorted(graph)), st.sampled_from(sorted(graph)))
    graph.add_edges_from(draw(st.lists(ends, max_size=40)))
    return graph


def as_sets(components: Any) -> set[frozenset[Any]]:
    return {frozenset(component) for component in components}


@given(graphs((nx.DiGraph, nx.Graph, nx.MultiDiGraph, nx.MultiGraph)), st.floats(0, 0.95), st.booleans(), st.booleans())
def test_pagerank(graph: Any, alpha: float, personalized: bool, dangling: bool) -> None:
    first, last = list(graph)[0], list(graph)[-1]
    options: dict[str, Any] = {"alpha": alpha}
    if personalized:
        options["personalization"] = {first: 1, last: 3}
    if dangling:
        options["dangling"] = {last: 1}
    exact = nx.pagerank(graph, tol=1e-13, max_iter=2000, **options)
    assert nx.pagerank(graph, tol=1e-10, backend="orbweb", **options) == pytest.approx(exact, abs=1e-9)


@given(graphs((nx.DiGraph, nx.Graph, nx.MultiDiGraph)), st.data())
def test_pagerank_with_weights_that_are_numbers_of_links(graph: Any, data: st.DataObject) -> None:
    for *_, attributes in graph.edges(data=True):
        if data.draw(st.booleans()):
            attributes["weight"] = data.draw(st.integers(1, 5))
    exact = nx.pagerank(graph, tol=1e-13, max_iter=2000)
    assert nx.pagerank(graph, tol=1e-10, backend="orbweb") == pytest.approx(exact, abs=1e-9)
    unweighted = nx.pagerank(graph, tol=1e-13, max_iter=2000, weight=None)
    assert nx.pagerank(graph, tol=1e-10, weight=None, backend="orbweb") == pytest.approx(unweighted, abs=1e-9)


@given(graphs())
def test_degree_and_harmonic_centrality(graph: Any) -> None:
    functions = [nx.degree_centrality, nx.harmonic_centrality]
    if graph.is_directed():
        functions += [nx.in_degree_centrality, nx.out_degree_centrality]
    for function in functions:
        assert function(graph, backend="orbweb") == pytest.approx(function(graph), abs=1e-12)
    some = list(graph)[:2]
    assert nx.harmonic_centrality(graph, nbunch=some, backend="orbweb").keys() == set(some)


@given(graphs((nx.DiGraph, nx.MultiDiGraph)))
def test_components_of_directed_graphs(graph: Any) -> None:
    for kind in ("weakly", "strongly"):
        function = getattr(nx, f"{kind}_connected_components")
        assert as_sets(function(graph, backend="orbweb")) == as_sets(function(graph))
        for question in (f"number_{kind}_connected_components", f"is_{kind}_connected"):
            assert getattr(nx, question)(graph, backend="orbweb") == getattr(nx, question)(graph)


@given(graphs((nx.Graph, nx.MultiGraph)))
def test_components_of_undirected_graphs(graph: Any) -> None:
    mine, theirs = list(nx.connected_components(graph, backend="orbweb")), list(nx.connected_components(graph))
    assert mine == theirs  # in the order of first nodes
    for question in (nx.number_connected_components, nx.is_connected):
        assert question(graph, backend="orbweb") == question(graph)
    node = list(graph)[-1]
    assert nx.node_connected_component(graph, node, backend="orbweb") == nx.node_connected_component(graph, node)


@given(graphs((nx.Graph,)))
def test_cores_and_triangles(graph: Any) -> None:
    some = list(graph)[:2]
    assert nx.triangles(graph, backend="orbweb") == nx.triangles(graph)
    assert nx.triangles(graph, some, backend="orbweb") == nx.triangles(graph, some)
    assert nx.triangles(graph, some[0], backend="orbweb") == nx.triangles(graph, some[0])
    assert nx.clustering(graph, backend="orbweb") == pytest.approx(nx.clustering(graph), abs=1e-12)
    assert nx.transitivity(graph, backend="orbweb") == pytest.approx(nx.transitivity(graph), abs=1e-12)
    if nx.number_of_selfloops(graph):
        with pytest.raises(nx.NetworkXNotImplemented, match="self loops"):
            nx.core_number(graph, backend="orbweb")
    else:
        assert nx.core_number(graph, backend="orbweb") == nx.core_number(graph)


@settings(max_examples=10)
@given(st.integers(0, 1000))
def test_hits(seed: int) -> None:
    graph = nx.gnp_random_graph(30, 0.2, seed=seed, directed=True)
    for mine, theirs in zip(nx.hits(graph, backend="orbweb"), nx.hits(graph), strict=True):
        assert mine == pytest.approx(theirs, abs=1e-6)


REFUSALS = [
    ("pagerank", nx.DiGraph, {"alpha": 1}, "alpha must be at least 0 and below 1"),
    ("pagerank", nx.DiGraph, {"max_iter": 5}, "fewer iterations than by default are not counted as NetworkX does"),
    ("pagerank", nx.DiGraph, {"tol": 0}, "tol must be above 0"),
    ("pagerank", nx.DiGraph, {"nstart": {0: 0}}, "nstart must have a positive sum"),
    ("pagerank", nx.DiGraph, {"dangling": {0: 0}}, "dangling must have a positive sum"),
    ("hits", nx.DiGraph, {"normalized": False}, "what is not normalized has no scale of its own"),
    ("hits", nx.DiGraph, {"max_iter": 5}, "fewer iterations than by default are not counted as NetworkX does"),
    ("hits", nx.MultiDiGraph, {}, "parallel edges would be merged"),
    ("degree_centrality", nx.MultiGraph, {}, "parallel edges would be merged"),
    ("harmonic_centrality", nx.DiGraph, {"distance": "weight"}, "distances on edges are not taken"),
    ("harmonic_centrality", nx.DiGraph, {"sources": [0]}, "sources are not taken"),
    ("core_number", nx.DiGraph, {}, "NetworkX means something else by it where edges have directions"),
    ("clustering", nx.DiGraph, {}, "NetworkX means something else by it where edges have directions"),
    ("clustering", nx.Graph, {"weight": "weight"}, "weights are not taken"),
]


@pytest.mark.parametrize(("name", "kind", "options", "reason"), REFUSALS)
def test_what_is_not_the_same_is_refused_in_words(name: str, kind: Any, options: dict[str, Any], reason: str) -> None:
    graph = kind([(0, 1), (1, 0)])
    assert backend.can_run(name, (graph,), options) == reason
    with pytest.raises(NotImplementedError):
        getattr(nx, name)(graph, backend="orbweb", **options)


@pytest.mark.parametrize("weight", [0.5, 0, -1, 2**32, float("nan"), float("inf"), "heavy"])
def test_weights_that_are_no_numbers_of_links_are_refused(weight: Any) -> None:
    graph = nx.DiGraph([(0, 1, {"weight": weight})])
    with pytest.raises(NotImplementedError, match="weights must be"):
        backend.convert_from_nx(graph, edge_attrs={"weight": 1})
    with pytest.raises(NotImplementedError):
        nx.pagerank(graph, backend="orbweb")


def test_an_error_that_cannot_be_certified_is_refused() -> None:
    graph = nx.gnp_random_graph(50, 0.1, seed=1, directed=True)
    assert nx.pagerank(graph, tol=1e-300, backend="orbweb") == pytest.approx(nx.pagerank(graph, tol=1e-14), abs=1e-12)
    with pytest.raises(NotImplementedError):
        nx.pagerank(graph, alpha=1 - 1e-12, tol=1e-300, backend="orbweb")


def test_a_call_by_priority_falls_back_where_it_is_refused_or_not_worth_it() -> None:
    graph = nx.DiGraph([(0, 1, {"weight": 0.5})])
    with nx.config(backend_priority=["orbweb"]):
        assert nx.pagerank(graph) == nx.pagerank(graph, backend="networkx")
    assert "NetworkX is fast enough" in str(backend.should_run("pagerank", (graph,), {}))
    assert "costs more" in str(backend.should_run("degree_centrality", (graph,), {}))
    assert backend.should_run("pagerank", (backend.convert_from_nx(graph),), {}) is True


def test_a_converted_graph_is_used_as_it_is_and_goes_back() -> None:
    graph = nx.DiGraph([("a", "b", {"weight": 2}), ("b", "a"), ("a", "c")])
    converted = backend.convert_from_nx(graph, edge_attrs={"weight": 1})
    assert isinstance(converted, Graph) and len(converted) == 3 and "b" in converted and [] not in converted
    assert nx.pagerank(converted) == pytest.approx(nx.pagerank(graph), abs=1e-5)
    again = backend.convert_to_nx(converted)
    assert nx.utils.graphs_equal(again, nx.DiGraph([("a", "b", {"weight": 2}), ("b", "a", {"weight": 1}), ("a", "c", {"weight": 1})]))
    undirected = backend.convert_to_nx(backend.convert_from_nx(nx.path_graph(4)))
    assert nx.utils.graphs_equal(undirected, nx.path_graph(4))


def test_empty_graphs() -> None:
    assert nx.pagerank(nx.DiGraph(), backend="orbweb") == {}
    assert nx.hits(nx.DiGraph(), backend="orbweb") == ({}, {})
    assert list(nx.connected_components(nx.Graph(), backend="orbweb")) == []
    with pytest.raises(nx.NetworkXPointlessConcept):
        nx.is_connected(nx.Graph(), backend="orbweb")


def test_networkx_knows_the_backend_whichever_is_imported_first() -> None:
    for first in ("orbweb.nx_backend", "networkx"):
        program = f"import {first}, networkx; assert 'orbweb' in networkx.pagerank.backends"
        subprocess.run([sys.executable, "-W", "error", "-c", program], check=True)
