// Degrees, and what they and the arcs' ends say of the web as a whole.
//
//   assortativity    correlation of the degrees at both ends of an arc (algos/detail/assortativity.h)
//   tails            power laws fitted to the largest degrees (algos/detail/power_law.h)
//   reciprocity      share of arcs that are answered by one the other way, self-loops left out: Newman, Forrest,
//                    Balthrop, "Email networks and the spread of computer viruses", Phys. Rev. E 66 (2002),
//                    doi:10.1103/PhysRevE.66.035101
//   cohesion         share of arcs within a host, and within a registrable domain
//
// O(n + m), all threads, and the fits' time, which depends on the number of distinct degrees; both directions of the
// arcs in memory and 56 bytes per node.
#pragma once

#include <concepts>
#include <type_traits>

#include "algos/scores.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

struct DegreesOptions {
  bool followed_only = false;
};

template <class Options, class Visitor>
requires std::same_as<std::remove_const_t<Options>, DegreesOptions>
void describe(Options& options, Visitor&& visit) {
  visit("followed", options.followed_only, "only arcs with a followed link");
}

/// degrees/1: score = indegree; column `outdegree`; a self-loop is one of each. Facts: `dangling_share` (nodes without
/// successors), `reciprocity`, `assortativity_out_in` and the three others, of `indegree` and `outdegree` the tail's
/// `_exponent`, `_standard_error` of it, `_tail_from`, `_tail_nodes` and `_ks_distance`; in a web of pages
/// `arcs_within_host`, in one of pages or hosts `arcs_within_domain`. What has no value is left out: shares of no arcs,
/// correlations with what is always the same, tails of fewer than 50 nodes. Throws LoadError or IoError where a web of
/// pages or hosts finds no public suffix list; Cancelled.
Scores degrees(const Web& web, const DegreesOptions& options, const Control& control = {});

}  // namespace orbweb
