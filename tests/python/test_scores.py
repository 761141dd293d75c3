"""Scores: right, proven, not copied; and the manners of long calls."""

from __future__ import annotations

import gc
import inspect
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import networkx as nx
import numpy as np
import pyarrow as pa
import pytest

import orbweb as ow
from orbweb import _core


def test_pagerank_is_networkx_pagerank(arcs: tuple[np.ndarray, np.ndarray, int]) -> None:
    source, target, n = arcs
    web = ow.from_coo(source, target, num_nodes=n)
    graph = nx.DiGraph(list(zip(source.tolist(), target.tolist(), strict=True)))
    graph.add_nodes_from(range(n))
    expected = nx.pagerank(graph, tol=1e-12, max_iter=1000)
    scores = ow.pagerank(web, tol=1e-12)
    assert np.abs(scores.score - [expected[node] for node in range(n)]).sum() < n * 1e-12 + 1e-11
    assert scores.error_bound <= 1e-12 and scores.converged


@pytest.mark.parametrize("row", _core.algorithms(), ids=lambda row: row["name"])
def test_every_row_of_the_table_is_a_function_and_a_method_with_its_defaults(row: dict) -> None:
    name = row["name"].replace("-", "_")
    for function in (getattr(ow, name), getattr(ow.Web, name)):
        parameters = inspect.signature(function).parameters
        for option in row["options"]:
            parameter = parameters[option["name"].replace("-", "_")]
            assert parameter.kind is inspect.Parameter.KEYWORD_ONLY
            assert parameter.default == option["default"]
            assert option["help"][1:] in function.__doc__


def test_options_reach_the_library_and_its_refusals_come_back(web: ow.Web) -> None:
    assert ow.pagerank(web, alpha=0.5).params["alpha"] == 0.5
    assert ow.pagerank(web, max_iterations=np.int32(7)).params["max-iterations"] == 7
    with pytest.raises(ow.ArgumentError, match="alpha: expected a number, found text"):
        ow.pagerank(web, alpha="high")
    with pytest.raises(ValueError, match="expected one of strong, weak, none"):
        ow.pagerank(web, dangling="soft")
    with pytest.raises(TypeError, match=r"pagerank\(\) got an unexpected keyword argument 'alfa'"):
        ow.pagerank(web, alfa=1)


def test_seeds_are_names_mappings_arrays_or_a_file(web: ow.Web, tmp_path: Path) -> None:
    file = tmp_path / "seeds.txt"
    file.write_text("a.com\n", encoding="utf-8")
    all_ways = [["a.com"], {"a.com": 2.0}, {0: 1.0}, np.array([1.0, 0, 0, 0]), file]
    vectors = [ow.trustrank(web, seeds=seeds).score.tolist() for seeds in all_ways]
    assert all(vector == vectors[0] for vector in vectors)


def test_distances_are_exact_for_chosen_nodes_and_count_the_near(web: ow.Web) -> None:
    scores = ow.harmonic(web, exact_for=["a.com"], within=1)
    assert scores.columns == ["score", "rank", "reach", "within"]
    assert scores.facts["exact_nodes"] == 1
    assert scores.score[web.id("a.com")] == ow.harmonic(web, exact=True).score[web.id("a.com")]


def test_a_source_is_a_name_or_a_node(web: ow.Web) -> None:
    assert ow.bfs(web, source="a.com").score.tolist() == ow.bfs(web, source=web["a.com"]).score.tolist()
    with pytest.raises(ow.UnknownNodeError, match="nowhere"):
        ow.bfs(web, source="nowhere.example")
    with pytest.raises(ow.ArgumentError, match="expected a source"):
        ow.bfs(web)


def test_columns_are_read_only_views_that_outlive_their_scores(web: ow.Web) -> None:
    scores = web.domain_rating()
    score, rating = scores.score, scores.rating
    assert score.ctypes.data == scores.score.ctypes.data
    with pytest.raises(ValueError, match="read-only"):
        score[0] = 1
    assert pa.table(scores)["score"].chunk(0).buffers()[1].address == score.ctypes.data
    expected = rating.tolist()
    del scores
    gc.collect()
    assert rating.tolist() == expected


def test_rows_top_and_tables(web: ow.Web) -> None:
    scores = ow.domain_rating(web)
    top = scores.top(2)
    assert [row.rank for row in top] == [1, 2] and top[0].name == "b.com"
    assert scores["b.com"].rating == top[0].rating
    assert scores.to_pandas().loc["b.com", "score"] == top[0].score
    assert pa.table(scores).column_names == ["name", "score", "rank", "rating", "referring_domains"]


def test_parts_sum_to_the_score(web: ow.Web) -> None:
    scores = ow.domain_rating(web)
    parts = scores.explain("b.com")
    total = parts.teleport + parts.dangling + parts.own_links + parts.remainder + parts.contributions["amount"].sum()
    assert total == pytest.approx(parts.score, rel=1e-12)
    assert parts.score == scores["b.com"].score
    with pytest.raises(ow.ArgumentError, match="no explanation"):
        ow.cheirank(web).explain("b.com")


def test_saved_scores_come_back(web: ow.Web, tmp_path: Path) -> None:
    scores = ow.domain_rating(web)
    scores.save(tmp_path / "dr.tsv")
    again = web.load_scores(tmp_path / "dr.tsv")
    assert again.score.tolist() == scores.score.tolist() and again.definition == "domain-rating/1"
    assert again.explain("a.com").score == scores["a.com"].score


def test_comparison_of_a_ranking_with_itself_and_its_opposite(arcs: tuple[np.ndarray, np.ndarray, int]) -> None:
    web = ow.from_coo(arcs[0], arcs[1], num_nodes=arcs[2])
    scores = ow.pagerank(web)
    same = scores.compare(scores)
    assert (same.kendall_tau, same.spearman, same.top_k_overlap) == pytest.approx((1, 1, 1))
    assert same.rank_biased_overlap == pytest.approx(1)
    other = scores.compare(ow.cheirank(web), k=10)
    assert -1 <= other.kendall_tau < 1 and 0 <= other.top_k_overlap <= 1


def test_html_is_escaped() -> None:
    web = ow.build(pa.table({"source": ["<script>"], "target": ["b&c"]}))
    text = ow.pagerank(web)._repr_html_()
    assert "<script>" not in text and "&lt;script&gt;" in text and "b&amp;c" in text


def test_threads_change_nothing(arcs: tuple[np.ndarray, np.ndarray, int]) -> None:
    web = ow.from_coo(arcs[0], arcs[1], num_nodes=arcs[2])
    assert ow.pagerank(web, threads=1).score.tobytes() == ow.pagerank(web, threads=4).score.tobytes()
    with pytest.raises(ow.ArgumentError, match="threads: expected at least 0"):
        ow.set_threads(-1)


SLOW = """
import numpy as np, orbweb as ow, sys
random = np.random.default_rng(1)
web = ow.build((random.integers(0, 200_000, 2_000_000), random.integers(0, 200_000, 2_000_000)))
print("ready", flush=True)
try:
    while True:
        ow.pagerank(web, alpha=0.999999, tol=1e-7, max_iterations=10**6, solver="pull")
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


def test_control_c_stops_a_long_call_within_a_second() -> None:
    with subprocess.Popen([sys.executable, "-c", SLOW], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        time.sleep(0.5)
        start = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "interrupted\n"
        assert time.monotonic() - start < 1 + 2 * (os.getloadavg()[0] > os.cpu_count())


def test_progress_is_called_and_may_stop_the_work(links: Path) -> None:
    reports: list[ow.Progress] = []
    web = ow.build(links, fold="domain", progress=reports.append)
    ow.pagerank(web, progress=reports.append)
    assert reports and all(report.phase for report in reports)

    def refuse(report: ow.Progress) -> None:
        raise RuntimeError(report.phase)

    with pytest.raises(RuntimeError):
        ow.pagerank(web, progress=refuse)


def test_other_python_threads_run_while_a_call_does(arcs: tuple[np.ndarray, np.ndarray, int]) -> None:
    web = ow.from_coo(arcs[0], arcs[1], num_nodes=arcs[2])
    results: list[bytes] = []
    threads = [threading.Thread(target=lambda: results.append(ow.pagerank(web).score.tobytes())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 8 and len(set(results)) == 1


def test_networkx_dispatches_and_refuses() -> None:
    graph = nx.gnp_random_graph(50, 0.1, seed=1, directed=True)
    with nx.config(warnings_to_ignore={"cache"}):  # its note that the converted graph serves all three calls
        for function in (nx.pagerank, nx.in_degree_centrality, nx.out_degree_centrality):
            mine, theirs = function(graph, backend="orbweb"), function(graph)
            assert mine == pytest.approx(theirs, abs=1e-5)
    nx.set_edge_attributes(graph, 0.5, "weight")
    with pytest.raises(NotImplementedError):
        nx.pagerank(graph, backend="orbweb")


def test_what_if_equals_a_full_solve_of_the_changed_web() -> None:
    sources, targets = np.array([0, 0, 1, 2, 3]), np.array([1, 2, 2, 0, 0])
    before = ow.pagerank(ow.build((sources, targets)), tol=1e-12)
    found = before.what_if(add=[(3, 1)], remove=[(0, 2)])
    exact = ow.pagerank(ow.build(([0, 1, 2, 3, 3], [1, 2, 0, 0, 1])), tol=1e-13)
    assert np.abs(found.score - exact.score).sum() <= found.error_bound < 1e-9
    assert found.definition == "pagerank/1" and found.rank[0] == exact.rank[0]
    with pytest.raises(ow.ArgumentError, match="not at hand"):
        found.what_if(remove=[(3, 1)])


def test_what_if_refuses_in_the_words_of_the_command_line(web: ow.Web) -> None:
    scores = ow.domain_rating(web)
    source, target, _, _ = next(iter(web.arcs(names=True)))
    with pytest.raises(ow.ArgumentError, match=f"what-if: {source} -> {target} is there already, as a followed link"):
        scores.what_if(add=[(source, target)])
    with pytest.raises(ow.UnknownNodeError):
        scores.what_if(add=[(source, "nowhere.example")])
    with pytest.raises(ow.ArgumentError, match="found hits"):
        ow.hits(web).what_if(add=[(target, source)])
