// PageRank in its clear form: the oracle for everything faster.
//
//   x = alpha P^T x + alpha (d.x) u + (1 - alpha) v
//
// P: out-links of each node, normalised by weight; d: dangling nodes; v: preference; u: by policy. Power (Jacobi)
// iteration. Input: predecessors with weights. Time O(n + m) per iteration, about log(tol) / log(alpha) iterations.
// Memory: 24 bytes per node beside the graph, 32 with a preference vector. Deterministic: the same bytes for any number
// of threads and SIMD target. Stops when the rigorous bound  (alpha |x_t - x_{t-1}|_1 + rounding) / (1 - alpha) <=
// tolerance.
//
// Page, Brin, Motwani, Winograd, "The PageRank Citation Ranking" (1999). Dangling policies: Boldi, Posenato, Santini,
// Vigna, "Traps and pitfalls of topic-biased PageRank" (2006), doi:10.1007/978-3-540-78808-9_10.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "algos/scores.h"
#include "graph/arc_filter.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

/// Where the rank of nodes without out-links goes.
enum class Dangling {
  strong,  ///< to the preference vector
  weak,    ///< to all nodes alike
  none,    ///< nowhere: "pseudorank", which sums to less than 1
};
constexpr std::array<std::string_view, 3> value_names(Dangling) { return {"strong", "weak", "none"}; }

/// How the vector is found; the proof is the same.
enum class Solver {
  automatic,     ///< by size and weights; the same choice on every machine
  scp,           ///< sweeps over the SCP layout (algos/engine/scp_layout.h), then the clear form's last step
  pull,          ///< the clear form throughout
  gauss_seidel,  ///< Gauss-Seidel in fixed parts (algos/engine/gauss_seidel.h), then the clear form's last step
  anderson,      ///< as scp, with Anderson acceleration (algos/engine/anderson_solver.h) for extrapolation
};
constexpr std::array<std::string_view, 5> value_names(Solver) {
  return {"auto", "scp", "pull", "gauss-seidel", "anderson"};
}

/// What nodes pass on in, in sweeps over the SCP layout.
enum class Contributions {
  f64,
  f32,  ///< sweeps are faster, and stall at an error of about 1e-7: what is left is the clear form's to do
};
constexpr std::array<std::string_view, 2> value_names(Contributions) { return {"f64", "f32"}; }

struct SolverPlan {
  Solver solver = Solver::pull;
  std::string reason;  ///< for people
};

struct PageRankOptions {
  double alpha = 0.85;      ///< damping factor, 0 <= alpha < 1
  double tolerance = 1e-9;  ///< on the certified L1 error
  int max_iterations = 1000;
  Dangling dangling = Dangling::strong;
  /// Teleport distribution, one value per node, >= 0, normalised here; empty = uniform.
  std::vector<double> preference = {};
  bool followed_only = false;  ///< only arcs with a followed link
  bool weighted = false;       ///< arcs count as many times as they have links
  Solver solver = Solver::automatic;
  Contributions contributions = Contributions::f64;
  StartScores start = {};  ///< where the iteration begins; empty = the teleport distribution
};

/// Each option once: the command line, Python and score files take names, defaults and help from here.
template <class Options, class Visitor>
requires std::same_as<std::remove_const_t<Options>, PageRankOptions>
void describe(Options& options, Visitor&& visit) {
  visit("alpha", options.alpha, "damping factor, at least 0 and below 1");
  visit("tol", options.tolerance, "largest L1 error that the result may have, rounding included");
  visit("max-iterations", options.max_iterations, "stop after this many iterations, converged or not");
  visit("dangling", options.dangling,
        "where the rank of nodes without out-links goes: as the teleport, to all, nowhere");
  visit("preference", options.preference, "teleport distribution: a value of at least 0 per node");
  visit("followed", options.followed_only, "only arcs with a followed link");
  visit("weighted", options.weighted, "an arc counts as many times as it has links");
  visit("solver", options.solver, "how the scores are found, to the same certified error");
  visit(
      "contributions", options.contributions,
      "precision of sweeps by solver scp; f32 is faster to an error of 1e-6, and slower below; the proof is the same");
  visit("warm-start", options.start, "earlier scores to begin with; the result is proven as from any other start");
}

/// A distribution over n nodes: what `values` say once they are divided by their sum or, where there are none, uniform.
class NodeDistribution {
 public:
  /// Throws ArgumentError unless there are n values, each finite and at least 0, with a positive and finite sum.
  NodeDistribution(std::span<const double> values, std::uint64_t num_nodes);
  double operator[](std::uint64_t node) const { return shares_.empty() ? uniform_ : shares_[node]; }
  bool is_uniform() const { return shares_.empty(); }

 private:
  std::vector<double> shares_;
  double uniform_;
};

/// What each node gets that no arc brings: teleport and dangling mass, for vectors of the sum `scale`.
struct BaseShares {
  BaseShares(const PageRankOptions& options, double dangling_mass, std::uint64_t num_nodes, double scale = 1);
  double preferred;  ///< times the node's share of the preference
  double uniform;    ///< alike for all nodes
};

/// What solver will run, without running it. Throws ArgumentError where the one asked for cannot.
SolverPlan plan_solver(std::uint64_t num_nodes, std::uint64_t num_arcs, bool weighted, Solver wanted);
SolverPlan plan_solver(const RankGraph& graph, Solver wanted);

struct PageRankResult {
  std::vector<double> score;  ///< sums to 1 (less with Dangling::none)
  Convergence convergence;
  SolverReport solver;
};

/// Throws ArgumentError for options out of range, a graph whose weights do not fit together (each from 2^-64 to 2^64,
/// `out_weights` at least each of a node's arcs), or a tolerance below what f64 can certify on this graph; Cancelled.
/// Running out of iterations is no error: see Convergence::converged.
PageRankResult pagerank(const RankGraph& graph, const PageRankOptions& options, const Control& control = {});

/// pagerank/1 on a web. Scores have no further columns.
Scores pagerank(const Web& web, const PageRankOptions& options, const Control& control = {});

}  // namespace orbweb
