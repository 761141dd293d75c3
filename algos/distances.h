// Centralities by distance: how near a node is to those that reach it.
//
//   harmonic(v)  = sum of 1 / d(u, v) over the u that reach v, v left out
//   closeness(v) = 1 / sum of d(u, v); 0 where nobody else reaches v
//   lin(v)       = r^2 / sum of d(u, v), r = nodes that reach v, itself included; 1 where nobody else does
//
// Estimated by HyperBall (algos/detail/hyper_ball.h) with relative standard error of about 1.04 / 2^(log2m / 2) of
// every ball's size, or exactly by a search from each node, O(n m). Boldi, Vigna, "Axioms for centrality", Internet
// Mathematics 10 (2014), doi:10.1080/15427951.2013.865686.
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "algos/scores.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

struct DistanceOptions {
  int log2m = 8;       ///< 2^log2m registers of one byte per node, 4 to 14
  int seed = 0;        ///< of the registers' hash, at least 0
  bool exact = false;  ///< search from every node instead
  /// Above 0 for nodes that are searched from, so that their values are exact, where the others' are estimated; empty
  /// for none.
  std::vector<double> exact_for = {};
  int within = 0;  ///< column `within` counts the nodes that reach the node in at most this many steps; 0 for none
  bool reversed = false;  ///< distances from the node to others, along the arcs
  bool followed_only = false;
};

template <class Options, class Visitor>
requires std::same_as<std::remove_const_t<Options>, DistanceOptions>
void describe(Options& options, Visitor&& visit) {
  visit("log2m", options.log2m, "counters of 2^this registers, 4 to 14: each two more halve the error");
  visit("seed", options.seed, "another one gives independent errors");
  visit("exact", options.exact, "search from every node: no error, time O(n m)");
  visit("exact-for", options.exact_for, "search from these nodes: their values are exact, all others estimated");
  visit("within", options.within, "adds a column: nodes that reach the node in at most this many steps; 0 for none");
  visit("reversed", options.reversed, "distances from the node to those that it reaches");
  visit("followed", options.followed_only, "only arcs with a followed link");
}

/// Throws ArgumentError for options out of range, of a web of that many nodes.
void check_distances(const DistanceOptions& options, std::uint64_t num_nodes);

/// harmonic/1. Column `reach`: nodes that reach the node, itself included; `within`, where asked for: those of them
/// that do so within that many steps, the node's supporters (Becchetti et al., "Link analysis for web spam detection",
/// TWEB 2 (2008), doi:10.1145/1326561.1326563). Facts: `relative_standard_error` of the ball sizes (0 where exact),
/// `connected_pairs` of two nodes, a path leading from the first to the second, `mean_distance` of these. The
/// neighbourhood function, which counts a node with itself too, stands in the facts as `within_TT_steps`, TT = 00 to
/// 20; `effective_diameter` is where it reaches 90 % of its last value. `exact_nodes` says how many nodes' values are
/// exact; the other facts are estimates where not all are. Registers that do not fit into control.memory, or the
/// machine's, lie on disk meanwhile (algos/detail/hyper_ball.h), which changes no byte of the scores. Throws
/// ArgumentError as check_distances() does, LimitError where not even so it fits, IoError where the disk is full;
/// Cancelled.
Scores harmonic(const Web& web, const DistanceOptions& options, const Control& control = {});

/// closeness/1, with the same columns and facts.
Scores closeness(const Web& web, const DistanceOptions& options, const Control& control = {});

/// lin/1, with the same columns and facts.
Scores lin(const Web& web, const DistanceOptions& options, const Control& control = {});

}  // namespace orbweb
