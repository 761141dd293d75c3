"""What changed between scores, and why; scores of releases; warm starts; topics."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import orbweb as ow

BEFORE = "a.com\tb.com\nb.com\ta.com\nc.com\ta.com\n"
AFTER = "a.com\tb.com\nb.com\ta.com\nc.com\tb.com\nd.com\tb.com\n"
JOB = """name = "test"
[input]
files = ["{links}"]
[fold]
level = "domain"
[[scores]]
algorithm = "domain-rating"
[[scores]]
algorithm = "pagerank"
[release]
folder = "{folder}"
"""


def make(tmp_path: Path, name: str, text: str) -> ow.Web:
    (tmp_path / f"{name}.tsv").write_text(text, encoding="utf-8")
    return ow.build(tmp_path / f"{name}.tsv", tmp_path / f"{name}.web", fold="domain")


@pytest.fixture
def sides(tmp_path: Path) -> tuple[ow.Scores, ow.Scores]:
    return ow.pagerank(make(tmp_path, "old", BEFORE)), ow.pagerank(make(tmp_path, "new", AFTER))


def test_changes_are_matched_by_name(sides: tuple[ow.Scores, ow.Scores]) -> None:
    changes = ow.diff(*sides)
    assert (changes.nodes_before, changes.nodes_after, changes.nodes_common) == (3, 4, 3)
    assert (changes.nodes_gained, changes.nodes_lost) == (1, 0)
    assert [row.name for row in changes.gained] == ["d.com"] and len(changes.lost) == 0
    assert [row.name for row in changes.up] == ["b.com"]
    row = changes.up[0]
    assert row.change == row.new - row.old and (row.old_rank, row.new_rank) == (2, 1)
    assert row.old == sides[0]["b.com"].score
    assert changes.value == "score" and "rose" in repr(changes) and "<table>" in changes._repr_html_()


def test_reasons_add_up_to_the_change(sides: tuple[ow.Scores, ow.Scores]) -> None:
    reasons = ow.diff(*sides).why("b.com")
    parts = reasons.teleport + reasons.dangling + reasons.own_links + reasons.rest + reasons.sources["amount"].sum()
    assert parts == pytest.approx(reasons.change, rel=1e-9)
    assert reasons.change == sides[1]["b.com"].score - sides[0]["b.com"].score
    assert set(reasons.sources["source"]) >= {"c.com", "d.com"}
    with pytest.raises(ow.UnknownNodeError, match="d.com"):
        ow.diff(*sides).why("d.com")


def test_tables_alone_have_changes_and_no_reasons(sides: tuple[ow.Scores, ow.Scores], tmp_path: Path) -> None:
    paths = [tmp_path / "old-scores.tsv", tmp_path / "new-scores.tsv.gz"]
    for scores, path in zip(sides, paths, strict=True):
        scores.save(path)
    changes = ow.diff(*paths, count=1)
    assert changes.up["name"] == ["b.com"] and changes.kendall_tau_b == ow.diff(*sides).kendall_tau_b
    with pytest.raises(ow.ArgumentError, match="the webs that the scores were made from are not both kept"):
        changes.why("b.com")
    alone = ow.load_scores(paths[0])
    assert alone.score.tolist() == sides[0].score.tolist() and not alone.has_web and len(alone.web) == 3
    with pytest.raises(ow.ArgumentError, match="is not at hand"):
        alone.explain("b.com")


@pytest.fixture
def release(tmp_path: Path) -> Path:
    (tmp_path / "links.tsv").write_text(AFTER, encoding="utf-8")
    job = tmp_path / "job.toml"
    job.write_text(JOB.format(links=tmp_path / "links.tsv", folder=tmp_path / "releases"), encoding="utf-8")
    subprocess.run([Path(sys.executable).parent / "orbweb", "run", job], check=True, capture_output=True)
    return tmp_path / "releases"


def test_a_release_is_scores_with_their_web(release: Path, sides: tuple[ow.Scores, ow.Scores]) -> None:
    scores = ow.load_scores(release, table="pagerank")
    assert scores.has_web and scores.score == pytest.approx(sides[1].score, abs=1e-8)
    assert scores.explain("b.com").contributions["name"]
    assert ow.load_scores(release).algorithm == "domain-rating"
    assert not any(ow.verify(release)["problem"])
    with pytest.raises(ow.ArgumentError, match="domain-rating"):
        ow.load_scores(release, table="hits")
    changes = ow.diff(sides[0], release, table="pagerank")
    assert changes.nodes_gained == 1 and changes.why("b.com").change > 0


def test_a_warm_start_is_scores_a_table_or_an_array(sides: tuple[ow.Scores, ow.Scores], tmp_path: Path) -> None:
    old, new = sides
    old.save(tmp_path / "old.scores.tsv")
    cold = ow.pagerank(new.web, solver="pull")
    values = np.array([*old.score, np.nan])
    starts = [old, tmp_path / "old.scores.tsv", str(tmp_path / "old.scores.tsv"), values]
    results = [ow.pagerank(new.web, warm_start=start, solver="pull") for start in starts]
    assert len({scores.score.tobytes() for scores in results}) == 1
    assert results[0].score == pytest.approx(cold.score, abs=1e-9)
    same = ow.pagerank(new.web, warm_start=cold, solver="pull")
    assert same.iterations < cold.iterations and same.explain("b.com").score == same["b.com"].score


def test_a_warm_start_that_fits_nothing_is_refused(sides: tuple[ow.Scores, ow.Scores]) -> None:
    numbered = ow.pagerank(ow.build(([0, 1], [1, 0])))
    with pytest.raises(ow.ArgumentError, match="warm_start: one web has names, the other numbers"):
        ow.pagerank(sides[0].web, warm_start=numbered)
    with pytest.raises(TypeError, match="warm-start: expected Scores, numbers or a path, found list"):
        ow.pagerank(sides[0].web, warm_start=["a.com"])


def test_topics_are_columns(sides: tuple[ow.Scores, ow.Scores], tmp_path: Path) -> None:
    web = sides[1].web
    file = tmp_path / "topics.tsv"
    file.write_text("a.com\tnews\nd.com\tshops\t2\n", encoding="utf-8")
    scores = ow.topic_pagerank(web, {"news": ["a.com"], "shops": {"d.com": 2.0}}, alpha=0.8)
    assert scores.columns == ["score", "rank", "news", "shops"]
    assert scores.news == pytest.approx(ow.pagerank(web, preference=["a.com"], alpha=0.8).score, abs=1e-8)
    assert ow.topic_pagerank(web, file, alpha=0.8).shops.tobytes() == scores.shops.tobytes()
    with pytest.raises(TypeError, match=r"topic_pagerank\(\) got an unexpected keyword argument 'alfa'"):
        ow.topic_pagerank(web, file, alfa=1)
