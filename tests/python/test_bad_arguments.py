"""Bad input for every argument, with its exact message."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
import scipy.sparse as sp

import orbweb as ow
from orbweb import _core

ROWS = _core.algorithms()
OPTIONS = [(row["name"], option) for row in ROWS for option in row["options"]]


def function_of(name: str) -> Callable[..., Any]:
    function: Callable[..., Any] = getattr(ow, name.replace("-", "_"))
    return function


def refusal(algorithm: str, option: dict[str, Any], has_names: bool) -> tuple[Any, type[Exception], str]:
    """A value of the wrong kind for an option, and what is said of it."""
    where = f"{algorithm}: option {option['name']}: expected"
    name = option["name"]
    return {
        "flag": ("x", ow.ArgumentError, f"{where} a flag, found text"),
        "integer": (1.5, ow.ArgumentError, f"{where} an integer, found a number"),
        "number": ("x", ow.ArgumentError, f"{where} a number, found text"),
        "choice": ("x", ow.ArgumentError, f'{where} one of {", ".join(option["choices"])}, found "x"'),
        "node": ("nowhere", ow.UnknownNodeError, "no node 'nowhere' in this web"),
        "node_values": (7, TypeError, f"{name}: expected numbers, names, a mapping or a path, found int"),
        "start_scores": (["x"], TypeError, f"{name}: expected Scores, numbers or a path, found list"),
    }[option["kind"]]


@pytest.mark.parametrize(("algorithm", "option"), OPTIONS, ids=[f"{name}-{option['name']}" for name, option in OPTIONS])
def test_every_option_of_every_algorithm_refuses_another_kind(algorithm: str, option: dict[str, Any]) -> None:
    web = ow.build(([0, 1, 2], [1, 2, 0]))
    value, error, message = refusal(algorithm, option, web.has_names)
    with pytest.raises(error) as raised:
        function_of(algorithm)(web, **{option["name"].replace("-", "_"): value})
    assert str(raised.value) == message


@pytest.mark.parametrize("algorithm", [row["name"] for row in ROWS])
def test_every_algorithm_refuses_unknown_options_and_bad_threads(algorithm: str) -> None:
    web = ow.build(([0, 1, 2], [1, 2, 0]))
    function = function_of(algorithm)
    with pytest.raises(TypeError, match=rf"{function.__name__}\(\) got an unexpected keyword argument 'colour'"):
        function(web, colour=1)
    with pytest.raises(TypeError, match=rf"{function.__name__}\(\) missing a required argument: 'web'"):
        function()
    with pytest.raises(ow.ArgumentError) as raised:
        function(web, threads=-1)
    assert str(raised.value) == "threads: expected at least 0, found -1"


CASES: list[tuple[str, Callable[[ow.Web, Path], Any], type[Exception], str]] = [
    ("build inputs", lambda web, tmp: ow.build(3), TypeError,
     "expected paths, a table, two arrays, a matrix or a graph, found int"),
    ("build format", lambda web, tmp: ow.build(tmp / "l", format="xls"), ow.ArgumentError, 'unknown input format "xls"; known are auto, links, .*'),
    ("build fold", lambda web, tmp: ow.build(tmp / "l", fold="city"), ow.ArgumentError, 'fold level "city": expected page, host, domain or none'),
    ("build psl", lambda web, tmp: ow.build(tmp / "l", fold="domain", psl=tmp / "no.dat"), ow.IoError, "no.dat"),
    ("build psl_section", lambda web, tmp: ow.build(tmp / "l", psl_section="x"), ow.ArgumentError,
     'psl_section: expected private or icann, found "x"'),
    ("build overrides", lambda web, tmp: ow.build(tmp / "l", fold="domain", overrides=tmp / "no"), ow.IoError, "no"),
    ("build strict", lambda web, tmp: ow.build(tmp / "bad", strict=True), ow.LoadError, "bad: line 1: expected .*, found"),
    ("build output", lambda web, tmp: ow.build(tmp / "l", tmp), ow.CreateError, "exists"),
    ("build output's folder", lambda web, tmp: ow.build(tmp / "l", tmp / "no" / "w"), ow.CreateError, "no"),
    ("build encoding", lambda web, tmp: ow.build(tmp / "l", tmp / "w", encoding="zip"), ow.ArgumentError,
     'encoding "zip": expected one of fast, csr, bvgraph'),
    ("build threads", lambda web, tmp: ow.build(tmp / "l", threads=-2), ow.ArgumentError,
     "threads: expected at least 0, found -2"),
    ("from_coo source", lambda web, tmp: ow.from_coo([[0]], [1]), ow.ArgumentError,
     "source: expected integers in one dimension, found int64 in 2"),
    ("from_coo target", lambda web, tmp: ow.from_coo([0], ["a"]), ow.ArgumentError,
     "target: expected integers in one dimension, found <U1 in 1"),
    ("from_coo count", lambda web, tmp: ow.from_coo([0], [1], count=[0]), ow.ArgumentError,
     "count: expected 1 to 4294967295, found 0 to 0"),
    ("from_coo followed", lambda web, tmp: ow.from_coo([0], [1], followed=[True, False]), ow.ArgumentError,
     "arcs: expected arrays of one length, found 1, 2"),
    ("from_coo num_nodes", lambda web, tmp: ow.from_coo([0], [1], num_nodes=-1), ow.ArgumentError,
     "num_nodes: expected 0 to 4294967295, found -1"),
    ("from_csr offsets", lambda web, tmp: ow.from_csr([0, 2], [0]), ow.ArgumentError,
     "graph: offsets end at 2, but there are 1 arcs"),
    ("from_csr targets", lambda web, tmp: ow.from_csr([0, 2, 2], [1, 0]), ow.ArgumentError,
     "graph: the row of node 0 is not strictly increasing or names a node of 2 or above"),
    ("from_csr target", lambda web, tmp: ow.from_csr([0, 1], [5]), ow.ArgumentError,
     "graph: the row of node 0 is not strictly increasing or names a node of 1 or above"),
    ("from_csr count", lambda web, tmp: ow.from_csr([0, 1, 1], [1], count=[1, 2]), ow.ArgumentError, "."),
    ("from_scipy matrix", lambda web, tmp: ow.from_scipy(sp.csr_array((2, 3))), ow.ArgumentError,
     "matrix: expected as many rows as columns, found 2 and 3"),
    ("from_scipy counts", lambda web, tmp: ow.from_scipy(sp.csr_array(np.eye(2) / 2), counts=True), ow.ArgumentError,
     "count: expected integers in one dimension, found float64 in 1"),
    ("from_networkx graph", lambda web, tmp: ow.from_networkx(nx.DiGraph([(1, "a")])), ow.ArgumentError,
     "graph: expected nodes that are all names or the numbers 0 to n - 1: relabel it first"),
    ("open", lambda web, tmp: ow.open(tmp / "no.web"), ow.IoError,
     "cannot open .*no.web: No such file or directory"),
    ("verify", lambda web, tmp: ow.verify(tmp / "no.web"), ow.IoError,
     "cannot open .*no.web: No such file or directory"),
    ("set_threads", lambda web, tmp: ow.set_threads(-1), ow.ArgumentError, "threads: expected at least 0, found -1"),
    ("id of a name", lambda web, tmp: web.id("aa.com"), ow.UnknownNodeError, "no node 'aa.com' in this web; near: a.com"),
    ("id of a number", lambda web, tmp: web.id(4), ow.UnknownNodeError, "no node 4 in this web, which has 4"),
    ("name", lambda web, tmp: web.name(4), IndexError, "node 4: this web has 4 nodes"),
    ("names", lambda web, tmp: web.names[np.array([9])], IndexError, "node 9: this web has 4 nodes"),
    ("names.index", lambda web, tmp: web.names.index("x.com"), ValueError, "no node 'x.com'"),
    ("under", lambda web, tmp: ow.build(([0], [1])).under("a.com"), ow.ArgumentError,
     "this web's nodes are numbers: none has a name"),
    ("transform nodes", lambda web, tmp: web.transform(nodes=[4]), ow.ArgumentError,
     "nodes: expected nodes below 4, found 4 to 4"),
    ("transform nodes of a mask", lambda web, tmp: web.transform(nodes=np.ones(3, bool)), ow.ArgumentError,
     "nodes: expected a mask of 4 nodes, found one of 3"),
    ("transform nodes of numbers", lambda web, tmp: web.transform(nodes=[0.5]), ow.ArgumentError,
     "nodes: expected nodes in one dimension, found float64 in 1"),
    ("transform nodes of names", lambda web, tmp: web.transform(nodes=["x.org"]), ow.UnknownNodeError, "no node 'x.org'"),
    ("transform nodes of a kind", lambda web, tmp: web.transform(nodes=3), TypeError,
     "nodes: expected names, numbers, a mask, a path or bytes, found int"),
    ("transform nodes of bytes", lambda web, tmp: web.transform(nodes=b"xx"), ow.LoadError, "Roaring bitmap"),
    ("transform also_in", lambda web, tmp: web.transform(also_in=[-1]), ow.ArgumentError,
     "also_in: expected nodes below 4, found -1 to -1"),
    ("transform not_in", lambda web, tmp: web.transform(not_in=range(4)), ow.ArgumentError,
     "no node is left: see nodes, under, also_in and not_in"),
    ("transform under", lambda web, tmp: web.transform(under="x.org"), ow.ArgumentError,
     "no node of this web is under 'x.org'"),
    ("transform order", lambda web, tmp: web.transform(order=[0, 1]), ow.ArgumentError,
     "order: expected each of 4 nodes once, found 2"),
    ("transform order of a node twice", lambda web, tmp: web.transform(order=[0, 1, 2, 2]), ow.ArgumentError, "2"),
    ("transform order of a kind", lambda web, tmp: web.transform(order=[0.5]), ow.ArgumentError,
     "order: expected a word, a path or an array of nodes, found float64 in 1"),
    ("transform order of a file", lambda web, tmp: web.transform(order="backwards"), ow.IoError, "backwards"),
    ("transform components", lambda web, tmp: web.transform(largest_component=True, largest_strong_component=True),
     ow.ArgumentError, "largest_component and largest_strong_component contradict each other"),
    ("transform directions", lambda web, tmp: web.transform(transpose=True, symmetrise=True), ow.ArgumentError,
     "transpose and symmetrise contradict each other"),
    ("convert output", lambda web, tmp: web.convert(tmp / "a.docx"), ow.ArgumentError,
     "cannot tell the format of .*a.docx by its ending: name it with `to`"),
    ("convert to", lambda web, tmp: web.convert(tmp / "a", to="docx"), ow.ArgumentError, "expected one of|docx"),
    ("convert encoding", lambda web, tmp: web.convert(tmp / "a.mtx", encoding="csr"), ow.ArgumentError,
     "encoding: expected a web to encode, found the format mtx"),
    ("convert selection", lambda web, tmp: web.convert(tmp / "a", to="bvgraph", selection="lazy"), ow.ArgumentError,
     'selection: expected greedy or dynamic, found "lazy"'),
    ("convert folder", lambda web, tmp: web.convert(tmp / "no" / "a.mtx"), OSError, "no"),
    ("save encoding", lambda web, tmp: web.save(tmp / "w", encoding="zip"), ow.ArgumentError, 'encoding "zip": expected one of fast, csr, bvgraph'),
    ("load_scores", lambda web, tmp: ow.load_scores(tmp / "no.tsv"), ow.IoError, "no.tsv"),
    ("diff count", lambda web, tmp: ow.diff("a", "b", count=-1), ow.ArgumentError, "count: expected at least 0, found -1"),
    ("referrers of none", lambda web, tmp: web.referrers(), TypeError, "nodes"),
    ("referrers of a kind", lambda web, tmp: web.referrers(1.5), TypeError, "float"),
    ("referrers n", lambda web, tmp: web.referrers(0, n=-1), ow.ArgumentError, "n: expected at least 0, found -1"),
    ("referrers n of a kind", lambda web, tmp: web.referrers(0, n=1.5), TypeError,
     "n: expected an integer of at least 0, found 1.5"),
    ("linked followed", lambda web, tmp: web.linked(0, followed="x"), TypeError, "followed: expected a bool, found 'x'"),
    ("linked threads", lambda web, tmp: web.linked(0, threads=-1), ow.ArgumentError,
     "threads: expected at least 0, found -1"),
    ("intersect of none", lambda web, tmp: web.intersect([]), ow.ArgumentError,
     "intersect: expected at least one node to be linked to, found none"),
    ("intersect min_matches", lambda web, tmp: web.intersect([0], min_matches=0), ow.ArgumentError,
     "min_matches: expected at least 1, found 0"),
    ("intersect too many matches", lambda web, tmp: web.intersect([0, 0, 1], min_matches=3), ow.ArgumentError,
     "min-matches: expected at most 2, the number of nodes, found 3"),
    ("shared node", lambda web, tmp: web.shared("x.org", [0]), ow.UnknownNodeError, "no node 'x.org'"),
    ("best under", lambda web, tmp: web.best("x.org"), ow.ArgumentError, "no node of this web is under 'x.org'"),
    ("best by", lambda web, tmp: web.best(by="colour"), ow.ArgumentError,
     'by: expected one of referrers, followed, links, found "colour"'),
    ("best by and scores", lambda web, tmp: web.best(by="links", scores=ow.pagerank(web)), ow.ArgumentError,
     "by and scores contradict each other: with scores, nodes are ordered by them"),
    ("similar scores", lambda web, tmp: web.similar(0, scores=ow.pagerank(ow.build(([0], [1])))), ow.ArgumentError,
     "scores: expected scores of this web, found some of another"),
    ("seeds of an unknown name", lambda web, tmp: ow.trustrank(web, seeds=["x.org"]), ow.UnknownNodeError, "no node 'x.org'"),
    ("seeds of the wrong length", lambda web, tmp: ow.trustrank(web, seeds=np.ones(3)), ow.ArgumentError, "3"),
    ("alpha", lambda web, tmp: ow.pagerank(web, alpha=1.0), ow.ArgumentError, "alpha"),
    ("alpha that is none", lambda web, tmp: ow.pagerank(web, alpha=float("nan")), ow.ArgumentError, "alpha"),
    ("tol", lambda web, tmp: ow.pagerank(web, tol=0.0), ow.ArgumentError, "tol"),
    ("max_iterations", lambda web, tmp: ow.pagerank(web, max_iterations=-1), ow.ArgumentError, "iterations"),
    ("scores by a node", lambda web, tmp: ow.pagerank(web)["x.org"], ow.UnknownNodeError, "no node 'x.org'"),
    ("scores' column", lambda web, tmp: ow.pagerank(web).colour, AttributeError,
     "scores by pagerank have no 'colour', but score, rank"),
    ("save of scores", lambda web, tmp: ow.pagerank(web).save(tmp / "a.xls"), ow.ArgumentError, "tsv"),
    ("compare k", lambda web, tmp: ow.pagerank(web).compare(ow.pagerank(web), k=0), ow.ArgumentError,
     "compare: expected 0 < p < 1 and k of at least 1, found 0.98 and 0"),
    ("compare other", lambda web, tmp: ow.pagerank(web).compare(ow.pagerank(ow.build(([0], [1])))), ow.ArgumentError,
     "compare: expected scores of the same nodes, found 4 and 2"),
    ("plot kind", lambda web, tmp: ow.pagerank(web).plot("pie"), ow.ArgumentError,
     "plot: expected one of rank, distribution, rating, found 'pie'"),
    ("topics", lambda web, tmp: ow.topic_pagerank(web, {"score": [0.0, 1, 0, 0]}), ow.ArgumentError, "score"),
]


@pytest.mark.parametrize(("name", "call", "error", "message"), CASES, ids=[case[0] for case in CASES])
def test_bad_arguments(
    name: str, call: Callable[[ow.Web, Path], Any], error: type[Exception], message: str, web: ow.Web, tmp_path: Path
) -> None:
    (tmp_path / "l").write_text("a.com\tb.com\n", encoding="utf-8")
    (tmp_path / "bad").write_text("one\n", encoding="utf-8")
    with pytest.raises(error) as raised:
        call(web, tmp_path)
    text = str(raised.value)
    assert message == text or re.search(message, text), text
