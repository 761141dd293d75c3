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

struct SharingNode {
  NodeId node;
  std::uint32_t times;  ///< how many of the neighbours it has: these are no more than the nodes
};

/// Adds to `counted`, which rises by node, those of `fresh`, as often as they stand there, and empties it.
void count_in(std::vector<SharingNode>& counted, std::vector<NodeId>& fresh) {
  std::sort(fresh.begin(), fresh.end());
  const auto old_size = static_cast<std::ptrdiff_t>(counted.size());
  for (auto first = fresh.begin(); first != fresh.end();) {
    const auto last = std::upper_bound(first, fresh.end(), *first);
    counted.push_back({*first, static_cast<std::uint32_t>(last - first)});
    first = last;
  }
  fresh.clear();
  std::inplace_merge(counted.begin(), counted.begin() + old_size, counted.end(),
                     [](const SharingNode& a, const SharingNode& b) { return a.node < b.node; });
  auto end = counted.begin();
  for (const SharingNode one : counted) {
    if (end != counted.begin() && (end - 1)->node == one.node) {
      (end - 1)->times += one.times;
    } else {
      *end++ = one;
    }
  }
  counted.erase(end, counted.end());
}

/// Other nodes that have any of `neighbours` too, rising. Rows of hubs are counted before they pile up.
std::vector<SharingNode> sharing_nodes(const Web& web, NodeId node, Side side, const std::vector<NodeId>& neighbours,
                                       const Control& control) {
  constexpr std::size_t kFewest = 1 << 16;  // so many sort in the processor's cache
  std::vector<SharingNode> counted;
  std::vector<NodeId> row, fresh;
  for (const NodeId neighbour : neighbours) {
    control.check();
    read_neighbours(web, neighbour, opposite(side), row);
    std::remove_copy(row.begin(), row.end(), std::back_inserter(fresh), node);
    if (fresh.size() >= std::max(kFewest, counted.size())) count_in(counted, fresh);
  }
  count_in(counted, fresh);
  return counted;
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

std::vector<Candidate> candidates_of(const Web& web, NodeId node, Side side, std::uint64_t sketch_size,
                                     const Control& control) {
  std::vector<NodeId> neighbours;
  read_neighbours(web, node, side, neighbours);
  const auto size = static_cast<double>(neighbours.size());
  keep_sketch(neighbours, sketch_size);
  const std::vector<SharingNode> sharing = sharing_nodes(web, node, side, neighbours, control);
  std::vector<Candidate> candidates;
  candidates.reserve(sharing.size());
  for (const SharingNode& one : sharing) {
    candidates.push_back({jaccard_at_best(static_cast<double>(one.times), static_cast<double>(neighbours.size()), size,
                                          static_cast<double>(degree_of(web, one.node, side))),
                          one.node});
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
                                       std::uint64_t sketch_size, const Control& control) {
  std::vector<SimilarNode> best;  // a heap: the least similar of them first
  if (count == 0) return best;
  const Overlaps overlaps(web, node, side);
  for (const Candidate& candidate : candidates_of(web, node, side, sketch_size, control)) {
    control.check();
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

std::vector<NodeId> twins_of(const Web& web, NodeId node, Side side, const Control& control) {
  std::vector<NodeId> neighbours, sharing, row, twins;
  read_neighbours(web, node, side, neighbours);
  if (neighbours.empty()) return twins;
  const NodeId rarest = *std::min_element(neighbours.begin(), neighbours.end(), [&](NodeId a, NodeId b) {
    return degree_of(web, a, opposite(side)) < degree_of(web, b, opposite(side));
  });
  read_neighbours(web, rarest, opposite(side), sharing);
  for (const NodeId other : sharing) {
    if (other == node) continue;
    control.check();
    const std::uint64_t degree = degree_of(web, other, side);  // a self-loop may be in it
    if (degree != neighbours.size() && degree != neighbours.size() + 1) continue;
    read_neighbours(web, other, side, row);
    if (row == neighbours) twins.push_back(other);
  }
  return twins;
}

}  // namespace orbweb
