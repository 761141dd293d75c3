"""Webs: built from all that holds links, asked, given back."""

from __future__ import annotations

import gc
import pickle
from pathlib import Path

import duckdb
import networkx as nx
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import scipy.sparse as sp

import orbweb as ow


def test_names_sort_by_reversed_labels_and_are_found(web: ow.Web) -> None:
    assert list(web.names) == ["a.com", "b.com", "c.com", "d.com"]
    assert [web[name] for name in web.names] == [0, 1, 2, 3]
    assert web.names[1:3] == ["b.com", "c.com"]
    assert web.names[np.array([3, 0])] == ["d.com", "a.com"]
    assert web.id("https://A.com/page") == 0
    assert "b.com" in web and "x.com" not in web


def test_an_unknown_name_is_a_key_error_that_names_near_ones(web: ow.Web) -> None:
    with pytest.raises(KeyError) as error:
        web["aa.com"]
    assert str(error.value).startswith("no node 'aa.com' in this web; near: a.com")


def test_rows_and_degrees(web: ow.Web) -> None:
    assert web.successors("c.com").tolist() == [0, 1]
    assert web.predecessors("a.com").tolist() == [2, 3]
    assert web.outdegree().tolist() == [1, 1, 2, 1]
    assert web.indegree("d.com") == 0


def test_what_links_say_is_kept(web: ow.Web) -> None:
    rows = {(web.name(s), web.name(t)): (c, f) for s, t, c, f in web.arcs()}
    assert rows[("b.com", "c.com")] == (1, False)
    assert rows[("a.com", "b.com")] == (1, True)


def test_under_is_the_host_with_all_below(links: Path) -> None:
    web = ow.build(links, fold="host")
    assert web.names[web.under("c.com")] == ["c.com", "www.c.com"]


def test_a_pickle_is_a_path(web: ow.Web) -> None:
    again = pickle.loads(pickle.dumps(web))
    assert again.fingerprint == web.fingerprint and again.path == web.path
    with pytest.raises(TypeError, match="in memory cannot be pickled"):
        pickle.dumps(ow.build(([0], [1])))


def test_info_and_verify(web: ow.Web) -> None:
    info = web.info()
    assert (info["nodes"], info["arcs"], info["followed_arcs"], info["fold"]) == (4, 5, 4, "domain")
    assert all(problem == "" for problem in web.verify()["problem"])


def test_damage_is_a_load_error_with_its_facts(web: ow.Web) -> None:
    file = max(Path(web.path or "").glob("successors*"), key=lambda path: path.stat().st_size)
    data = bytearray(file.read_bytes())
    data[0] ^= 1
    file.write_bytes(data)
    with pytest.raises(ow.LoadError, match="expected .*, found") as error:
        ow.open(web.path or "", whole=True)
    assert isinstance(error.value, ValueError)
    assert error.value.path.endswith(file.name) and error.value.expected and error.value.found


def test_errors_have_python_kinds(web: ow.Web, links: Path, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cannot open|cannot read"):
        ow.build(tmp_path / "none.tsv")
    with pytest.raises(ow.CreateError, match="my.web"):
        ow.build(links, web.path)
    with pytest.raises(ow.ArgumentError, match="page"):
        ow.build(links, fold="continent")


def as_pairs(web: ow.Web) -> set[tuple[int, int]]:
    return {(s, t) for s, t, _, _ in web.arcs()}


@pytest.mark.parametrize("kind", ["coo", "int32", "csr", "scipy", "pandas", "polars", "pyarrow", "duckdb"])
def test_all_number_tables_give_the_same_web(kind: str, arcs: tuple[np.ndarray, np.ndarray, int]) -> None:
    source, target, n = arcs
    expected = ow.from_coo(source, target, num_nodes=n)
    assert as_pairs(expected) == set(zip(source.tolist(), target.tolist(), strict=True))
    matrix = sp.coo_array((np.ones(len(source)), (source, target)), shape=(n, n)).tocsr()
    table = pa.table({"source": source, "target": target})
    made = {
        "coo": lambda: ow.build((source, target)),
        "int32": lambda: ow.build((source.astype(np.int32), target.astype(np.int16))),
        "csr": lambda: ow.from_csr(matrix.indptr, matrix.indices),
        "scipy": lambda: ow.build(matrix),
        "pandas": lambda: ow.build(pd.DataFrame({"source": source, "target": target})),
        "polars": lambda: ow.build(pl.DataFrame({"source": source, "target": target})),
        "pyarrow": lambda: ow.build(table),
        "duckdb": lambda: ow.build(duckdb.from_arrow(table)),
    }[kind]()
    assert as_pairs(made) == as_pairs(expected)


@pytest.mark.parametrize("text", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())])
def test_names_come_in_every_layout_of_text(text: pa.DataType) -> None:
    names = ["b.com", "a-name-that-is-longer-than-twelve-bytes.org"]
    table = pa.table({
        "source": pa.array(names, pa.string()).cast(text) if text != pa.string_view() else pa.array(names, text),
        "target": pa.array(names[::-1], pa.string()).cast(text) if text != pa.string_view() else pa.array(names[::-1], text),
        "rel": pa.array([None, "nofollow"]), "count": pa.array([3, None], pa.int64()),
    })
    web = ow.build(table.slice(0, 2))
    assert list(web.names) == names[:1] + names[1:]
    assert [(web.name(s), web.name(t), c, f) for s, t, c, f in web.arcs()] == [
        (names[0], names[1], 3, True), (names[1], names[0], 1, False)
    ]


def test_a_sliced_and_chunked_table_is_read_at_its_offsets() -> None:
    table = pa.concat_tables([pa.table({"source": [9, 9, 0], "target": [9, 9, 1]}).slice(2)] * 2)
    web = ow.build(table)
    assert as_pairs(web) == {(0, 1)} and web.link_counts().tolist() == [2]


def test_bad_tables_say_what_was_expected() -> None:
    with pytest.raises(ow.ArgumentError, match=r"expected columns source and target .* found source \(text\), target \(integers\)"):
        ow.build(pa.table({"source": ["a"], "target": [1]}))
    with pytest.raises(ow.ArgumentError, match="row 1: expected a source and a target, found null"):
        ow.build(pa.table({"source": [0, None], "target": [1, 1]}))
    with pytest.raises(ow.ArgumentError, match="numbers of at least 0, found -1"):
        ow.build(pa.table({"source": [-1], "target": [1]}))
    with pytest.raises(MemoryError, match="node 4294967295"):
        ow.build(pa.table({"source": [2**32 - 1], "target": [1]}))


def test_bad_arrays_say_what_was_expected() -> None:
    with pytest.raises(ow.ArgumentError, match="source: expected integers"):
        ow.build(([0.5], [1]))
    with pytest.raises(ow.ArgumentError, match="target: expected 0 to 4294967294, found -1 to 2"):
        ow.build(([0, 1], [-1, 2]))
    with pytest.raises(ow.ArgumentError, match="arrays of one length, found 1, 2"):
        ow.build(([0, 1], [1]))


def test_scipy_and_networkx_round_trips(arcs: tuple[np.ndarray, np.ndarray, int], web: ow.Web) -> None:
    source, target, n = arcs
    numbered = ow.from_coo(source, target, num_nodes=n)
    assert ow.build(numbered.to_scipy()).fingerprint == ow.from_scipy(numbered.to_scipy()).fingerprint
    assert as_pairs(ow.build(numbered.to_networkx())) == as_pairs(numbered)
    assert list(ow.build(web.to_networkx()).names) == list(web.names)
    assert ow.build(nx.path_graph(3)).num_arcs == 4


def test_a_web_is_an_arrow_table_of_its_arcs(web: ow.Web) -> None:
    table = pa.table(web)
    assert table.column_names == ["source", "target", "count", "followed"]
    assert table["followed"].to_pylist() == web.followed().tolist()
    assert as_pairs(ow.build(table)) == as_pairs(web)
    assert ow.build(table).followed().tolist() == web.followed().tolist()


def test_csr_is_a_view_that_outlives_the_web(links: Path, tmp_path: Path) -> None:
    web = ow.build(links, tmp_path / "plain.web", fold="domain", encoding="csr")
    first, second = web.csr()[1], web.csr()[1]
    assert first.ctypes.data == second.ctypes.data and not first.flags.writeable
    expected = first.tolist()
    del web
    gc.collect()
    assert first.tolist() == expected


def test_a_copy_in_another_encoding_is_the_same_web(web: ow.Web, tmp_path: Path) -> None:
    copy = web.save(tmp_path / "copy.web", encoding="bvgraph")
    assert copy.fingerprint == web.fingerprint
    assert copy.csr()[1].tolist() == web.csr()[1].tolist()
