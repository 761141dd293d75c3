"""Webs into other webs and into files; sets of nodes; what is refused."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

import orbweb as ow

ENDS = ("source", "target")


def pairs(web: ow.Web) -> set[tuple[int, int]]:
    return {(s, t) for s, t, _, _ in web.arcs()}


def named_pairs(web: ow.Web) -> set[tuple[str, str]]:
    return {(s, t) for s, t, _, _ in web.arcs(names=True)}


def test_a_subset_keeps_names_and_the_arcs_between_its_nodes(web: ow.Web) -> None:
    part = web.transform(nodes=["a.com", "b.com", "c.com"])
    assert list(part.names) == ["a.com", "b.com", "c.com"] and part.path is None
    assert named_pairs(part) == {("a.com", "b.com"), ("b.com", "c.com"), ("c.com", "a.com"), ("c.com", "b.com")}
    assert part.origins is not None and part.origins.tolist() == [0, 1, 2]


def roaring(nodes: list[int]) -> bytes:
    """A portable bitmap of one array container: the format's specification, 12346 for 'no runs'."""
    values = struct.pack(f"<{len(nodes)}H", *nodes)
    return struct.pack("<IIHHI", 12346, 1, 0, len(nodes) - 1, 16) + values


@pytest.mark.parametrize("kind", ["names", "numbers", "array", "mask", "range", "file", "roaring", "set"])
def test_nodes_are_chosen_in_many_ways(kind: str, web: ow.Web, tmp_path: Path) -> None:
    file = tmp_path / "nodes.txt"
    file.write_text("# some\nd.com\nb.com\n", encoding="utf-8")
    nodes = {
        "names": ["d.com", "b.com"], "numbers": [3, 1, 1], "array": np.array([3, 1], np.int64),
        "mask": np.array([False, True, False, True]), "range": range(1, 4, 2), "file": file,
        "roaring": roaring([1, 3]), "set": {1, 3},
    }[kind]
    assert list(web.transform(nodes=nodes).names) == ["b.com", "d.com"]


def test_sets_of_nodes_combine(links: Path) -> None:
    web = ow.build(links, fold="host")
    assert list(web.transform(under="c.com").names) == ["c.com", "www.c.com"]
    assert list(web.transform(under=["c.com", "a.com"], not_in=["www.c.com"]).names) == ["a.com", "c.com"]
    assert list(web.transform(nodes=["d.com"], under="c.com", also_in=["c.com", "d.com"]).names) == ["c.com", "d.com"]
    assert list(web.transform(not_in=["a.com"]).names) == ["b.com", "c.com", "www.c.com", "d.com"]


def test_unknown_names_in_a_file_are_a_warning(web: ow.Web, tmp_path: Path) -> None:
    file = tmp_path / "nodes.txt"
    file.write_text("b.com\nnobody.example\n", encoding="utf-8")
    with pytest.warns(UserWarning, match='1 of 2 lines name no node of this web, such as "nobody.example"'):
        assert len(web.transform(nodes=file)) == 1


def test_arcs_are_chosen_and_turned(web: ow.Web) -> None:
    assert ("b.com", "c.com") not in named_pairs(web.transform(followed=True))
    back = web.transform(transpose=True)
    assert named_pairs(back) == {(t, s) for s, t in named_pairs(web)}
    both = web.transform(symmetrise=True)
    assert named_pairs(both) == named_pairs(web) | named_pairs(back)
    loops = ow.build(([0, 0, 1], [0, 1, 0])).transform(drop_self_loops=True)
    assert pairs(loops) == {(0, 1), (1, 0)}


def test_the_largest_component_is_kept() -> None:
    web = ow.build(([0, 1, 2, 4, 5], [1, 0, 1, 5, 4]))
    assert web.transform(largest_component=True).origins.tolist() == [0, 1, 2]
    assert web.transform(largest_strong_component=True).origins.tolist() == [0, 1]


def test_an_order_is_a_word_a_file_or_an_array(web: ow.Web, tmp_path: Path) -> None:
    file = tmp_path / "order.txt"
    file.write_text("d.com\nc.com\nb.com\na.com\n", encoding="utf-8")
    by_file, by_array = web.transform(order=file), web.transform(order=np.arange(4)[::-1])
    assert by_file.origins.tolist() == by_array.origins.tolist() == [3, 2, 1, 0]
    assert by_file.fingerprint == by_array.fingerprint and not by_file.has_names
    assert web.transform(order="outdegree").origins.tolist()[0] == web["c.com"]
    assert pairs(by_array) == {(3 - s, 3 - t) for s, t in pairs(web)}


def test_steps_are_taken_one_after_the_other_as_on_disk(web: ow.Web, tmp_path: Path) -> None:
    steps = {"nodes": ["a.com", "b.com", "c.com"], "largest_component": True, "order": "degree", "symmetrise": True}
    in_memory = web.transform(**steps)
    written = web.convert(tmp_path / "new.web", **steps)
    assert written.fingerprint == in_memory.fingerprint == ow.open(tmp_path / "new.web").fingerprint
    assert written.names == str(tmp_path / "new.web.names.tsv")
    lines = Path(written.names).read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[0] for line in lines[1:]] == [web.name(node) for node in in_memory.origins]


def test_conversion_says_what_the_command_line_says(web: ow.Web, tmp_path: Path) -> None:
    result = web.convert(tmp_path / "links.tsv.gz")
    assert result == (str(tmp_path / "links.tsv.gz"), "links", 4, 5, None, None, ())
    assert named_pairs(ow.build(tmp_path / "links.tsv.gz", fold="domain")) == named_pairs(web)


def test_conversion_says_what_a_format_does_not_keep(web: ow.Web, tmp_path: Path) -> None:
    assert web.convert(tmp_path / "web").lost == ()
    assert "names" in web.convert(tmp_path / "web.wsg").lost


def by_name(web: ow.Web) -> set[tuple[str, str]]:
    """Some formats give nodes as text, whose order is another; GraphML's is n7 for 7."""
    return {(web.name(s).removeprefix("n"), web.name(t).removeprefix("n")) for s, t, _, _ in web.arcs()}


FORMATS = {name: endings.split(", ")[0] for name, endings, _ in ow.output_formats() if name != "web"}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_read_back(name: str, arcs: tuple[np.ndarray, np.ndarray, int], tmp_path: Path) -> None:
    web = ow.from_coo(arcs[0], arcs[1])
    if name == "common-crawl":
        web = ow.build(pa.table({end: [f"n{node}.example" for node in nodes] for end, nodes in zip(ENDS, arcs)}))
    if name == "metis":
        web = web.transform(symmetrise=True, drop_self_loops=True)
    path = tmp_path / f"graph{FORMATS[name]}"
    web.convert(path, to=name)
    inputs = sorted(tmp_path.iterdir()) if name == "common-crawl" else path
    assert by_name(ow.build(inputs, format=name)) == by_name(web)


def test_options_of_bvgraph_reach_it(arcs: tuple[np.ndarray, np.ndarray, int], tmp_path: Path) -> None:
    web = ow.from_coo(arcs[0], arcs[1])
    web.convert(tmp_path / "g", to="bvgraph", window=0, max_references=1, min_interval=0, selection="dynamic")
    properties = (tmp_path / "g.properties").read_text(encoding="utf-8")
    assert "windowsize=0" in properties and "minintervallength=0" in properties


def test_an_output_is_not_replaced_unasked(web: ow.Web, tmp_path: Path) -> None:
    web.convert(tmp_path / "a.mtx")
    with pytest.raises(ow.CreateError, match="a.mtx"):
        web.convert(tmp_path / "a.mtx")
    assert web.convert(tmp_path / "a.mtx", overwrite=True).format == "mtx"


def test_an_exception_of_progress_stops_a_conversion_or_comes_after_it(web: ow.Web, tmp_path: Path) -> None:
    def refuse(report: ow.Progress) -> None:
        raise RuntimeError(report.phase)

    with pytest.raises(RuntimeError, match="writing"):
        web.convert(tmp_path / "a.mtx", progress=refuse)
    assert [path.name for path in tmp_path.glob("*.mtx*")] in ([], ["a.mtx"])  # whole or not at all


def test_verify_takes_a_web_and_a_release(web: ow.Web, tmp_path: Path) -> None:
    assert not any(ow.verify(web.path)["problem"])
    with pytest.raises(ow.ArgumentError, match="a web in memory has no files to verify: save it first"):
        ow.build(([0], [1])).verify()
