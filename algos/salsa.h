// SALSA: where a surfer is who walks forth and back along arcs: back to a random predecessor, forth to a random
// successor of it. HITS without its preference for the most tightly knit community.
//
// Solved exactly: authorities that share a hub belong together; in such a component c with A_c of all A authorities and
// m_c arcs,
//
//   authority(v) = A_c / A * indegree(v) / m_c
//
// the limit of the walk from the uniform distribution over authorities (nodes with a predecessor). Hubs alike, along
// successors. Nearly O(n + m), 24 bytes per node.
//
// Lempel, Moran, "SALSA: the stochastic approach for link-structure analysis", ACM TOIS 19 (2001),
// doi:10.1145/382979.383041, propositions 5 and 6.
#pragma once

#include <concepts>
#include <type_traits>

#include "algos/scores.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

struct SalsaOptions {
  bool followed_only = false;
};

template <class Options, class Visitor>
requires std::same_as<std::remove_const_t<Options>, SalsaOptions>
void describe(Options& options, Visitor&& visit) {
  visit("followed", options.followed_only, "only arcs with a followed link");
}

/// salsa/1: score = authority, sums to 1; column `hub`, too; fact `components` with arcs. Zeros where the web has no
/// arcs.
Scores salsa(const Web& web, const SalsaOptions& options, const Control& control = {});

}  // namespace orbweb
