// The arcs that a measure sees, in memory: decoded once where sweeps are many.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "graph/graph.h"
#include "graph/web.h"

namespace orbweb::detail {

struct Directions {
  std::shared_ptr<const Graph> successors, predecessors;
};

/// Both directions. No copy where the web has them in memory. O(n + m), parallel.
Directions directions_of(const Web& web, bool followed_only);

/// One direction: successors, or predecessors where `reversed`.
std::shared_ptr<const Graph> successors_of(const Web& web, bool followed_only, bool reversed = false);

/// Edges of the undirected graph: arcs in either direction, once, without self-loops. Rows are sorted. O(n + m),
/// parallel; 8 bytes per node and 8 per edge beside the web.
Graph undirected(const Directions& arcs);

/// sums[v] = values[u] added up over the row of v, from left to right: the same bits for any number of threads.
void row_sums(const Graph& rows, std::span<const double> values, std::span<double> sums);

/// Of values, the sums over the rows of some graph.
using Sums = std::function<void(std::span<const double> values, std::span<double> sums)>;

/// row_sums() of `rows`, which is kept by reference.
Sums clear_sums(const Graph& rows);
/// The same by the layout that PageRank runs on (algos/engine/row_sums.h), for the way to where clear sums prove the
/// result; empty where laying out costs more than it saves.
Sums fast_sums(const Graph& rows);
/// What fast sums are iterated to at the least: their rounding is not relative to each row.
inline constexpr double kLeastFastTolerance = 1e-12;

/// Square root of the sum of squares, in the fixed order of parallel_sum.
double l2_norm(std::span<const double> values);
double dot(std::span<const double> a, std::span<const double> b);
double total(std::span<const double> values);
void scale(std::span<double> values, double factor);

}  // namespace orbweb::detail
