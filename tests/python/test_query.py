"""Questions about links against sets in plain Python, and against ``orbweb query --json``."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import orbweb as ow
from conftest import ticks_during

HOSTS = [f"h{i}.com" for i in range(40)]
Arcs = dict[tuple[int, int], tuple[int, bool]]
"""By source and target: how many links, and whether one of them is followed."""


def host_links() -> list[tuple[str, str, bool]]:
    """Links of few popular hosts and many others, some of them equal, some of a host to itself."""
    random = np.random.default_rng(7)
    ends = np.minimum(random.integers(0, 40, (600, 2)), random.integers(0, 40, (600, 2)))
    links = [(HOSTS[s], HOSTS[t], bool(followed)) for (s, t), followed in zip(ends, random.random(600) < 0.7, strict=True)]
    links += [(HOSTS[source], HOSTS[target], True) for source in (3, 4, 5) for target in (38, 39)]
    return [*links, ("twin-source.com", "twin-a.com", True), ("twin-source.com", "twin-b.com", False)]


@pytest.fixture
def hosts(tmp_path: Path) -> ow.Web:
    lines = [f"{source}\t{target}{'' if followed else chr(9) + 'nofollow'}" for source, target, followed in host_links()]
    (tmp_path / "links.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ow.build(tmp_path / "links.tsv", tmp_path / "hosts.web", fold="domain")


@pytest.fixture
def folded(hosts: ow.Web) -> Arcs:
    arcs: Arcs = {}
    for source, target, followed in host_links():
        ends = hosts.id(source), hosts.id(target)
        count, has_followed = arcs.get(ends, (0, False))
        arcs[ends] = count + 1, has_followed or followed
    return {ends: facts for ends, facts in arcs.items() if ends[0] != ends[1]}


def rows(table: ow.Table) -> list[dict[str, Any]]:
    return [dict(zip(table.columns, row, strict=True)) for row in table]


def neighbours(arcs: Arcs, node: int, linked: bool) -> dict[int, tuple[int, bool]]:
    end = 0 if linked else 1
    return {ends[1 - end]: facts for ends, facts in sorted(arcs.items()) if ends[end] == node}


def jaccard(arcs: Arcs, a: int, b: int, linked: bool) -> tuple[int, int, int, float]:
    first, second = (set(neighbours(arcs, node, linked)) for node in (a, b))
    either = len(first | second)
    return len(first & second), len(first), len(second), len(first & second) / either if either else 0.0


@pytest.mark.parametrize("side", ["referrers", "linked"])
@pytest.mark.parametrize("followed", [False, True])
def test_neighbours_are_those_of_the_links(hosts: ow.Web, folded: Arcs, side: str, followed: bool) -> None:
    ask: Callable[..., ow.Table] = getattr(hosts, side)
    expected, totals = [], []
    for node in range(len(hosts)):
        found = neighbours(folded, node, side == "linked")
        found = {one: facts for one, facts in found.items() if facts[1] or not followed}
        ordered = sorted(found.items(), key=lambda item: -item[1][0])
        expected += [(node, one, *facts) for one, facts in ordered]
        totals.append((node, len(found), sum(f for _, f in found.values()), sum(c for c, _ in found.values())))
    assert list(ask(range(len(hosts)), followed=followed, names=False)) == expected
    assert list(ask(hosts.names, followed=followed, totals=True, names=False)) == totals
    assert ask(hosts.names, followed=followed).columns == ["name", "referrer" if side == "referrers" else side, "links", "followed"]


def test_a_name_a_number_and_many_of_them_are_asked_alike(hosts: ow.Web) -> None:
    node = hosts.id("h1.com")
    one = rows(hosts.referrers("h1.com"))
    assert one and one == rows(hosts.referrers(node)) == rows(hosts.referrers(np.uint32(node)))
    assert one == rows(hosts.referrers(["H1.com"])) == rows(hosts.referrers(np.array([node])))
    assert rows(hosts.referrers(["h1.com"] * 600)) == one * 600  # more than are answered at once
    assert len(hosts.referrers([])) == 0 and hosts.referrers([]).columns == hosts.referrers(0).columns
    assert len(hosts.referrers("h1.com", n=2)) == 2 and len(hosts.referrers("h1.com", n=0)) == 0


def naive_intersect(arcs: Arcs, asked: set[int], banned: set[int], least: int, followed: bool) -> list[tuple[Any, ...]]:
    found = []
    for node in sorted({source for source, _ in arcs}):
        targets = {t: f for t, f in neighbours(arcs, node, True).items() if f[1] or not followed}
        matched = sorted(asked & set(targets))
        if len(matched) >= least and not banned & set(targets):
            found.append((node, len(matched), sum(targets[t][0] for t in matched), matched))
    return sorted(found, key=lambda row: (-row[1], -row[2]))


@pytest.mark.parametrize("followed", [False, True])
@pytest.mark.parametrize("least", [None, 1, 2, 3])
def test_intersect_is_an_intersection_of_sets(hosts: ow.Web, folded: Arcs, least: int | None, followed: bool) -> None:
    asked, banned = ["h0.com", "h1.com", "h2.com", "h1.com"], ["h7.com", "h9.com"]
    ids, excluded = set(hosts.ids(asked).tolist()), set(hosts.ids(banned).tolist())
    for given, without in (([], set()), (banned, excluded)):
        table = hosts.intersect(asked, not_=given, min_matches=least, followed=followed, names=False)
        assert list(table) == naive_intersect(folded, ids, without, least or len(ids), followed)
    assert hosts.intersect("h0.com")["name"] == hosts.referrers("h0.com")["referrer"]


@pytest.mark.parametrize("linked", [False, True])
def test_overlaps_are_those_of_sets(hosts: ow.Web, folded: Arcs, linked: bool) -> None:
    first, everybody = hosts.id("h2.com"), range(len(hosts))
    expected = [(first, other, *jaccard(folded, first, other, linked)) for other in everybody]
    assert list(hosts.shared("h2.com", everybody, linked=linked, names=False)) == expected
    for node in everybody:
        like = [(node, other, *jaccard(folded, node, other, linked)) for other in everybody if other != node]
        like = sorted((row for row in like if row[2]), key=lambda row: (-row[5], row[1]))
        assert list(hosts.similar(node, linked=linked, n=None, names=False)) == like
        assert list(hosts.similar(node, linked=linked, names=False)) == like[:10]
        equal = [row[:2] for row in like if row[5] == 1]
        assert list(hosts.twins(node, linked=linked, names=False)) == equal
    assert list(hosts.twins(["twin-a.com", "twin-source.com"])) == [("twin-a.com", "twin-b.com")]


@pytest.mark.parametrize("by", [None, "referrers", "followed", "links"])
def test_best_is_the_head_of_all(hosts: ow.Web, folded: Arcs, by: Any) -> None:
    everybody = rows(hosts.referrers(range(len(hosts)), totals=True))
    expected = sorted(everybody, key=lambda row: -row[by or "referrers"])
    assert rows(hosts.best(by=by, n=None)) == expected and rows(hosts.best(by=by)) == expected[:10]
    assert rows(hosts.best("h3.com")) == [row for row in everybody if row["name"] == "h3.com"]
    assert hosts.best(["h3.com", "h2.com"])["name"] == ["h3.com", "h2.com"]


def test_scores_are_a_column_more_and_the_order(hosts: ow.Web) -> None:
    ranked, rated = ow.pagerank(hosts), ow.domain_rating(hosts)
    for scores, name in ((ranked, "score"), (rated, "rating")):
        values = dict(zip(hosts.names, getattr(scores, name), strict=True))
        table = hosts.referrers("h1.com", scores=scores)
        assert table.columns[-1] == name and table[name].tolist() == [values[r] for r in table["referrer"]]
        assert table[name].tolist() == sorted(table[name], reverse=True)
        assert sorted(table["referrer"]) == sorted(hosts.referrers("h1.com")["referrer"])
        assert hosts.best(scores=scores, n=3)["name"] == scores.top(3)["name"] or name == "rating"
        total = hosts.linked("h1.com", totals=True, scores=scores)[0]
        assert getattr(total, name) == values["h1.com"]
        near = hosts.similar("h1.com", scores=scores)
        assert near["other"] == hosts.similar("h1.com")["other"]  # by Jaccard's index always
        assert near[name].tolist() == [values[other] for other in near["other"]]
    changed = ranked.what_if(remove=[(int(hosts.predecessors("h1.com")[0]), "h1.com")])
    assert "score" in hosts.best(scores=changed).columns
    with pytest.raises(ow.ArgumentError, match="scores: expected scores of this web, found some of another"):
        hosts.referrers("h1.com", scores=ow.pagerank(ow.build(([0, 1], [1, 0]))))


QUESTIONS: list[tuple[list[str], Callable[[ow.Web, ow.Scores | None], ow.Table]]] = [
    (["referrers", "h1.com", "h2.com", "twin-a.com"], lambda w, s: w.referrers(["h1.com", "h2.com", "twin-a.com"], scores=s)),
    (["referrers", "h1.com", "--followed", "-n", "4"], lambda w, s: w.referrers("h1.com", followed=True, n=4, scores=s)),
    (["referrers", "h1.com", "h5.com", "--totals"], lambda w, s: w.referrers(["h1.com", "h5.com"], totals=True, scores=s)),
    (["linked", "h1.com"], lambda w, s: w.linked("h1.com", scores=s)),
    (["linked", "h1.com", "--totals", "--followed"], lambda w, s: w.linked("h1.com", totals=True, followed=True, scores=s)),
    (["intersect", "h1.com", "h2.com"], lambda w, s: w.intersect(["h1.com", "h2.com"], scores=s)),
    (["intersect", "h1.com", "h2.com", "h3.com", "--min-matches", "2", "--not", "h8.com", "--followed"],
     lambda w, s: w.intersect(["h1.com", "h2.com", "h3.com"], min_matches=2, not_="h8.com", followed=True, scores=s)),
    (["shared", "h1.com", "h2.com", "h9.com"], lambda w, s: w.shared("h1.com", ["h2.com", "h9.com"], scores=s)),
    (["shared", "h1.com", "h2.com", "--linked"], lambda w, s: w.shared("h1.com", "h2.com", linked=True, scores=s)),
    (["similar", "h1.com", "h2.com"], lambda w, s: w.similar(["h1.com", "h2.com"], scores=s)),
    (["similar", "h1.com", "--linked", "-n", "3"], lambda w, s: w.similar("h1.com", linked=True, n=3, scores=s)),
    (["twins", "twin-b.com", "h1.com"], lambda w, s: w.twins(["twin-b.com", "h1.com"], scores=s)),
    (["best"], lambda w, s: w.best(scores=s)),
    (["best", "h1.com", "h2.com", "-n", "1"], lambda w, s: w.best(["h1.com", "h2.com"], n=1, scores=s)),
]


def answer_of_program(*arguments: object) -> list[dict[str, Any]]:
    program = Path(sys.executable).parent / "orbweb"
    line = [program, "query", *map(str, arguments), "--json"]
    found: list[dict[str, Any]] = json.loads(subprocess.run(line, check=True, capture_output=True).stdout)["rows"]
    return found


@pytest.mark.parametrize(("line", "ask"), QUESTIONS, ids=[" ".join(line) for line, _ in QUESTIONS])
def test_answers_are_those_of_the_program(
    line: list[str], ask: Callable[[ow.Web, ow.Scores | None], ow.Table], hosts: ow.Web, tmp_path: Path
) -> None:
    assert rows(ask(hosts, None)) == answer_of_program(hosts.path, *line)
    scores = ow.domain_rating(hosts)
    scores.save(tmp_path / "dr.tsv")
    assert rows(ask(hosts, scores)) == answer_of_program(hosts.path, *line, "--scores", tmp_path / "dr.tsv")


def test_a_web_of_numbers_answers_in_numbers(tmp_path: Path) -> None:
    web = ow.build(([0, 1, 2, 2], [1, 2, 0, 1]), tmp_path / "numbers.web")
    table = web.referrers([1, 2])
    assert table.columns == ["node", "referrer", "links", "followed"] and table["referrer"].dtype == np.uint32
    program = answer_of_program(web.path, "referrers", 1, 2)
    assert [(row.node, row.referrer) for row in table] == [(int(r["node"]), int(r["referrer"])) for r in program]
    assert list(web.best(n=1)) == [(1, 2, 2, 2)]
    assert web.intersect([0, 1]).to_arrow()["linked_to"].to_pylist() == [[0, 1]]


def test_tables_go_into_every_kind_of_frame(hosts: ow.Web) -> None:
    for table in (hosts.intersect(["h0.com", "h1.com"]), hosts.best(), hosts.referrers(["h0.com", "h1.com"])):
        arrow = table.to_arrow()
        arrow.validate(full=True)
        assert arrow.to_pylist() == pa.table(table).to_pylist() == rows(table) == pl.DataFrame(table).to_dicts()
        assert isinstance(table.to_pandas(), pd.DataFrame) and table.to_pandas().to_dict("records") == rows(table)
        assert table[1:3].to_arrow().to_pylist() == rows(table)[1:3]


@pytest.mark.parametrize(("names", "item"), [(True, pa.large_string()), (False, pa.uint32())])
def test_a_column_of_lists_keeps_its_type(hosts: ow.Web, names: bool, item: pa.DataType) -> None:
    some = hosts.intersect(["h0.com", "h1.com"], names=names)
    none = hosts.intersect(["h0.com", "twin-a.com"], names=names)
    assert len(some) > 2 and len(none) == 0
    for table in (some, none, some[:0], some[::2]):
        kind = table.to_arrow().schema.field("linked_to").type
        assert pa.types.is_large_list(kind) and kind.value_type == item
    assert some[::2].to_arrow()["linked_to"].to_pylist() == some["linked_to"][::2]


def test_a_table_for_reading_is_escaped(tmp_path: Path) -> None:
    web = ow.build(pa.table({"source": ["<b>one", "two"], "target": ["a&b", "a&b"]}))
    table = web.intersect(["a&b"])
    assert "h0" not in repr(table) and "<b>one" in repr(table) and "a&b" in repr(table)
    html = table._repr_html_()
    assert "&lt;b&gt;one" in html and "<b>" not in html and "a&amp;b" in html and "who links to a&amp;b" in html


def test_unknown_names_are_key_errors(hosts: ow.Web) -> None:
    calls: list[Callable[[str], object]] = [
        hosts.referrers, hosts.linked, hosts.intersect, hosts.similar, hosts.twins,
        lambda name: hosts.intersect("h0.com", not_=name), lambda name: hosts.shared(name, []),
        lambda name: hosts.shared("h0.com", ["h1.com", name]), lambda name: hosts.referrers(["h1.com", name]),
    ]
    for call in calls:
        with pytest.raises(ow.UnknownNodeError, match="no node 'h99.com' in this web; near: h"):
            call("h99.com")
    with pytest.raises(KeyError, match="no node 1000 in this web, which has"):
        hosts.referrers([0, 1000])


def test_threads_do_not_matter_and_progress_is_told(hosts: ow.Web) -> None:
    everybody = np.arange(len(hosts)).repeat(20)
    seen: list[ow.Progress] = []
    alone = hosts.similar(everybody, threads=1, progress=seen.append)
    assert rows(alone) == rows(hosts.similar(everybody, threads=3))
    assert all(one.phase == "answering" and one.total == len(everybody) for one in seen)


def test_other_threads_of_python_run_meanwhile() -> None:
    random = np.random.default_rng(1)
    web = ow.build((random.integers(0, 2_000, 100_000), random.integers(0, 2_000, 100_000)))
    assert ticks_during(lambda: web.similar(range(300), threads=1)) > 10
