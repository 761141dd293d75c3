// HyperBall: how many nodes reach each node within t steps, for all t, by HyperLogLog counters that predecessors hand
// on.
//
//   B_0(v) = {v},  B_t(v) = B_{t-1}(v) united with B_{t-1}(u) over predecessors u of v
//
// Counters are 2^log2m packed byte registers. A counter is looked at again only where a predecessor's changed in the
// step before; late steps, in which few do, begin at those few and ask their successors alone. Estimates by Ertl's
// formula, unbiased from one item up:  |B| = m^2 / (2 ln 2 (m sigma(zeros / m) + sum of 2^-register over the others)),
// with relative standard error about 1.04 / sqrt(m). Boldi, Vigna, "In-core computation of geometric centralities with
// HyperBall" (2013), arXiv:1308.2144; Flajolet et al., "HyperLogLog", AofA 2007; Ertl, "New cardinality estimation
// algorithms for HyperLogLog sketches" (2017), arXiv:1702.01284.
#pragma once

#include <cstdint>
#include <vector>

#include "algos/detail/arcs.h"
#include "graph/control.h"
#include "graph/files.h"

namespace orbweb::detail {

struct BallOptions {
  int log2m = 8;             ///< 2^log2m registers, 4 to 14
  std::uint64_t seed = 0;    ///< of the registers' hash
  std::uint64_t within = 0;  ///< steps after which BallSums::within is taken down; 0 for never
  /// A power of two, 2^log2m at most. With more than 1, registers lie in a temporary file, the first group of every
  /// node's, then the second ..., and one such slice at a time is in memory: unions go register by register, and what
  /// an estimate needs adds up in integers.
  std::uint64_t slices = 1;
};

struct BallSums {
  std::vector<double> harmonic;   ///< sum of 1 / distance over the nodes that reach the node
  std::vector<double> distances;  ///< sum of distances
  std::vector<double> reach;      ///< number of nodes that reach the node, itself included
  std::vector<double> within;     ///< the same in a given number of steps at most; empty where none was given
  /// Pairs at distance at most t, t from 0: the neighbourhood function.
  std::vector<double> neighbourhood;
};

/// Bytes that hyper_ball() holds at most, both directions of the arcs in memory included.
std::uint64_t ball_memory(std::uint64_t num_nodes, std::uint64_t num_arcs, int log2m, std::uint64_t slices);
/// The fewest slices with which it holds no more than `memory`; 2^log2m where it holds more with any.
std::uint64_t ball_slices(std::uint64_t num_nodes, std::uint64_t num_arcs, int log2m, std::uint64_t memory);
/// Bytes of its temporary file at most.
std::uint64_t ball_spill(std::uint64_t num_nodes, int log2m, std::uint64_t slices, bool keeps_state);

/// O(m 2^log2m) per step at most, the diameter's number of steps; 2^(log2m + 1) / slices + 50 bytes per node. With
/// slices, each step reads the arcs anew for each of them, and from disk the blocks of nodes that it may change. The
/// same for any number of threads and slices and any SIMD target. Between steps the state is kept where
/// control.checkpoint says, and gone on from with any number of slices; with it the temporary file holds two steps.
/// Throws Cancelled; LoadError for a state of other work; IoError where the disk is full.
BallSums hyper_ball(const Directions& arcs, const BallOptions& options, const Control& control,
                    FileSystem& files = real_file_system());

/// Steps within which `share` of all pairs that are connected lie, interpolated.
double effective_diameter(const std::vector<double>& neighbourhood, double share);

}  // namespace orbweb::detail
