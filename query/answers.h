// Answers as people read them: by ratings where there are some, else by what the question counts, and the first of
// them.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "graph/control.h"
#include "graph/web.h"
#include "query/best.h"
#include "query/intersect.h"
#include "query/neighbours.h"

namespace orbweb {

/// Which of the nodes found come first, and how many are kept. Ties are in the web's order.
struct AnswerOrder {
  std::span<const double> ratings = {};  ///< one for each node, highest first, NaN last; none: the question's own order
  std::uint64_t count = std::numeric_limits<std::uint64_t>::max();
};

/// neighbours_of, where `followed_only` without those that no followed link joins.
std::vector<Neighbour> chosen_neighbours(const Web& web, NodeId node, Side side, bool followed_only,
                                         const Control& control = {});

/// Of these the first, by ratings or by links.
std::vector<Neighbour> answer_neighbours(const Web& web, NodeId node, Side side, bool followed_only,
                                         const AnswerOrder& order, const Control& control = {});

/// The first of intersect(), by ratings, or by matches, then links.
std::vector<IntersectMatch> answer_intersect(const Web& web, const IntersectQuestion& question,
                                             const AnswerOrder& order, const Control& control = {});

/// The first of twins_of(), by ratings or by node.
std::vector<NodeId> answer_twins(const Web& web, NodeId node, Side side, const AnswerOrder& order,
                                 const Control& control = {});

/// best_nodes() of nodes [first, last), by ratings or by `by`.
std::vector<BestNode> answer_best(const Web& web, NodeId first, NodeId last, BestBy by, const AnswerOrder& order,
                                  const Control& control = {});

}  // namespace orbweb
