#!/usr/bin/env python3
"""PageRank by Orbweb beside the engines that anyone can install, on the same stored web, to the same true error.

    python3 bench/peers.py WEB... [--orbweb build/release/orbweb] [--only NAME,...] [--json FILE]

Begins with the table of bench/rank_bench.cc: the engine's solvers beside GAP's plain loops. Then the engines:
Each engine runs in a process of its own. It is given the graph in memory, in the form that it likes best; only its solve
is timed (median of three), but for rows marked "whole", which go from a stored graph to a stored result. Engines with a
tolerance are tried from loose to tight: the row shows the first whose L1 distance from a converged f64 reference is at
most the error asked for; "never" where none gets there. What counts is that distance, not what the engine says of
itself. Engines that are not installed are left out and named.

    pip install numpy scipy networkx igraph networkit python-graphblas
    cargo install webgraph-cli webgraph-rank
"""
import json
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time

import comparison

ALPHA = 0.85
ERRORS = (1e-6, 1e-9)
TOLERANCES = [10.0**-e for e in range(5, 14)]
ROUNDS = 3
MOST_SECONDS = 60  # after these, a slow engine is not run again


# --- engines: each takes the folder of the exported graph and yields (error level, tolerance, seconds, scores) ---------

def transition(folder, dtype):
    """The matrix of x -> x P without dangling rows, and which nodes are dangling."""
    import numpy as np
    import scipy.sparse as sp
    arcs = sp.load_npz(f"{folder}/graph.npz").tocsr()
    degree = np.diff(arcs.indptr)
    arcs.data = np.repeat(1.0 / np.maximum(degree, 1), degree).astype(dtype)
    return arcs.T.tocsr(), degree == 0


def power(matrix, dangling, tolerance, most=1000):
    import numpy as np
    n = matrix.shape[0]
    x = np.full(n, 1 / n, dtype=matrix.dtype)
    for _ in range(most):
        y = ALPHA * (matrix @ x + x[dangling].sum() / n) + (1 - ALPHA) / n
        step = np.abs(y - x).sum()
        x = y
        if step <= tolerance:
            break
    return x


def by_tolerance(solve, reference):
    """The loosest tolerance whose scores are within each error; its median time."""
    import numpy as np
    results = {}
    tolerances = iter(TOLERANCES)
    for error in ERRORS:
        for tolerance in tolerances:
            begin = time.perf_counter()
            scores = solve(tolerance)
            seconds = [time.perf_counter() - begin]
            scores = np.asarray(scores, dtype=np.float64)
            distance = float(np.abs(scores / scores.sum() - reference).sum())
            if distance > error:
                continue
            while len(seconds) < ROUNDS and sum(seconds) < MOST_SECONDS:
                begin = time.perf_counter()
                solve(tolerance)
                seconds.append(time.perf_counter() - begin)
            results[error] = {"seconds": statistics.median(seconds), "tolerance": tolerance, "error": distance}
            break
    return results


def scipy_f64(folder, reference):
    matrix, dangling = transition(folder, "f8")
    return by_tolerance(lambda tolerance: power(matrix, dangling, tolerance), reference)


def scipy_f32(folder, reference):
    matrix, dangling = transition(folder, "f4")
    return by_tolerance(lambda tolerance: power(matrix, dangling, tolerance), reference)


def networkx_(folder, reference):
    import networkx as nx
    import scipy.sparse as sp
    arcs = sp.load_npz(f"{folder}/graph.npz").tocsr()
    if arcs.nnz > 5_000_000:
        return {"skipped": "more than 5 M arcs"}
    graph = nx.from_scipy_sparse_array(arcs, create_using=nx.DiGraph)
    nodes = range(arcs.shape[0])

    def solve(tolerance):
        scores = nx.pagerank(graph, alpha=ALPHA, tol=tolerance / arcs.shape[0], max_iter=1000, weight=None)
        return [scores[node] for node in nodes]
    return by_tolerance(solve, reference)


def igraph_(folder, reference):
    import igraph
    import scipy.sparse as sp
    arcs = sp.load_npz(f"{folder}/graph.npz").tocoo()
    graph = igraph.Graph(n=arcs.shape[0], edges=list(zip(arcs.row.tolist(), arcs.col.tolist())), directed=True)
    return by_tolerance(lambda tolerance: graph.pagerank(damping=ALPHA, implementation="prpack"), reference)


def networkit_(folder, reference):
    import networkit as nk
    import scipy.sparse as sp
    nk.setNumberOfThreads(os.cpu_count())
    arcs = sp.load_npz(f"{folder}/graph.npz").tocoo()
    graph = nk.GraphFromCoo((arcs.row, arcs.col), n=arcs.shape[0], weighted=False, directed=True)

    def solve(tolerance):
        ranking = nk.centrality.PageRank(graph, damp=ALPHA, tol=tolerance,
                                         distributeSinks=nk.centrality.SinkHandling.DistributeSinks)
        ranking.maxIterations = 1000
        ranking.norm = nk.centrality.Norm.l1norm
        ranking.run()
        return ranking.scores()
    return by_tolerance(solve, reference)


def graphblas_(folder, reference):
    """As LAGraph's PageRank: plus_second on the transpose, contributions scaled before the product."""
    import graphblas as gb
    import numpy as np
    import scipy.sparse as sp
    gb.init("suitesparse", blocking=True)
    gb.ss.config["nthreads"] = os.cpu_count()
    arcs = sp.load_npz(f"{folder}/graph.npz").tocsr()
    n, degree = arcs.shape[0], np.diff(arcs.indptr)
    transpose = arcs.T.tocsr()
    pattern = gb.Matrix.from_csr(transpose.indptr.astype(np.uint64), transpose.indices.astype(np.uint64),
                                 np.ones(transpose.nnz, dtype=bool), nrows=n, ncols=n)
    scale = gb.Vector.from_dense(ALPHA / np.maximum(degree, 1))
    sinks = gb.Vector.from_coo(np.flatnonzero(degree == 0), True, size=n, dtype=bool)

    def solve(tolerance):
        x = gb.Vector.from_dense(np.full(n, 1 / n))
        for _ in range(1000):
            mass = float(x.ewise_mult(sinks, gb.binary.first).reduce(gb.monoid.plus).get(0))
            y = gb.Vector.from_scalar((1 - ALPHA + ALPHA * mass) / n, n)
            outgoing = x.ewise_mult(scale, gb.binary.times).new()
            y(gb.binary.plus) << pattern.mxv(outgoing, gb.semiring.plus_second)
            step = x.ewise_mult(y, gb.binary.minus).new().apply(gb.unary.abs).reduce(gb.monoid.plus).get(0)
            x = y
            if step <= tolerance:
                break
        return x.to_dense()
    return by_tolerance(solve, reference)


def orbweb_whole(folder, reference):
    """The command, from the stored web to the stored table."""
    import numpy as np

    def scores_of(path):
        with open(path) as table:
            next(table)
            rows = [line.split("\t") for line in table]
        return np.array([float(row[1]) for row in rows])
    results = {}
    for error in ERRORS:
        seconds, solve = [], []
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            run = subprocess.run([os.environ["ORBWEB"], "rank", f"{folder}/web", "pagerank", "--tol", str(error), "-o",
                                  f"{folder}/scores.tsv", "--force", "--json"],
                                 capture_output=True, text=True, check=True)
            seconds.append(time.perf_counter() - begin)
            solve.append(json.loads(run.stdout)["seconds"])
        scores = scores_of(f"{folder}/scores.tsv")
        results[error] = {"seconds": statistics.median(seconds), "solve": statistics.median(solve), "tolerance": error,
                          "error": float(np.abs(scores / scores.sum() - reference).sum())}
    return results


def orbweb_solve(folder, reference):
    """What the command says of its solve alone, the layout built on the spot."""
    whole = orbweb_whole(folder, reference)
    return {error: dict(result, seconds=result["solve"]) for error, result in whole.items()}


def webgraph_rank(folder, reference):
    """From a stored BVGraph to a stored vector; both `webgraph build ef` and the degree list are made before."""
    import numpy as np

    def solve(tolerance):
        subprocess.run(["webgraph-rank", "pagerank", f"{folder}/transpose", "-o", f"{folder}/ranks.txt", "--fmt",
                        "ascii", "--threshold", str(tolerance)], check=True, capture_output=True)
        return np.loadtxt(f"{folder}/ranks.txt")
    subprocess.run([os.environ["ORBWEB"], "convert", f"{folder}/web", "--to", "bvgraph", "--transpose", "-o",
                    f"{folder}/transpose", "--force"], check=True, capture_output=True)
    for build in (["webgraph", "build", "ef"], ["webgraph", "build", "dcf"]):
        subprocess.run([*build, f"{folder}/transpose"], check=True, capture_output=True)
    return by_tolerance(solve, reference)


ENGINES = {
    "orbweb solve + layout": (orbweb_solve, "numpy"),
    "orbweb whole": (orbweb_whole, "numpy"),
    "SciPy f64": (scipy_f64, "scipy"),
    "SciPy f32": (scipy_f32, "scipy"),
    "igraph PRPACK": (igraph_, "igraph"),
    "NetworKit": (networkit_, "networkit"),
    "GraphBLAS": (graphblas_, "graphblas"),
    "NetworkX": (networkx_, "networkx"),
    "webgraph-rs whole": (webgraph_rank, "webgraph-rank"),
}


# --- the comparison ---------------------------------------------------------------------------------------------------

def is_there(need):
    if need == "webgraph-rank":
        return shutil.which("webgraph-rank") is not None and shutil.which("webgraph") is not None
    return comparison.is_installed(need)


def run_one(name, folder):
    """In a process of its own: the engine's results and its peak memory, as JSON on standard output."""
    import numpy as np
    results = ENGINES[name][0](folder, np.load(f"{folder}/reference.npy"))
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"results": {str(key): value for key, value in results.items()}, "peak_mb": peak // 1024}))


def time_text(result):
    if result is None:
        return "never"
    seconds = result["seconds"]
    return f"{1e3 * seconds:.1f} ms" if seconds < 10 else f"{seconds:.1f} s"


def print_table(web, facts, rows):
    print(f"\n{web}: {facts['nodes']:,} nodes, {facts['arcs']:,} arcs")
    print(f"{'':<28}{'to 1e-6':>12}{'ratio':>8}{'to 1e-9':>12}{'ratio':>8}{'peak MB':>9}")
    own = rows.get("orbweb solve + layout", {}).get("results", {})
    whole = rows.get("orbweb whole", {}).get("results", {})
    for name, row in rows.items():
        if "problem" in row:
            print(f"{name:<28}{row['problem']}")
            continue
        line = f"{name:<28}"
        for error in map(str, ERRORS):
            result = row["results"].get(error)
            base = (whole if "whole" in name else own).get(error)
            ratio = f"{result['seconds'] / base['seconds']:.1f}" if result and base else "-"
            line += f"{time_text(result):>12}{ratio:>8}"
        print(line + f"{row['peak_mb']:>9}")


def compare_loops(web, orbweb):
    """The table of bench/rank_bench.cc, where it is built: what no installable engine has, GAP's plain loops."""
    bench = os.path.join(os.path.dirname(orbweb), "bench", "orbweb_bench_rank")
    if os.path.exists(bench):
        subprocess.run([bench, web], check=True)
    else:
        print(f"left out: there is no {bench}; build with -DORBWEB_BENCH=ON")


def compare(web, options):
    import numpy as np
    rows = {}
    if not options.only:
        compare_loops(web, options.orbweb)
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.abspath(web), f"{folder}/web")
        facts = json.loads(subprocess.run([options.orbweb, "info", web, "--json"], check=True, capture_output=True,
                                          text=True).stdout)
        subprocess.run([options.orbweb, "convert", web, "-o", f"{folder}/graph.npz"], check=True, capture_output=True)
        matrix, dangling = transition(folder, "f8")
        reference = power(matrix, dangling, 1e-14, 2000)
        np.save(f"{folder}/reference.npy", reference / reference.sum())
        del matrix
        for name, (_, need) in ENGINES.items():
            if options.only and name not in options.only.split(","):
                continue
            if not is_there(need):
                rows[name] = {"problem": f"left out: there is no {need}"}
                continue
            environment = dict(os.environ, ORBWEB=options.orbweb, OMP_NUM_THREADS=str(os.cpu_count()))
            row, problem = comparison.run_apart(__file__, name, folder, environment=environment)
            problem = problem or row["results"].get("skipped")
            rows[name] = {"problem": problem} if problem else row
    print_table(web, facts, rows)
    return {"web": web, "nodes": facts["nodes"], "arcs": facts["arcs"], "rows": rows}


if __name__ == "__main__":
    comparison.main(__doc__, run_one, compare, "names of rows")
