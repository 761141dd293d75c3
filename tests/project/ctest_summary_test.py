"""Tests of .ci/ctest_summary.awk: the counts that ./setup test and .ci/run end with."""

from __future__ import annotations

import subprocess
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / ".ci" / "ctest_summary.awk"


def summary_of(log: str) -> str:
    run = subprocess.run(["awk", "-f", str(SCRIPT)], input=log, text=True, capture_output=True, check=True)
    return run.stdout


class CtestSummary(unittest.TestCase):
    def test_counts_each_outcome(self) -> None:
        self.assertEqual(summary_of("""\
Test project build/release
      Start  1: graph.Graph.RefusesUnsortedRows
 1/11 Test  #1: graph.Graph.RefusesUnsortedRows ........   Passed    0.01 sec
 2/11 Test  #2: graph.Sweep/Names.Find/0 ...............   Passed    1.20 sec
 3/11 Test  #3: algos.PageRank.OnCrawl .................***Skipped   0.02 sec
 4/11 Test  #4: loaders.Url.Fuzz .......................***Failed    0.30 sec
 5/11 Test  #5: loaders.Url.Slow .......................***Timeout 300.01 sec
 6/11 Test  #6: cli.Crash ..............................***Exception: SegFault  0.10 sec
 7/11 Test  #7: cli.Gone ...............................***Not Run   0.00 sec
 8/11 Test  #8: cli.Off ................................***Not Run (Disabled)   0.00 sec
 9/11 Test  #9: cli.Abort ..............................Subprocess aborted***Exception:   0.15 sec
10/11 Test #10: cli.Pattern ............................***Failed  Required regular expression not found. Regex=[0.1
]  0.01 sec
11/11 Test #11: cli.Last ...............................   Passed    0.01 sec
"""), "3 passed, 6 failed, 2 skipped\n")

    def test_leaves_out_skipped_where_none_was(self) -> None:
        self.assertEqual(summary_of("1/1 Test #1: a ...   Passed    0.01 sec\n"), "1 passed, 0 failed\n")

    def test_output_of_a_test_is_no_result(self) -> None:
        self.assertEqual(summary_of("Passed 0.01 sec\nTest #2: b ... Passed\n1/1 Test\n"), "0 passed, 0 failed\n")


if __name__ == "__main__":
    unittest.main()
