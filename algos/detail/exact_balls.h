// How many nodes reach a node within t steps, for all t, exactly: what HyperBall estimates, by a search from each node
// against the arcs.
#pragma once

#include "algos/detail/hyper_ball.h"

namespace orbweb::detail {

/// Sums of every node, and the neighbourhood function. O(n m); 4 bytes per node and thread beside the sums. Between
/// searches the state is kept where control.checkpoint says. Throws Cancelled; LoadError for a state of other work.
BallSums exact_balls(const Directions& arcs, const Control& control);

}  // namespace orbweb::detail
