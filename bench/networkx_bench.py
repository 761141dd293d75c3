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
    "clustering": False,
}  # whether the graph has directions


def random_graph(arcs: int, directed: bool) -> Any:
    """Targets by a power law, sources alike."""
    random = np.random.default_rng(1)
    nodes = arcs // 10
    made = (nx.DiGraph if directed else nx.Graph)()
    made.add_nodes_from(range(nodes))
    targets = np.minimum(random.zipf(1.6, arcs) - 1, 2**40) % nodes
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
    own, theirs = best_of(lambda: function(graph), 1 if name in ("triangles", "clustering", "core_number") else 3)
    converted = backend.convert_from_nx(graph)
    mine_seconds, mine = best_of(lambda: function(converted))
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
    rows = [(name, *measure(name, graphs[directed])) for name, directed in FUNCTIONS.items()]
    sentence = (
        f"{len(graphs[True]):,} nodes, {arcs:,} arcs. The conversion takes {own:.2f} s, NetworkX's own"
        f" ``to_scipy_sparse_array`` {scipy:.2f} s ({own / scipy:.2f} times that)."
    )
    bar = f"{'=' * 31}  {'=' * 12}  {'=' * 12}  {'=' * 8}  {'=' * 17}  {'=' * 8}"
    print(sentence, "", bar, sep="\n")
    print(f"{'function':31}  {'NetworkX, s':>12}  {'converted, s':>12}  {'times':>8}  {'with conversion':>17}  {'times':>8}")
    print(bar)
    for name, theirs, mine, whole in rows:
        print(f"{name:31}  {theirs:12.3f}  {mine:12.4f}  {theirs / mine:8.0f}  {whole:17.3f}  {theirs / whole:8.1f}")
    print(bar)


if __name__ == "__main__":
    main()
