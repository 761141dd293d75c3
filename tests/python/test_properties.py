"""Random graphs: every representation holds the same arcs, every measure agrees with an independent oracle."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csgraph

import orbweb as ow

NODES = st.integers(1, 25)
Arcs = tuple[int, list[tuple[int, int]]]


@st.composite
def graphs(draw: st.DrawFn) -> Arcs:
    """A number of nodes and distinct arcs between them, from none to nearly all."""
    n = draw(NODES)
    node = st.integers(0, n - 1)
    return n, sorted(draw(st.sets(st.tuples(node, node), max_size=4 * n)))


def web_of(graph: Arcs) -> ow.Web:
    n, arcs = graph
    ends = np.array(arcs, dtype=np.int64).reshape(-1, 2)
    return ow.from_coo(ends[:, 0], ends[:, 1], num_nodes=n)


def matrix_of(graph: Arcs) -> sp.csr_array:
    n, arcs = graph
    ends = np.array(arcs, dtype=np.int64).reshape(-1, 2)
    return sp.csr_array((np.ones(len(arcs)), (ends[:, 0], ends[:, 1])), shape=(n, n))


def digraph_of(graph: Arcs) -> nx.DiGraph:
    made = nx.DiGraph(graph[1])
    made.add_nodes_from(range(graph[0]))
    return made


def arcs_of(web: ow.Web) -> list[tuple[int, int]]:
    return [(s, t) for s, t, _, _ in web.arcs()]


REPRESENTATIONS: dict[str, Callable[[ow.Web], Any]] = {
    "coo": lambda web: (web.arcs()["source"], web.arcs()["target"]),
    "csr": lambda web: ow.from_csr(*web.csr()),
    "scipy": lambda web: web.to_scipy(),
    "arrow": lambda web: web.to_arrow(),
    "pandas": lambda web: web.to_pandas(),
    "polars": lambda web: web.to_polars(),
    "networkx": lambda web: web.to_networkx(),
}


def through(web: ow.Web, name: str) -> ow.Web:
    held = REPRESENTATIONS[name](web)
    return held if isinstance(held, ow.Web) else ow.build(held)


@given(graphs())
@settings(max_examples=8)
def test_arcs_survive_every_pair_of_representations(graph: Arcs) -> None:
    web = web_of(graph)
    for first in REPRESENTATIONS:
        once = through(web, first)
        for second in REPRESENTATIONS:
            assert arcs_of(through(once, second)) == graph[1], (first, second)


NAMED = st.lists(
    st.tuples(*2 * [st.sampled_from(["a.com", "b.a.com", "c.org", "ü.example", "x.co.uk", "d.c.org"])]),
    min_size=1, max_size=12,
)


@given(NAMED, st.data())
def test_names_counts_and_labels_survive_tables(links: list[tuple[str, str]], data: st.DataObject) -> None:
    rel = [data.draw(st.sampled_from([None, "nofollow", "ugc", "noopener"])) for _ in links]
    count = [data.draw(st.integers(1, 9)) for _ in links]
    sources, targets = map(list, zip(*links, strict=True))
    table = pa.table({
        "source": sources, "target": targets, "rel": pa.array(rel, pa.string()), "count": pa.array(count, pa.int64()),
    })
    web = ow.build(table)
    rows = sorted((s, t, c, f) for s, t, c, f in web.arcs(names=True))
    for held in (table.to_pandas(), pl.DataFrame(table), web.arcs(names=True)):
        assert sorted(tuple(row) for row in ow.build(held).arcs(names=True)) == rows
    expected: dict[tuple[str, str], int] = {}
    for link, number in zip(links, count, strict=True):
        expected[link] = expected.get(link, 0) + number
    assert {(s, t): c for s, t, c, _ in rows} == expected


@given(graphs())
@settings(max_examples=10)
def test_a_web_on_disk_is_the_web_in_memory(tmp_path_factory: pytest.TempPathFactory, graph: Arcs) -> None:
    web = web_of(graph)
    for name, _ in ow.encodings():
        stored = web.save(tmp_path_factory.mktemp("web") / "my.web", encoding=name)
        assert stored.fingerprint == web.fingerprint and arcs_of(stored) == graph[1]


@given(graphs())
def test_rows_and_degrees_are_those_of_the_matrix(graph: Arcs) -> None:
    web, matrix = web_of(graph), matrix_of(graph)
    assert web.outdegree().tolist() == matrix.sum(axis=1).tolist()
    assert web.indegree().tolist() == matrix.sum(axis=0).tolist()
    columns = matrix.tocsc()
    for node in range(graph[0]):
        assert web.successors(node).tolist() == matrix.indices[matrix.indptr[node] : matrix.indptr[node + 1]].tolist()
        assert web.predecessors(node).tolist() == columns.indices[columns.indptr[node] : columns.indptr[node + 1]].tolist()
    assert (web.to_scipy() != matrix).nnz == 0


def same_partition(first: Any, second: Any) -> bool:
    pairs = set(zip(first.tolist(), second.tolist(), strict=True))
    return len(pairs) == len(set(first.tolist())) == len(set(second.tolist()))


@given(graphs())
def test_components_and_distances_are_scipys(graph: Arcs) -> None:
    web, matrix = web_of(graph), matrix_of(graph)
    for algorithm, connection in (("wcc", "weak"), ("scc", "strong")):
        scores = getattr(ow, algorithm)(web)
        number, labels = csgraph.connected_components(matrix, connection=connection)
        assert scores.facts["components"] == number and same_partition(scores.component, labels)
    distances = csgraph.shortest_path(matrix, unweighted=True, indices=0)
    assert ow.bfs(web, source=0).score.tolist() == np.where(np.isinf(distances), -1, distances).tolist()


@given(graphs(), st.floats(0, 0.95))
def test_pagerank_is_the_solution_of_its_equations(graph: Arcs, alpha: float) -> None:
    n = graph[0]
    matrix = matrix_of(graph).toarray()
    out = matrix.sum(axis=1)
    walk = np.where(out[:, None] > 0, matrix / np.maximum(out, 1)[:, None], 1 / n)
    exact = np.linalg.solve(np.eye(n) - alpha * walk.T, np.full(n, (1 - alpha) / n))
    scores = ow.pagerank(web_of(graph), alpha=alpha)
    assert np.abs(scores.score - exact).sum() <= scores.error_bound + 1e-14 * n <= 2e-9


@given(graphs())
def test_centralities_are_networkxs(graph: Arcs) -> None:
    web, directed = web_of(graph), digraph_of(graph)
    expected = nx.harmonic_centrality(directed)
    assert ow.harmonic(web, exact=True).score == pytest.approx([expected[v] for v in range(graph[0])], abs=1e-12)
    simple = nx.Graph(directed)
    simple.remove_edges_from(list(nx.selfloop_edges(simple)))
    cores, corners, shares = nx.core_number(simple), nx.triangles(simple), nx.clustering(simple)
    assert ow.k_core(web).score.tolist() == [cores[v] for v in range(graph[0])]
    found = ow.triangles(web)
    assert found.score.tolist() == [corners[v] for v in range(graph[0])]
    assert found.clustering == pytest.approx([shares[v] for v in range(graph[0])], abs=1e-12)


@given(graphs())
def test_assortativity_and_reciprocity_are_networkxs(graph: Arcs) -> None:
    facts, directed = ow.degrees(web_of(graph)).facts, digraph_of(graph)
    for pair in ("out_in", "out_out", "in_in", "in_out"):
        found = facts.get(f"assortativity_{pair}")
        source, target = pair.split("_")
        if found is None:  # all degrees at one end are the same
            assert any(
                len({degree(v) for v in ends}) < 2
                for degree, ends in (
                    (getattr(directed, f"{source}_degree"), {u for u, _ in graph[1]}),
                    (getattr(directed, f"{target}_degree"), {v for _, v in graph[1]}),
                )
            )
        else:
            expected = nx.degree_assortativity_coefficient(directed, x=source, y=target)
            assert found == pytest.approx(expected, abs=1e-9)
    directed.remove_edges_from(list(nx.selfloop_edges(directed)))
    if directed.number_of_edges():
        assert facts["reciprocity"] == pytest.approx(nx.overall_reciprocity(directed), abs=1e-12)


@given(graphs(), st.sampled_from(["leiden", "label_propagation"]))
def test_communities_are_connected_and_of_networkxs_modularity(graph: Arcs, algorithm: str) -> None:
    scores = getattr(ow, algorithm)(web_of(graph))
    simple = nx.Graph(digraph_of(graph))
    simple.remove_edges_from(list(nx.selfloop_edges(simple)))
    numbers = range(int(scores.facts["communities"]))
    communities = [set(np.flatnonzero(scores.community == number).tolist()) for number in numbers]
    assert all(nx.is_connected(simple.subgraph(members)) for members in communities)
    if simple.number_of_edges():
        assert scores.facts["modularity"] == pytest.approx(nx.community.modularity(simple, communities), abs=1e-12)


def test_leiden_on_the_karate_club() -> None:
    club = nx.karate_club_graph()
    edges = np.array(club.edges)
    found = ow.leiden(ow.from_coo(edges[:, 0], edges[:, 1], num_nodes=len(club)))
    assert 0.4188 <= found.facts["modularity"] <= 0.4198


@given(graphs(), st.data())
def test_steps_are_operations_on_the_matrix(graph: Arcs, data: st.DataObject) -> None:
    web, matrix = web_of(graph), matrix_of(graph).toarray() > 0
    nodes = sorted(data.draw(st.sets(st.integers(0, graph[0] - 1), min_size=1)))
    order = data.draw(st.permutations(range(graph[0])))
    expected = {
        "nodes": (web.transform(nodes=nodes), matrix[np.ix_(nodes, nodes)]),
        "transpose": (web.transform(transpose=True), matrix.T),
        "symmetrise": (web.transform(symmetrise=True), matrix | matrix.T),
        "drop_self_loops": (web.transform(drop_self_loops=True), matrix & ~np.eye(graph[0], dtype=bool)),
        "order": (web.transform(order=np.array(order)), matrix[np.ix_(order, order)]),
    }
    for step, (made, dense) in expected.items():
        assert np.array_equal(made.to_scipy().toarray() > 0, dense), step


@given(graphs())
@settings(max_examples=10)
def test_files_are_read_back(tmp_path_factory: pytest.TempPathFactory, graph: Arcs) -> None:
    web = web_of(graph)
    folder: Path = tmp_path_factory.mktemp("files")
    for ending in (".mtx", ".npz", ".sg"):
        web.convert(folder / f"graph{ending}")
        assert arcs_of(ow.build(folder / f"graph{ending}")) == graph[1], ending


def test_data_frames_of_numbers_and_names_say_the_same() -> None:
    numbers = pd.DataFrame({"source": [0, 1], "target": [1, 2]})
    names = numbers.map(lambda node: f"n{node}.example")
    assert arcs_of(ow.build(numbers)) == arcs_of(ow.build(names)) == [(0, 1), (1, 2)]
