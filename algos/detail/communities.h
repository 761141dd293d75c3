// Communities of an undirected graph: how good they are, and the scores that say so.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "algos/detail/arcs.h"
#include "algos/detail/measure_scores.h"
#include "algos/detail/partition.h"
#include "algos/scores.h"
#include "graph/graph.h"
#include "graph/web.h"

namespace orbweb::detail {

/// Share of the edges inside communities less what would be there by chance, times `resolution`:
///
///   sum over communities c of (edges inside c / m - resolution (degrees in c / 2 m)^2)
///
/// 0 where there are no edges. O(n + m), parallel, the same bits for any number of threads. Newman, Girvan, "Finding
/// and evaluating community structure in networks", Phys. Rev. E 69 (2004), doi:10.1103/PhysRevE.69.026113; Reichardt,
/// Bornholdt, "Statistical mechanics of community detection", Phys. Rev. E 74 (2006), doi:10.1103/PhysRevE.74.016110.
double modularity(const Graph& edges, const Partition& communities, double resolution);

/// Communities in their connected parts, which edges inside them join: one representative per node. Parting never
/// lowers the modularity. O(n + m), parallel.
std::vector<NodeId> connected_parts(const Graph& edges, const std::vector<NodeId>& community_of);

/// Facts: `communities`, `largest` (nodes of the largest), `modularity`, `arcs_inside` (share of the arcs whose ends
/// are in one community, self-loops left out; 0 where there are no others).
std::map<std::string, double> community_facts(const Directions& arcs, const Graph& edges, const Partition& communities,
                                              double resolution);

/// Throws ArgumentError where it is below 0.
void check_seed(int seed);

/// Score = nodes in the node's community: the measure that can be ranked, as of components; which one it is stands in
/// the column `community`.
template <class Options>
Scores community_scores(const std::string& algorithm, const Options& options, const Web& web, Partition communities,
                        const Convergence& convergence) {
  std::vector<double> score(web.num_nodes());
  for (std::size_t v = 0; v < score.size(); ++v) {
    score[v] = static_cast<double>(communities.sizes[communities.class_of[v]]);
  }
  Scores scores = measure_scores(algorithm, options, web, std::move(score), convergence);
  scores.columns.push_back({"community", std::move(communities.class_of)});
  return scores;
}

}  // namespace orbweb::detail
