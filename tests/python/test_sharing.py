"""No copy where none is promised; nothing that grows; other threads and processes; interruption."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import orbweb as ow
from conftest import ticks_during
from orbweb._build import _uint64


@pytest.fixture
def plain(links: Path, tmp_path: Path) -> ow.Web:
    return ow.build(links, tmp_path / "plain.web", fold="domain", encoding="csr")


def test_rows_are_views_of_the_file_in_every_representation(plain: ow.Web) -> None:
    offsets, targets = plain.csr()
    assert np.shares_memory(plain.to_scipy().indices, targets)
    assert np.shares_memory(plain.csr()[0], offsets)
    assert plain.arcs().to_arrow()["target"].chunk(0).buffers()[1].address == targets.ctypes.data
    with open(f"/proc/self/maps", encoding="utf-8") as maps:
        mapped = [line.split() for line in maps if "plain.web" in line and "successors" in line]
    spans = [tuple(int(end, 16) for end in line[0].split("-")) for line in mapped]
    assert any(first <= targets.ctypes.data < last for first, last in spans)


def test_rows_in_memory_are_views() -> None:
    web = ow.build(([0, 1, 2], [1, 2, 0]))
    assert web.csr()[1].ctypes.data == web.csr()[1].ctypes.data
    assert np.shares_memory(web.to_scipy().indices, web.csr()[1])


def test_columns_of_scores_are_views_in_every_representation(plain: ow.Web) -> None:
    scores = ow.domain_rating(plain)
    for name in ("score", "rating"):
        column = getattr(scores, name)
        assert not column.flags.writeable and not column.flags.owndata
        assert np.shares_memory(scores.to_pandas()[name].to_numpy(), column)
        assert scores.to_arrow()[name].chunk(0).buffers()[1].address == column.ctypes.data
        assert np.shares_memory(scores.to_polars()[name].to_numpy(allow_copy=False), column)


def test_arrays_of_64_bits_go_in_without_a_copy() -> None:
    nodes = np.arange(10, dtype=np.int64)
    assert np.shares_memory(_uint64(nodes), nodes) and np.shares_memory(_uint64(nodes.view(np.uint64)), nodes)


def resident() -> int:
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def test_thousands_of_opens_and_closes_leave_nothing(plain: ow.Web) -> None:
    def round_trip() -> None:
        web = ow.open(plain.path or "")
        web.csr(), web.name(0), web.successors("a.com")

    for _ in range(300):
        round_trip()
    gc.collect()
    memory, files = resident(), descriptors()
    for _ in range(3000):
        round_trip()
    gc.collect()
    assert resident() - memory < 4 << 20 and descriptors() <= files


def test_hundreds_of_rankings_and_failures_leave_nothing(plain: ow.Web) -> None:
    def rounds(number: int) -> None:
        for _ in range(number):
            scores = ow.domain_rating(plain)
            scores.to_arrow(), scores.top(2), scores.explain("a.com"), plain.transform(nodes=[0, 1])
            with pytest.raises(ow.ArgumentError):
                ow.pagerank(plain, alpha=2)

    rounds(50)
    gc.collect()
    memory, files = resident(), descriptors()
    rounds(300)
    gc.collect()
    assert resident() - memory < 4 << 20 and descriptors() <= files


def test_many_threads_open_rank_and_convert_at_once(plain: ow.Web, tmp_path: Path) -> None:
    def work(number: int) -> tuple[bytes, str]:
        web = ow.open(plain.path or "")
        web.convert(tmp_path / f"{number}.mtx")
        return ow.pagerank(web, threads=1 + number % 3).score.tobytes(), web.fingerprint

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(work, range(32)))) == 1
    assert len({path.read_bytes() for path in tmp_path.glob("*.mtx")}) == 1


def test_a_long_call_holds_no_lock_of_the_interpreter() -> None:
    random = np.random.default_rng(1)
    web = ow.build((random.integers(0, 50_000, 500_000), random.integers(0, 50_000, 500_000)))
    assert ticks_during(lambda: ow.pagerank(web, alpha=0.999, tol=1e-9, solver="pull", threads=1)) > 10


def top_of(web: ow.Web) -> tuple[str, str]:
    return web.fingerprint, ow.domain_rating(web).top(1)[0].name


def test_processes_share_a_web_by_its_path(plain: ow.Web) -> None:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert set(pool.map(top_of, [plain, plain])) == {top_of(plain)}


SLOW_BUILD = """
import numpy as np, orbweb as ow
random = np.random.default_rng(1)
ends = random.integers(0, 500_000, (2, 1_000_000))
print("ready", flush=True)
try:
    while True:
        {call}
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""
CALLS = {
    "build": "ow.build((ends[0], ends[1]))",
    "transform": "web.transform(order='degree', symmetrise=True)",
    "harmonic": "ow.harmonic(web)",
    "similar": "web.similar(range(20_000))",
    "best": "web.best(by='links', n=None)",
}


@pytest.mark.parametrize("name", CALLS)
def test_control_c_stops_every_kind_of_long_call(name: str) -> None:
    call = CALLS[name]
    program = SLOW_BUILD.format(call=call)
    if "web" in call:
        program = program.replace('print("ready"', 'web = ow.build((ends[0], ends[1]))\nprint("ready"')
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        time.sleep(0.3)
        start = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "interrupted\n"
        assert time.monotonic() - start < 1 + 4 * (os.getloadavg()[0] > (os.cpu_count() or 1))
