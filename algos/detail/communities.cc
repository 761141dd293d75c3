#include "algos/detail/communities.h"

#include "graph/parallel.h"
#include "graph/union_find.h"

namespace orbweb::detail {

namespace {

constexpr std::uint64_t kNodesPerJoin = 1 << 11;  // nodes per task

struct InsideCount {
  double inside = 0, all = 0;
};

/// Entries of the rows whose both ends are in one community, and all; self-loops count nowhere. Exact below 2^53.
InsideCount count_inside(const Graph& rows, const std::vector<std::uint64_t>& class_of) {
  const auto count = [&](auto&& counts) {
    return parallel_sum(rows.num_nodes(), [&](std::uint64_t begin, std::uint64_t end) {
      std::uint64_t sum_of_block = 0;
      for (std::uint64_t v = begin; v < end; ++v) {
        for (const NodeId u : rows[static_cast<NodeId>(v)]) sum_of_block += u != v && counts(u, v) ? 1U : 0U;
      }
      return static_cast<double>(sum_of_block);
    });
  };
  return {count([&](std::uint64_t u, std::uint64_t v) { return class_of[u] == class_of[v]; }),
          count([](std::uint64_t, std::uint64_t) { return true; })};
}

}  // namespace

void check_seed(int seed) {
  if (seed < 0) throw ArgumentError(fmt::format("seed: expected at least 0, found {}", seed));
}

double modularity(const Graph& edges, const Partition& communities, double resolution) {
  const auto ends = static_cast<double>(edges.num_arcs());
  if (ends == 0) return 0;
  std::vector<double> degrees(communities.sizes.size(), 0.0);
  for (std::uint64_t v = 0; v < edges.num_nodes(); ++v) {
    degrees[communities.class_of[v]] += static_cast<double>(edges.degree(static_cast<NodeId>(v)));
  }
  return count_inside(edges, communities.class_of).inside / ends - resolution * dot(degrees, degrees) / (ends * ends);
}

std::vector<NodeId> connected_parts(const Graph& edges, const std::vector<NodeId>& community_of) {
  UnionFind parts(edges.num_nodes());
  parallel_for(edges.num_nodes(), kNodesPerJoin, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t v = begin; v < end; ++v) {
      for (const NodeId u : edges[static_cast<NodeId>(v)]) {
        if (u < v && community_of[u] == community_of[v]) parts.join(u, static_cast<NodeId>(v));
      }
    }
  });
  std::vector<NodeId> part_of(edges.num_nodes());
  for (std::size_t v = 0; v < part_of.size(); ++v) part_of[v] = parts.find(static_cast<NodeId>(v));
  return part_of;
}

std::map<std::string, double> community_facts(const Directions& arcs, const Graph& edges, const Partition& communities,
                                              double resolution) {
  const InsideCount count = count_inside(*arcs.successors, communities.class_of);
  return {{"communities", static_cast<double>(communities.sizes.size())},
          {"largest", communities.sizes.empty() ? 0 : static_cast<double>(communities.sizes.front())},
          {"modularity", modularity(edges, communities, resolution)},
          {"arcs_inside", count.all == 0 ? 0 : count.inside / count.all}};
}

}  // namespace orbweb::detail
