#!/usr/bin/env python3
"""Orbweb's measures beside the engines that anyone can install, on the same stored web.

    python3 bench/measures.py WEB... [--orbweb build/release/orbweb] [--only MEASURE,...] [--json FILE]

Each engine runs in a process of its own and is given the graph in memory, in its own form; only its solve is timed, the
best of three. Orbweb's time is what `rank --json` says, from the mapped web on, reading its rows included. Each row
names a fact that both compute: of exact measures it must be the same, or the row says "WRONG"; of communities it is the
modularity, and of a fit the exponent, which may differ. Engines that are not installed are left out and named.

    pip install numpy scipy networkx igraph networkit
"""
import json
import os
import subprocess
import tempfile
import time

import comparison

ROUNDS = 3
MOST_SECONDS = 60  # after these, a slow engine is not run again


# --- engines: each takes the exported graph and returns what to time; that returns the fact to compare ---------------

def igraph_directed(arcs):
    import igraph
    coo = arcs.tocoo()
    return igraph.Graph(n=arcs.shape[0], edges=list(zip(coo.row.tolist(), coo.col.tolist())), directed=True)


def igraph_simple(arcs):
    return igraph_directed(arcs).as_undirected().simplify()


def networkit_directed(arcs):
    import networkit as nk
    nk.setNumberOfThreads(os.cpu_count())
    coo = arcs.tocoo()
    return nk.GraphFromCoo((coo.row, coo.col), n=arcs.shape[0], weighted=False, directed=True)


def networkit_simple(arcs):
    import networkit as nk
    import scipy.sparse as sp
    nk.setNumberOfThreads(os.cpu_count())
    both = sp.triu(arcs + arcs.T, k=1).tocoo()
    graph = nk.GraphFromCoo((both.row, both.col), n=arcs.shape[0], weighted=False, directed=False)
    graph.indexEdges()
    return graph


def scipy_components(connection):
    def prepare(arcs):
        from scipy.sparse import csgraph
        return lambda: csgraph.connected_components(arcs, connection=connection)[0]
    return prepare


def networkit_components(kind):
    def prepare(arcs):
        import networkit as nk
        graph = networkit_directed(arcs)
        return lambda: getattr(nk.components, kind)(graph).run().numberOfComponents()
    return prepare


def networkit_bfs(arcs):
    import networkit as nk
    graph = networkit_directed(arcs)
    return lambda: sum(1 for d in nk.distance.BFS(graph, 0, storePaths=False).run().getDistances() if d < 1e300)


def networkit_cores(arcs):
    import networkit as nk
    graph = networkit_simple(arcs)
    return lambda: nk.centrality.CoreDecomposition(graph).run().maxCoreNumber()


def igraph_cores(arcs):
    graph = igraph_simple(arcs)
    return lambda: max(graph.coreness())


def networkit_triangles(arcs):
    import networkit as nk
    graph = networkit_simple(arcs)
    return lambda: sum(nk.sparsification.TriangleEdgeScore(graph).run().scores()) // 3


def igraph_transitivity(arcs):
    graph = igraph_simple(arcs)
    return lambda: graph.transitivity_undirected()


def igraph_assortativity(arcs):
    graph = igraph_directed(arcs)
    return lambda: graph.assortativity(graph.outdegree(), graph.indegree(), directed=True)


def igraph_reciprocity(arcs):
    graph = igraph_directed(arcs)
    return lambda: graph.reciprocity(ignore_loops=True)


def igraph_power_law(arcs):
    import igraph
    indegrees = [int(d) for d in arcs.getnnz(axis=0) if d > 0]
    # One resampling at this precision: the p-value that igraph adds is nothing that Orbweb has.
    return lambda: igraph.power_law_fit(indegrees, method="discrete", p_precision=0.5).alpha


def igraph_leiden(arcs):
    graph = igraph_simple(arcs)

    def solve():
        found = graph.community_leiden(objective_function="modularity", n_iterations=-1)
        return found.modularity
    return solve


def networkit_leiden(arcs):
    import networkit as nk
    graph = networkit_simple(arcs)

    def solve():
        found = nk.community.ParallelLeiden(graph, iterations=3).run().getPartition()
        return nk.community.Modularity().getQuality(found, graph)
    return solve


def networkit_labels(arcs):
    import networkit as nk
    graph = networkit_simple(arcs)

    def solve():
        found = nk.community.PLP(graph).run().getPartition()
        return nk.community.Modularity().getQuality(found, graph)
    return solve


# measure: Orbweb's options, the fact, whether it must be the same, engines by name with what they need
MEASURES = {
    "wcc": ("wcc", [], "components", True, {
        "SciPy": (scipy_components("weak"), "scipy"),
        "NetworKit": (networkit_components("WeaklyConnectedComponents"), "networkit")}),
    "scc": ("scc", [], "components", True, {
        "SciPy": (scipy_components("strong"), "scipy"),
        "NetworKit": (networkit_components("StronglyConnectedComponents"), "networkit")}),
    "bfs": ("bfs", ["--source", "0"], "reached", True, {"NetworKit": (networkit_bfs, "networkit")}),
    "k-core": ("k-core", [], "largest_core_number", True, {
        "NetworKit": (networkit_cores, "networkit"), "igraph": (igraph_cores, "igraph")}),
    "triangles": ("triangles", [], "triangles", True, {"NetworKit": (networkit_triangles, "networkit")}),
    "transitivity": ("triangles", [], "transitivity", True, {"igraph": (igraph_transitivity, "igraph")}),
    "assortativity": ("degrees", [], "assortativity_out_in", True, {"igraph": (igraph_assortativity, "igraph")}),
    "reciprocity": ("degrees", [], "reciprocity", True, {"igraph": (igraph_reciprocity, "igraph")}),
    "power law": ("degrees", [], "indegree_exponent", False, {"igraph": (igraph_power_law, "igraph")}),
    "leiden": ("leiden", [], "modularity", False, {
        "igraph": (igraph_leiden, "igraph"), "NetworKit": (networkit_leiden, "networkit")}),
    "label-propagation": ("label-propagation", [], "modularity", False, {"NetworKit": (networkit_labels, "networkit")}),
}


# --- the comparison ---------------------------------------------------------------------------------------------------

def best_of(solve):
    """(least seconds, fact) of some rounds of solve() -> (seconds, fact)."""
    rounds = []
    while len(rounds) < ROUNDS and sum(seconds for seconds, _ in rounds) < MOST_SECONDS:
        rounds.append(solve())
    return min(rounds)


def timed(solve):
    begin = time.perf_counter()
    fact = solve()
    return time.perf_counter() - begin, float(fact)


def run_one(measure, engine, path):
    """In a process of its own: seconds and fact, as JSON on standard output."""
    import scipy.sparse as sp
    solve = MEASURES[measure][4][engine][0](sp.load_npz(path).tocsr())
    print(json.dumps(best_of(lambda: timed(solve))))


def run_orbweb(orbweb, web, measure):
    algorithm, options, fact, _, _ = MEASURES[measure]

    def solve():
        line = [orbweb, "rank", web, algorithm, *options, "--json"]
        run = subprocess.run(line, check=True, capture_output=True, text=True)
        answer = json.loads(run.stdout)
        return answer["seconds"], answer["facts"][fact]
    return best_of(solve)


def engine_line(measure, engine, path, own):
    _, _, _, must_agree, engines = MEASURES[measure]
    if not comparison.is_installed(engines[engine][1]):
        return None, f"left out: there is no {engines[engine][1]}"
    result, problem = comparison.run_apart(__file__, measure, engine, path)
    if problem:
        return None, problem
    seconds, fact = result
    agrees = abs(fact - own[1]) <= 1e-9 * max(1, abs(fact))
    verdict = "" if agrees or not must_agree else "  WRONG"
    return (seconds, fact), f"{seconds:>10.3f} s{seconds / own[0]:>8.1f}{fact:>16.6g}{verdict}"


def compare(web, options):
    rows = {}
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/graph.npz"
        subprocess.run([options.orbweb, "convert", web, "-o", path], check=True, capture_output=True)
        print(f"\n{web}\n{'measure':<20}{'engine':<12}{'seconds':>12}{'ratio':>8}{'fact':>16}")
        for measure in options.only.split(",") if options.only else MEASURES:
            own = run_orbweb(options.orbweb, web, measure)
            rows[measure] = {"Orbweb": own}
            fact = MEASURES[measure][2]
            print(f"{measure:<20}{'Orbweb':<12}{own[0]:>10.3f} s{1:>8.1f}{own[1]:>16.6g}  {fact}", flush=True)
            for engine in MEASURES[measure][4]:
                rows[measure][engine], line = engine_line(measure, engine, path, own)
                print(f"{'':<20}{engine:<12}{line}", flush=True)
    return {"web": web, "rows": rows}


if __name__ == "__main__":
    comparison.main(__doc__, run_one, compare, "measures")
