// How many nodes reach a node within t steps, for all t, exactly: what HyperBall estimates, by a search from each node
// against the arcs.
#pragma once

#include <cstdint>
#include <span>

#include "algos/detail/hyper_ball.h"

namespace orbweb::detail {

/// Sums of the target i stand at i, `within` steps as BallOptions has them, and the neighbourhood function counts pairs
/// that end in a target. O(m) per target, in memory as below. Between searches the state is kept where
/// control.checkpoint says. Throws Cancelled; LoadError for a state of other work.
BallSums exact_balls(const Directions& arcs, std::span<const NodeId> targets, std::uint64_t within,
                     const Control& control);

/// Bytes that exact_balls() holds at most beside the arcs, with as many threads as it is asked with: 12 per node and
/// thread, 36 per target.
std::uint64_t exact_ball_memory(std::uint64_t num_nodes, std::uint64_t num_targets);

}  // namespace orbweb::detail
