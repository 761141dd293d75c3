#include "query/answers.h"

#include <algorithm>
#include <utility>

#include "query/similar.h"

namespace orbweb {

namespace {

/// Keeps the first of `found`, which rises by node: by rating of `node_of` where there are ratings, else by
/// `is_before`.
template <class Item, class NodeOf, class IsBefore>
void keep_first(std::vector<Item>& found, const AnswerOrder& order, NodeOf&& node_of, IsBefore&& is_before) {
  const auto rating = [&](const Item& item) {
    const double value = order.ratings[node_of(item)];
    return value == value ? value : -std::numeric_limits<double>::infinity();
  };
  std::stable_sort(found.begin(), found.end(), [&](const Item& a, const Item& b) {
    return order.ratings.empty() ? is_before(a, b) : rating(a) > rating(b);
  });
  if (found.size() > order.count) found.erase(found.begin() + static_cast<std::ptrdiff_t>(order.count), found.end());
}

}  // namespace

std::vector<Neighbour> chosen_neighbours(const Web& web, NodeId node, Side side, bool followed_only,
                                         const Control& control) {
  std::vector<Neighbour> neighbours = neighbours_of(web, node, side, control);
  if (followed_only) std::erase_if(neighbours, [](const Neighbour& one) { return !one.followed; });
  return neighbours;
}

std::vector<Neighbour> answer_neighbours(const Web& web, NodeId node, Side side, bool followed_only,
                                         const AnswerOrder& order, const Control& control) {
  std::vector<Neighbour> neighbours = chosen_neighbours(web, node, side, followed_only, control);
  keep_first(
      neighbours, order, [](const Neighbour& one) { return one.node; },
      [](const Neighbour& a, const Neighbour& b) { return a.links > b.links; });
  return neighbours;
}

std::vector<IntersectMatch> answer_intersect(const Web& web, const IntersectQuestion& question,
                                             const AnswerOrder& order, const Control& control) {
  std::vector<IntersectMatch> matches = intersect(web, question, control);
  keep_first(
      matches, order, [](const IntersectMatch& match) { return match.node; },
      [](const IntersectMatch& a, const IntersectMatch& b) {
        return std::pair(a.matched.size(), a.links) > std::pair(b.matched.size(), b.links);
      });
  return matches;
}

std::vector<NodeId> answer_twins(const Web& web, NodeId node, Side side, const AnswerOrder& order,
                                 const Control& control) {
  std::vector<NodeId> twins = twins_of(web, node, side, control);
  keep_first(
      twins, order, [](NodeId twin) { return twin; }, [](NodeId a, NodeId b) { return a < b; });
  return twins;
}

std::vector<BestNode> answer_best(const Web& web, NodeId first, NodeId last, BestBy by, const AnswerOrder& order,
                                  const Control& control) {
  return order.ratings.empty() ? best_nodes(web, first, last, by, order.count, control)
                               : best_nodes(web, first, last, order.ratings, order.count, control);
}

}  // namespace orbweb
