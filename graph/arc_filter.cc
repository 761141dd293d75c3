#include "graph/arc_filter.h"

#include <utility>

#include "graph/parallel.h"
#include "graph/transpose.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kGrain = 1 << 12;  // nodes per task

bool passes_all(const Web& web, const ArcFilter& filter) {
  return !filter.drop_self_loops && (!filter.followed_only || web.followed().size() == web.num_arcs());
}

/// Calls visit(target, arc) for each passing arc of `node`, in order. `members` is scratch space.
template <class Visit>
void for_each_passing(const Web& web, const ArcFilter& filter, NodeId node, std::vector<std::uint8_t>& members,
                      Visit&& visit) {
  const ArcIndex first = web.successors().first_arc(node);
  const auto row = web.successors()[node];
  if (filter.followed_only) {
    members.resize(row.size());
    web.followed().copy_members(first, members);
  }
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (filter.followed_only && members[i] == 0) continue;
    if (filter.drop_self_loops && row[i] == node) continue;
    visit(row[i], first + i);
  }
}

/// Calls visit(node, scratch) for all nodes, in parallel.
template <class Visit>
void for_each_node(std::uint64_t num_nodes, Visit&& visit) {
  parallel_for(num_nodes, kGrain, [&](std::uint64_t begin, std::uint64_t end) {
    std::vector<std::uint8_t> members;
    for (std::uint64_t node = begin; node < end; ++node) visit(static_cast<NodeId>(node), members);
  });
}

/// The passing arcs as successors and, where asked for, their positions in the web.
struct Selection {
  Graph successors;
  std::vector<ArcIndex> origins;
};

Selection select_successors(const Web& web, const ArcFilter& filter, bool with_origins) {
  const std::uint64_t n = web.num_nodes();
  std::vector<ArcIndex> offsets(n + 1, 0);
  for_each_node(n, [&](NodeId node, std::vector<std::uint8_t>& members) {
    for_each_passing(web, filter, node, members, [&](NodeId, ArcIndex) { ++offsets[std::size_t{node} + 1]; });
  });
  for (std::uint64_t node = 0; node < n; ++node) offsets[node + 1] += offsets[node];
  std::vector<NodeId> targets(offsets[n]);
  std::vector<ArcIndex> origins(with_origins ? offsets[n] : 0);
  for_each_node(n, [&](NodeId node, std::vector<std::uint8_t>& members) {
    ArcIndex place = offsets[node];
    for_each_passing(web, filter, node, members, [&](NodeId target, ArcIndex arc) {
      if (with_origins) origins[place] = arc;
      targets[place++] = target;
    });
  });
  return {Graph(std::move(offsets), std::move(targets)), std::move(origins)};
}

std::vector<double> outdegrees(const Graph& successors) {
  std::vector<double> degrees(successors.num_nodes());
  parallel_for(degrees.size(), kGrain, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t node = begin; node < end; ++node) {
      degrees[node] = static_cast<double>(successors.degree(static_cast<NodeId>(node)));
    }
  });
  return degrees;
}

/// Sums in integers: 2^32 arcs of 2^32 links still fit, and the only rounding is the last conversion.
std::vector<double> total_links(const Web& web, const Selection& selection) {
  std::vector<double> totals(web.num_nodes());
  parallel_for(totals.size(), kGrain, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t node = begin; node < end; ++node) {
      std::uint64_t total = 0;
      const auto& offsets = selection.successors.offsets();
      for (ArcIndex arc = offsets[node]; arc < offsets[node + 1]; ++arc) {
        total += web.link_counts()[selection.origins[arc]];
      }
      totals[node] = static_cast<double>(total);
    }
  });
  return totals;
}

RankGraph unweighted(const Web& web, const ArcFilter& filter) {
  if (passes_all(web, filter)) return {web.predecessors(), {}, outdegrees(web.successors())};
  const Graph successors = select_successors(web, filter, false).successors;
  return {transpose(successors), {}, outdegrees(successors)};
}

RankGraph weighted_by_links(const Web& web, const ArcFilter& filter) {
  const Selection selection = select_successors(web, filter, true);
  TransposeWithOrigins transposed = transpose_with_origins(selection.successors);
  std::vector<double> weights(transposed.origins.size());
  parallel_for(weights.size(), kGrain, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t arc = begin; arc < end; ++arc) {
      weights[arc] = web.link_counts()[selection.origins[transposed.origins[arc]]];
    }
  });
  return {std::move(transposed.graph), std::move(weights), total_links(web, selection)};
}

}  // namespace

RankGraph select_arcs(const Web& web, const ArcFilter& filter, bool weighted) {
  return weighted ? weighted_by_links(web, filter) : unweighted(web, filter);
}

}  // namespace orbweb
