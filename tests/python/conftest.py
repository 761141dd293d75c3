"""Webs that tests share; random tests that are the same in every run."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

import orbweb as ow

settings.register_profile(
    "orbweb", max_examples=40, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("orbweb")

LINKS = """a.com\tb.com
b.com\tc.com\tnofollow
c.com\ta.com
www.c.com\tb.com
d.com\ta.com
"""


def ticks_during(call: Callable[[], object]) -> int:
    """How often this thread of Python got its turn, a millisecond apart at least, while another made the call."""
    done = threading.Event()
    ticks = 0

    def work() -> None:
        call()
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    while not done.is_set():
        ticks += 1
        time.sleep(0.001)
    thread.join()
    return ticks


@pytest.fixture
def links(tmp_path: Path) -> Path:
    path = tmp_path / "links.tsv"
    path.write_text(LINKS, encoding="utf-8")
    return path


@pytest.fixture
def web(links: Path, tmp_path: Path) -> ow.Web:
    return ow.build(links, tmp_path / "my.web", fold="domain")


@pytest.fixture
def arcs() -> tuple[np.ndarray, np.ndarray, int]:
    """2,000 arcs between 300 nodes, some of them equal, and nodes without any."""
    random = np.random.default_rng(1)
    return random.integers(0, 280, 2000), random.integers(0, 280, 2000), 300
