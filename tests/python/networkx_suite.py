"""NetworkX's own tests of the functions that the backend offers, every call dispatched to it (its NETWORKX_TEST_BACKEND).

What the backend refuses, NetworkX computes itself, as in use. Fails where a test does, or where a function was never
answered by Orbweb. Last line: the counts.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import Any

os.environ["NETWORKX_TEST_BACKEND"] = "orbweb"
os.environ["NETWORKX_FALLBACK_TO_NX"] = "1"

import pytest  # noqa: E402

from orbweb import nx_backend  # noqa: E402

MODULES = [
    "link_analysis.tests.test_pagerank", "link_analysis.tests.test_hits", "centrality.tests.test_degree_centrality",
    "centrality.tests.test_harmonic_centrality", "components.tests.test_connected",
    "components.tests.test_strongly_connected", "components.tests.test_weakly_connected", "tests.test_core",
    "tests.test_cluster",
]


class Counts:
    """A plugin of pytest that counts outcomes."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.when == "call" or report.outcome == "failed":
            self.outcomes[report.outcome] += 1


def count_answers() -> Counter[str]:
    """How often Orbweb answers each function."""
    answers: Counter[str] = Counter()

    def counting(name: str, function: Any) -> Any:
        def answer(*args: Any, **kwargs: Any) -> Any:
            result = function(*args, **kwargs)
            answers[name] += 1
            return result

        return answer

    for name, function in list(nx_backend._FUNCTIONS.items()):
        nx_backend._FUNCTIONS[name] = counting(name, function)
    return answers


def main() -> int:
    answers, counts = count_answers(), Counts()
    arguments = ["-q", "-p", "no:cacheprovider", "-c", os.devnull, "-W", "ignore", "--pyargs"]
    status = pytest.main([*arguments, *(f"networkx.algorithms.{module}" for module in MODULES)], plugins=[counts])
    never = sorted(nx_backend._FUNCTIONS.keys() - answers.keys())
    print("answered by Orbweb:", ", ".join(f"{name} {number}" for name, number in sorted(answers.items())))
    if never:
        print("never answered:", ", ".join(never))
    print(f"{counts.outcomes['passed']} of NetworkX's tests passed, {counts.outcomes['failed']} failed,",
          f"{counts.outcomes['skipped']} skipped")
    return 1 if status or never else 0


if __name__ == "__main__":
    sys.exit(main())
