// What if: new scores after links are added or taken away, by moving only the mass that the edits move.
//
// PageRank is x = z / |z|_1 with z = alpha P^T z + (1 - alpha) v, where P has no row for dangling nodes: the mass that
// they would hand back goes along v and changes nothing but the length of z, which the last division takes out. So an
// edit of the out-links of s leaves a residual alpha z[s] (new row - old row) at their ends alone, rows having the sum
// 1, and algos/engine/push.h moves it on. The division: Del Corso, Gulli, Romani, "Fast PageRank computation via a
// sparse linear system", Internet Math. 2 (2005), doi:10.1080/15427951.2005.10129108.
#pragma once

#include <span>

#include "algos/domain_rating.h"
#include "algos/pagerank.h"
#include "algos/scores.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

/// A link that is to be there, or not to be there: a followed one where the scores count only those.
struct ArcEdit {
  NodeId source;
  NodeId target;
  bool present;
};

/// Scores as they would be after `edits`, all columns included; `scores` are those that pagerank() made of `web` with
/// `options`, unweighted, dangling mass not spread weakly beside a preference. They have no web's fingerprint: the
/// edited web is nowhere. The order of the edits does not matter.
///
/// The error bound holds against a full solve of the edited web. With e, the bound of `scores`, and f, their sum over
/// what the edits leave of it (near 1 for few edits), it is 2 f (1 + alpha) / (1 - alpha) e + e and what was not
/// pushed: a few millionths of what the edits move, within the tolerance. Without the 2 and the f where dangling mass
/// goes nowhere. `converged` is that of `scores`.
///
/// Throws ArgumentError for scores of another web or without a bound, a node that is none, an edit that changes nothing
/// (a link that is there to be added, one that is not to be taken away; a self-loop where the definition drops them) or
/// comes twice; Cancelled. O(n log n) for the ranks, and the arcs that are pushed over: few where the edit is far from
/// large hubs. 64 bytes per node.
Scores what_if_pagerank(const Web& web, const Scores& scores, std::span<const ArcEdit> edits,
                        const PageRankOptions& options, const Control& control);

/// The same of scores that domain_rating() made. Rated is what was rated: whether any score is proven to lie above the
/// mean is asked with the bound of `scores`.
Scores what_if_domain_rating(const Web& web, const Scores& scores, std::span<const ArcEdit> edits,
                             const DomainRatingOptions& options, const Control& control);

}  // namespace orbweb
