#!/usr/bin/env python3
"""Orbweb's measures beside the engines that anyone can install, on the same stored web.

    python3 bench/measures.py WEB... [--orbweb build/release/orbweb] [--only MEASURE,...] [--json FILE]

Each engine runs in a process of its own and is given the graph in memory, in its own form; only its solve is timed, the
best of three. Orbweb's time is what `rank --json` says, from the mapped web on, reading its rows included; its peak
memory is the whole process's, pages of the web that it touched included. Each row names a fact that both compute: of
exact measures it must be the same, or the row says "WRONG"; of communities it is the modularity, and of a fit the
exponent, which may differ. Where the fact is "scores", the engine's column is the largest difference of any node's
score, both scaled to the same L2 norm, in parts of the largest score; beyond 1e-4 the row says "WRONG". Rows marked
"whole" time both programs as processes, from a stored graph to a stored result. Engines that are not installed are
left out and named.

    pip install numpy scipy networkx igraph networkit pyarrow
    cargo install webgraph-cli webgraph-dist
"""
import json
import os
import shutil
import subprocess
import tempfile
import time

import comparison

ROUNDS = 3
WORST = 1e-4  # of scores that two engines iterate towards, each to its own idea of close
KATZ_ALPHA = 0.001
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


def igraph_authorities(arcs):
    graph = igraph_directed(arcs)
    return lambda: graph.authority_score()


def networkx_hits(arcs):
    import networkx as nx
    graph = nx.from_scipy_sparse_array(arcs, create_using=nx.DiGraph)

    def solve():
        authorities = nx.hits(graph, tol=1e-9, max_iter=1000)[1]
        return [authorities[node] for node in range(arcs.shape[0])]
    return solve


def igraph_eigenvector(arcs):
    graph = igraph_directed(arcs)
    return lambda: graph.eigenvector_centrality(directed=True)


def networkit_eigenvector(arcs):
    import networkit as nk
    graph = networkit_directed(arcs)
    return lambda: nk.centrality.EigenvectorCentrality(graph, tol=1e-9).run().scores()


def networkit_katz(arcs):
    import networkit as nk
    graph = networkit_directed(arcs)
    return lambda: nk.centrality.KatzCentrality(graph, alpha=KATZ_ALPHA, beta=1, tol=1e-9).run().scores()


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


def webgraph_hyperball(folder):
    """Harmonic centrality of both by 2^6 registers, from a stored BVGraph to a stored vector."""
    import numpy as np
    convert = [os.environ["ORBWEB"], "convert", f"{folder}/web", "--to", "bvgraph", "--force", "-o"]
    subprocess.run([*convert, f"{folder}/graph"], check=True, capture_output=True)
    subprocess.run([*convert, f"{folder}/transpose", "--transpose"], check=True, capture_output=True)
    for graph in ("graph", "transpose"):
        for build in (["webgraph", "build", "ef"], ["webgraph", "build", "dcf"]):
            subprocess.run([*build, f"{folder}/{graph}"], check=True, capture_output=True)

    def solve():
        subprocess.run(["webgraph-dist", "hyperball", "--hll8", "--log2m", "6", f"{folder}/transpose", f"{folder}/graph",
                        "--harmonic", f"{folder}/harmonic.txt"], check=True, capture_output=True)
        return float(np.loadtxt(f"{folder}/harmonic.txt").max())
    return solve


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


# measure: Orbweb's algorithm and options, the fact, whether it must be the same, engines by name with what they need
MEASURES = {
    "hits": ("hits", [], "scores", True, {
        "igraph": (igraph_authorities, "igraph"), "NetworkX": (networkx_hits, "networkx")}),
    "eigenvector": ("eigenvector", [], "scores", True, {
        "igraph": (igraph_eigenvector, "igraph"), "NetworKit": (networkit_eigenvector, "networkit")}),
    "katz": ("katz", ["--alpha", str(KATZ_ALPHA)], "scores", True, {"NetworKit": (networkit_katz, "networkit")}),
    "salsa": ("salsa", [], "components", True, {}),
    "harmonic whole": ("harmonic", ["--log2m", "6"], "mean_distance", False, {
        "webgraph-rs": (webgraph_hyperball, "webgraph-dist")}),
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

def is_there(need):
    if need == "webgraph-dist":
        return shutil.which("webgraph-dist") is not None and shutil.which("webgraph") is not None
    return comparison.is_installed(need)


def best_of(solve):
    """The round of the least seconds, which each one's answer begins with."""
    rounds = []
    while len(rounds) < ROUNDS and sum(round[0] for round in rounds) < MOST_SECONDS:
        rounds.append(solve())
    return min(rounds, key=lambda round: round[0])


def timed(solve):
    begin = time.perf_counter()
    fact = solve()
    return time.perf_counter() - begin, fact


def run_one(measure, engine, folder):
    """In a process of its own: seconds and fact, as JSON on standard output; scores go to a file."""
    import numpy as np
    import scipy.sparse as sp
    prepare = MEASURES[measure][4][engine][0]
    given = folder if measure.endswith("whole") else sp.load_npz(f"{folder}/graph.npz").tocsr()
    solve = prepare(given)
    seconds, fact = best_of(lambda: timed(solve))
    if MEASURES[measure][2] == "scores":
        np.save(f"{folder}/scores.npy", np.asarray(fact, dtype=np.float64))
        fact = 0
    print(json.dumps([seconds, float(fact)]))


def measured(line):
    """Runs a command: its standard output, seconds and peak memory in MB."""
    begin = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(line, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status != 0:
            raise SystemExit(f"{' '.join(line)} failed")
        out.seek(0)
        return out.read().decode(), time.perf_counter() - begin, usage.ru_maxrss // 1024


def run_orbweb(orbweb, folder, measure):
    """(seconds, fact, peak MB); the scores are in a file of the folder."""
    algorithm, options, fact, _, _ = MEASURES[measure]
    rank = [orbweb, "rank", f"{folder}/web", algorithm, *options, "--json"]

    def solve():
        output = ["-o", f"{folder}/scores.parquet", "--force"] if measure.endswith("whole") else ["-n", "0"]
        text, whole, peak = measured([*rank, *output])
        answer = json.loads(text)
        seconds = whole if measure.endswith("whole") else answer["seconds"]
        return seconds, answer["facts"].get(fact, 0), peak
    best = best_of(solve)
    if fact == "scores":
        measured([*rank, "-o", f"{folder}/scores.parquet", "--force"])
    return best


def worst_difference(folder):
    """Of any node's score, both engines' scaled to the L2 norm 1, in parts of the largest."""
    import numpy as np
    import pyarrow.parquet as pq
    table = pq.read_table(f"{folder}/scores.parquet", columns=["node", "score"])
    own = np.empty(table.num_rows)
    own[table["node"].to_numpy()] = table["score"].to_numpy()
    peer = np.load(f"{folder}/scores.npy")
    own, peer = own / np.linalg.norm(own), peer / np.linalg.norm(peer)
    return float(np.abs(own - peer).max() / own.max())


def engine_line(measure, engine, folder, own):
    _, _, fact_name, must_agree, engines = MEASURES[measure]
    if not is_there(engines[engine][1]):
        return None, f"left out: there is no {engines[engine][1]}"
    result, problem = comparison.run_apart(__file__, measure, engine, folder)
    if problem:
        return None, problem
    seconds, fact = result
    if fact_name == "scores":
        fact = worst_difference(folder)
        agrees = fact <= WORST
    else:
        agrees = abs(fact - own[1]) <= 1e-9 * max(1, abs(fact))
    verdict = "" if agrees or not must_agree else "  WRONG"
    return (seconds, fact), f"{seconds:>10.3f} s{seconds / own[0]:>8.1f}{fact:>16.6g}{verdict}"


def compare(web, options):
    rows = {}
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.abspath(web), f"{folder}/web")
        os.environ["ORBWEB"] = options.orbweb
        subprocess.run([options.orbweb, "convert", web, "-o", f"{folder}/graph.npz"], check=True, capture_output=True)
        print(f"\n{web}\n{'measure':<20}{'engine':<12}{'seconds':>12}{'ratio':>8}{'fact':>16}{'peak MB':>9}")
        for measure in options.only.split(",") if options.only else MEASURES:
            own = run_orbweb(options.orbweb, folder, measure)
            rows[measure] = {"Orbweb": own}
            print(f"{measure:<20}{'Orbweb':<12}{own[0]:>10.3f} s{1:>8.1f}{own[1]:>16.6g}{own[2]:>9}  "
                  f"{MEASURES[measure][2]}", flush=True)
            for engine in MEASURES[measure][4]:
                rows[measure][engine], line = engine_line(measure, engine, folder, own)
                print(f"{'':<20}{engine:<12}{line}", flush=True)
    return {"web": web, "rows": rows}


if __name__ == "__main__":
    comparison.main(__doc__, run_one, compare, "measures")
