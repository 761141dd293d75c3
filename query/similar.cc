#include "query/similar.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "graph/split_mix.h"

namespace orbweb {

namespace {

Side opposite(Side side) { return side == Side::referrers ? Side::linked : Side::referrers; }

std::uint64_t degree_of(const Web& web, NodeId node, Side side) {
  return (side == Side::referrers ? web.predecessors() : web.successors()).degree(node);
}

/// The `size` members of least hash, in no order.
void keep_sketch(std::vector<NodeId>& members, std::uint64_t size) {
  if (members.size() <= size) return;
  const auto end = members.begin() + static_cast<std::ptrdiff_t>(size);
  std::nth_element(members.begin(), end, members.end(), [](NodeId a, NodeId b) { return mixed(a) < mixed(b); });
  members.erase(end, members.end());
}

/// Other nodes that have any of `neighbours` too: each as often as it has some, sorted.
std::vector<NodeId> sharing_nodes(const Web& web, NodeId node, Side side, const std::vector<NodeId>& neighbours) {
  std::vector<NodeId> row, sharing;
  for (const NodeId neighbour : neighbours) {
    read_neighbours(web, neighbour, opposite(side), row);
    std::remove_copy(row.begin(), row.end(), std::back_inserter(sharing), node);
  }
  std::sort(sharing.begin(), sharing.end());
  return sharing;
}

struct Candidate {
  double at_best;  ///< its Jaccard index, were the sketch as unlucky as it may be
  NodeId node;
};

/// From a sketch of `sketched` of `size` neighbours, `matches` of which the candidate has, to the Jaccard index. One of
/// the candidate's `degree` arcs may be a self-loop, which counts nowhere.
double jaccard_at_best(double matches, double sketched, double size, double degree) {
  constexpr double kStandardErrors = 4;
  const double luck = sketched < size ? kStandardErrors * std::sqrt(matches) : 0;
  const double shared = std::min({(matches + luck) * size / sketched, size, degree});
  return shared / std::max(size + degree - 1 - shared, shared);
}

std::vector<Candidate> candidates_of(const Web& web, NodeId node, Side side, std::uint64_t sketch_size) {
  std::vector<NodeId> neighbours;
  read_neighbours(web, node, side, neighbours);
  const auto size = static_cast<double>(neighbours.size());
  keep_sketch(neighbours, sketch_size);
  const std::vector<NodeId> sharing = sharing_nodes(web, node, side, neighbours);
  std::vector<Candidate> candidates;
  for (auto first = sharing.begin(); first != sharing.end();) {
    const auto last = std::upper_bound(first, sharing.end(), *first);
    candidates.push_back({jaccard_at_best(static_cast<double>(last - first), static_cast<double>(neighbours.size()),
                                          size, static_cast<double>(degree_of(web, *first, side))),
                          *first});
    first = last;
  }
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return std::pair(-a.at_best, a.node) < std::pair(-b.at_best, b.node);
  });
  return candidates;
}

bool is_more_similar(const SimilarNode& a, const SimilarNode& b) {
  return std::pair(-a.overlap.jaccard, a.node) < std::pair(-b.overlap.jaccard, b.node);
}

}  // namespace

std::vector<SimilarNode> similar_nodes(const Web& web, NodeId node, Side side, std::uint64_t count,
                                       std::uint64_t sketch_size) {
  std::vector<SimilarNode> best;  // a heap: the least similar of them first
  if (count == 0) return best;
  const Overlaps overlaps(web, node, side);
  for (const Candidate& candidate : candidates_of(web, node, side, sketch_size)) {
    if (best.size() == count && candidate.at_best < best.front().overlap.jaccard) break;
    best.push_back({candidate.node, overlaps.with(candidate.node)});
    std::push_heap(best.begin(), best.end(), is_more_similar);
    if (best.size() <= count) continue;
    std::pop_heap(best.begin(), best.end(), is_more_similar);
    best.pop_back();
  }
  std::sort_heap(best.begin(), best.end(), is_more_similar);
  return best;
}

std::vector<NodeId> twins_of(const Web& web, NodeId node, Side side) {
  std::vector<NodeId> neighbours, row, twins;
  read_neighbours(web, node, side, neighbours);
  if (neighbours.empty()) return twins;
  const NodeId rarest = *std::min_element(neighbours.begin(), neighbours.end(), [&](NodeId a, NodeId b) {
    return degree_of(web, a, opposite(side)) < degree_of(web, b, opposite(side));
  });
  for (const NodeId other : sharing_nodes(web, node, side, {rarest})) {
    const std::uint64_t degree = degree_of(web, other, side);  // a self-loop may be in it
    if (degree != neighbours.size() && degree != neighbours.size() + 1) continue;
    read_neighbours(web, other, side, row);
    if (row == neighbours) twins.push_back(other);
  }
  return twins;
}

}  // namespace orbweb
