// Core numbers: the largest k for which the node lies in the k-core, the largest subgraph in which every node has at
// least k neighbours.
//
// Undirected: the union of both directions, without self-loops. Nodes leave by rising degree, which buckets keep
// sorted: O(n + m), one thread; 20 bytes per node and 8 per edge. Seidman, "Network structure and minimum degree",
// Social Networks 5 (1983), doi:10.1016/0378-8733(83)90028-X; Batagelj, Zaversnik, "An O(m) algorithm for cores
// decomposition of networks" (2003), arXiv:cs/0310049.
#pragma once

#include <concepts>
#include <type_traits>

#include "algos/scores.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

struct CoreNumbersOptions {
  bool followed_only = false;
};

template <class Options, class Visitor>
requires std::same_as<std::remove_const_t<Options>, CoreNumbersOptions>
void describe(Options& options, Visitor&& visit) {
  visit("followed", options.followed_only, "only arcs with a followed link");
}

/// k-core/1: score = core number. Facts: `largest_core_number`, `nodes_in_largest_core`.
Scores core_numbers(const Web& web, const CoreNumbersOptions& options, const Control& control = {});

}  // namespace orbweb
