// What every algorithm returns: columns over a web's nodes and the proof of how good they are.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "graph/graph.h"

namespace orbweb {

/// How an iterative solver ended. `error_bound_l1` is rigorous: the L1 distance between the computed vector and the
/// exact solution is at most this, rounding included; NaN where no bound is claimed.
struct Convergence {
  int iterations = 0;
  double residual_l1 = 0;  ///< L1 norm of the last step
  double error_bound_l1 = 0;
  bool converged = false;
  std::string obstacle = {};  ///< why further iterations would not help, where that is known
};

/// Where an iteration begins: earlier scores in any unit, one per node; NaN for nodes that have none. It decides how
/// long the way is, not where it leads: the result is proven as from any other start.
struct StartScores {
  std::vector<double> values = {};
  bool operator==(const StartScores&) const = default;
};

/// A node that an option names, as Web::find takes it; empty for none.
struct NodeName {
  std::string text = {};
  bool operator==(const NodeName&) const = default;
};

/// How the scores were found; part of no fingerprint.
struct SolverReport {
  std::string solver;              ///< empty where an algorithm has but one way
  std::string reason;              ///< why this one
  double layout_seconds = 0;       ///< what arranging the graph for it took
  std::uint64_t layout_bytes = 0;  ///< what that arrangement holds
  bool layout_was_kept = false;    ///< read from the web's folder, not built
  std::uint64_t warm_nodes = 0;    ///< nodes that StartScores had a score for; 0 after a cold start
  std::uint64_t slices = 0;        ///< as RankPlan has them
};

using ColumnValues = std::variant<std::vector<double>, std::vector<std::uint64_t>>;
struct Column {
  std::string name;
  ColumnValues values;  ///< one per node
};

/// Value of one option of an algorithm: what the command line and Python pass, what score files record.
using OptionValue = std::variant<bool, std::int64_t, double, std::string, std::vector<double>>;

/// Which vector an option had, in place of the vector itself, which is as long as the scores.
struct VectorFacts {
  std::string file;  ///< name of the file that it was read from, without folders; empty where there was none
  std::string hash;  ///< hash_of_shares()
  bool operator==(const VectorFacts&) const = default;
};

struct Scores {
  std::string algorithm;                          ///< as in the table: "domain-rating"
  std::string definition;                         ///< versioned: "domain-rating/1"
  std::map<std::string, OptionValue> parameters;  ///< every option, defaults included, but the vectors
  std::map<std::string, VectorFacts> vectors;     ///< vectors that were given, by option: "preference"
  std::string web_fingerprint;
  std::vector<double> score;
  std::vector<std::uint64_t> rank;  ///< 1 = highest; equal scores share the rank (1, 2, 2, 4)
  std::vector<Column> columns;      ///< the algorithm's own: rating, referring_domains ...
  /// Of the web as a whole: sizes of a bow tie, an effective diameter ...
  std::map<std::string, double> facts;
  Convergence convergence;
  SolverReport solver;
  /// The first this many ranks are proven: neighbours in the order differ by more than the error bound.
  std::uint64_t certified_top = 0;
};

/// XXH3-64 of the values divided by their sum, as 16 hexadecimal digits: names a distribution that was given.
std::string hash_of_shares(std::span<const double> values);

/// Competition ranking, highest first: equal values share a rank; NaN comes last. O(n log n), parallel.
std::vector<std::uint64_t> ranks_of(std::span<const double> scores);

/// Nodes by falling score, ties by node id, NaN last; the first `count`. O(n + count log count).
std::vector<NodeId> top_nodes(std::span<const double> scores, std::uint64_t count);

/// How many of the first ranks are proven, given that the scores' L1 error is at most `error_bound_l1`. Of exact scores
/// (0) all are, since equal ones share a rank. Else two scores that differ by more than the bound cannot have changed
/// places, since their own two errors add up to at most the bound (Wills and Ipsen, "Ordinal ranking for Google's
/// PageRank", SIAM J. Matrix Anal. Appl. 30 (2009), doi:10.1137/070698129). O(n log n), parallel.
std::uint64_t certified_top_of(std::span<const double> scores, double error_bound_l1);

/// Fills `rank` and `certified_top` from `score` and `convergence`.
void fill_ranks(Scores& scores);

}  // namespace orbweb
