// Personalised PageRank: where a surfer is found who always starts again at the same node, or at the nodes of a list.
//
//   x = alpha P^T x + (alpha (d.x) + 1 - alpha) v,   v = the source alone, or the seeds' shares
//
// For one source, residuals are pushed (algos/engine/push.h), which is quick where little of the web is near it; where
// that grows dearer than a solve, a solver goes on from there. For many preferences at once, eight share each pass over
// the graph. Jeh, Widom, "Scaling personalized web search", WWW 2003, doi:10.1145/775152.775191; Haveliwala,
// "Topic-sensitive PageRank", WWW 2002, doi:10.1145/511446.511513.
#pragma once

#include <concepts>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "algos/pagerank.h"
#include "algos/scores.h"
#include "algos/table.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

struct PersonalizedPageRankOptions {
  double alpha = 0.85;      ///< damping factor, 0 <= alpha < 1: how far the surfer strays
  double tolerance = 1e-9;  ///< on the certified L1 error; scores sum to 1 but for that
  int max_iterations = 1000;
  NodeName source = {};            ///< where the surfer starts; this or seeds is needed, not both
  std::vector<double> seeds = {};  ///< one value per node, >= 0: the shares of many starts
  bool followed_only = false;      ///< only arcs with a followed link
  Solver solver = Solver::automatic;
};

template <class Options, class Visitor>
requires std::same_as<std::remove_const_t<Options>, PersonalizedPageRankOptions>
void describe(Options& options, Visitor&& visit) {
  visit("alpha", options.alpha, "damping factor, at least 0 and below 1: how far the surfer strays");
  visit("tol", options.tolerance, "largest L1 error that the result may have, rounding included");
  visit("max-iterations", options.max_iterations, "stop after this many iterations, converged or not");
  visit("source", options.source, "the node that the surfer starts from; this or seeds is needed");
  visit("seeds", options.seeds, "nodes that the surfer starts from, with a weight where they differ");
  visit("followed", options.followed_only, "only arcs with a followed link");
  visit("solver", options.solver, "how the scores are found, to the same certified error; auto pushes from one source");
}

/// personalized-pagerank/1. Throws ArgumentError without source and seeds, with both, for a source that the web has
/// not, for options out of range, and as pagerank().
Scores personalized_pagerank(const Web& web, const PersonalizedPageRankOptions& options, const Control& control = {});

/// One PageRank per preference (values as PageRankOptions::preference), each with its own bound and, bit for bit, what
/// pagerank() finds of it alone; options.preference and start are not used. By sweeps one after the other, over one
/// layout; by Solver::pull eight at a time, 256 bytes per node beside the results. Throws as pagerank().
std::vector<PageRankResult> pagerank_many(const RankGraph& graph, std::span<const std::vector<double>> preferences,
                                          const PageRankOptions& options, const Control& control = {});

/// A preference with a name.
struct Topic {
  std::string name;
  std::vector<double> preference;  ///< one value per node
};

/// Adds a column per topic, the PageRank of its preference, to the scores that pagerank() made with `options`. The
/// scores' error bound is then the largest of all. Throws ArgumentError for topics named alike or as other columns are,
/// and for more than a table has room for.
void add_topics(Scores& scores, const Web& web, const OptionValues& options, std::span<const Topic> topics,
                const Control& control = {});

}  // namespace orbweb
