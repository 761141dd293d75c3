// Who gives a node its score: parts that sum to the whole.
//
//   score(d) = teleport + dangling share + sum over predecessors s of alpha score(s) w(s,d) / W(s) + remainder
//
// The remainder is what the iteration had not settled when it stopped; it is at most the score vector's residual.
#pragma once

#include <span>
#include <vector>

#include "algos/domain_rating.h"
#include "algos/pagerank.h"
#include "algos/scores.h"
#include "graph/web.h"

namespace orbweb {

struct Contribution {
  NodeId source;
  double amount;  ///< in the unit of the score
};

struct Explanation {
  NodeId node;
  double score;
  double teleport;
  double dangling;
  double self;                              ///< from the node's own self-loop, 0 where the definition drops self-loops
  std::vector<Contribution> contributions;  ///< from other nodes, largest first, ties by node id
  double remainder;
};

/// Explains nodes of `score`, a PageRank vector over `graph` computed with `options` and multiplied by `scale`
/// (domain-rating: n), in the order given; all amounts are in the score's unit. O(n) for the dangling mass, O(d log d)
/// in each node's indegree d. Throws ArgumentError for options out of range and for nodes or scores that are not the
/// graph's.
std::vector<Explanation> explain_pagerank(const RankGraph& graph, std::span<const double> score,
                                          std::span<const NodeId> nodes, const PageRankOptions& options,
                                          double scale = 1);

/// The same for scores that pagerank() and domain_rating() made of a web: O(n + m) to select the arcs, once.
std::vector<Explanation> explain_pagerank(const Web& web, std::span<const double> score, std::span<const NodeId> nodes,
                                          const PageRankOptions& options);
std::vector<Explanation> explain_domain_rating(const Web& web, std::span<const double> score,
                                               std::span<const NodeId> nodes, const DomainRatingOptions& options);

}  // namespace orbweb
