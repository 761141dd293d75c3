#!/usr/bin/env python3
"""NetworkX's own functions against the same through Orbweb: verified, then timed.

    networkx_bench.py [--arcs N]        with orbweb and networkx installed; prints a table in reStructuredText

A graph of N arcs (default 1,000,000) between N / 10 nodes, degrees by a power law, made with seed 1. Each time is the best
of three. `converted` is a call on a graph that was converted before; `with conversion` includes it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np

from orbweb.nx_backend import backend

FUNCTIONS = {
    "pagerank": True, "hits": True, "in_degree_centrality": True, "strongly_connected_components": True,
    "weakly_connected_components": True, "connected_components": False, "core_number": False, "triangles": False,
}  # whether the graph has directions


def random_graph(arcs: int, directed: bool) -> Any:
    """Targets by a power law, sources alike; without self-loops."""
    random = np.random.default_rng(1)
    nodes = arcs // 10
    made = (nx.DiGraph if directed else nx.Graph)()
    made.add_nodes_from(range(nodes))
    targets = (nodes * random.random(arcs) ** 3).astype(np.int64)
    sources = random.integers(0, nodes, arcs)
    keep = sources != targets
    made.add_edges_from(zip(sources[keep].tolist(), targets[keep].tolist(), strict=True))
    return made


def best_of(call: Callable[[], Any], repeats: int = 3) -> tuple[float, Any]:
    """Seconds, and what the call gave, read to its end."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        result = call()
        if not isinstance(result, (dict, tuple)):
            result = list(result)
        times.append(time.perf_counter() - start)
    return min(times), result


def agree(mine: Any, theirs: Any) -> bool:
    if isinstance(mine, tuple):
        return all(agree(a, b) for a, b in zip(mine, theirs, strict=True))
    if isinstance(mine, dict):
        return mine.keys() == theirs.keys() and max(abs(mine[key] - theirs[key]) for key in theirs) < 1e-5
    return sorted(map(sorted, mine)) == sorted(map(sorted, theirs))


def measure(name: str, graph: Any) -> tuple[float, float, float]:
    """Seconds of NetworkX, of Orbweb on a converted graph, and with the conversion."""
    function = getattr(nx, name)
    own, theirs = best_of(lambda: function(graph), 1 if name in ("triangles", "core_number") else 3)
    converted = backend.convert_from_nx(graph)
    mine_seconds, mine = best_of(lambda: function(converted))
    if name == "pagerank":  # by default NetworkX stops at an error of up to 1e-6 per node: no measure for this one
        theirs = function(graph, tol=1e-11)
    if not agree(mine, theirs):
        raise SystemExit(f"{name}: results differ")
    whole, _ = best_of(lambda: getattr(backend, name)(backend.convert_from_nx(graph)))
    return own, mine_seconds, whole


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--arcs", type=int, default=1_000_000)
    options = parser.parse_args()
    graphs = {directed: random_graph(options.arcs, directed) for directed in (True, False)}
    scipy, _ = best_of(lambda: [nx.to_scipy_sparse_array(graphs[True], weight=None)])
    own, _ = best_of(lambda: [backend.convert_from_nx(graphs[True])])
    arcs = graphs[True].number_of_edges()
    print(
        f"{len(graphs[True]):,} nodes, {arcs:,} arcs. The conversion takes {own:.2f} s, NetworkX's own"
        f" ``to_scipy_sparse_array`` {scipy:.2f} s ({own / scipy:.2f} times that).\n"
    )
    columns = ["function", "NetworkX, s", "converted, s", "times", "with conversion, s", "times"]
    widths = [33, 12, 12, 8, 18, 8]
    bar = "  ".join("=" * width for width in widths)
    print(bar, "  ".join(map(str.ljust, columns, widths)).rstrip(), bar, sep="\n")
    for name, directed in FUNCTIONS.items():
        theirs, mine, whole = measure(name, graphs[directed])
        cells = [f"``{name}``", f"{theirs:.3f}", f"{mine:.4f}", f"{theirs / mine:.0f}", f"{whole:.3f}", f"{theirs / whole:.1f}"]
        print("  ".join(map(str.ljust, cells, widths)).rstrip(), flush=True)
    print(bar)


if __name__ == "__main__":
    main()
