// Weakly and strongly connected components, and the bow tie that a web's strong ones make.
//
// wcc: undirected, the union of both directions. Union-find over all threads; nearly O(n + m), 12 bytes per node.
// scc: algos/detail/strong_components.h; O(n + m). The bow tie (Broder et al., "Graph structure in the Web", Computer
// Networks 33 (2000), doi:10.1016/S1389-1286(00)00083-9) takes the largest component for its core:
//   in            reaches the core, is not of it       out        is reached from the core, is not of it
//   tubes         on paths from in to out that pass by the core
//   tendrils      else reached from in, or reaching out
//   disconnected  all else: of other weak components, or joined to the tie only against the arcs' sense
#pragma once

#include <concepts>
#include <type_traits>

#include "algos/scores.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

struct ComponentsOptions {
  bool followed_only = false;
};

template <class Options, class Visitor>
requires std::same_as<std::remove_const_t<Options>, ComponentsOptions>
void describe(Options& options, Visitor&& visit) {
  visit("followed", options.followed_only, "only arcs with a followed link");
}

/// wcc/1: score = nodes in the node's component; column `component`, numbered from 0 by falling size, equal ones by
/// their first node. Facts: `components`, `largest`.
Scores wcc(const Web& web, const ComponentsOptions& options, const Control& control = {});

/// scc/1: the same of strongly connected components. Further facts: `core`, `in`, `out`, `tubes`, `tendrils`,
/// `disconnected`, which sum to the number of nodes.
Scores scc(const Web& web, const ComponentsOptions& options, const Control& control = {});

}  // namespace orbweb
