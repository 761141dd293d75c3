#include "algos/bfs.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "algos/detail/arcs.h"
#include "algos/detail/measure_scores.h"
#include "algos/detail/search.h"
#include "graph/error.h"

namespace orbweb {

namespace {

NodeId source_of(const Web& web, const BfsOptions& options) {
  if (options.source.text.empty()) throw ArgumentError("bfs: expected a source, found none");
  if (const auto node = web.find(options.source.text)) return *node;
  throw ArgumentError(fmt::format("source: expected a node of this web, found {}", in_quotes(options.source.text)));
}

}  // namespace

Scores bfs(const Web& web, const BfsOptions& options, const Control& control) {
  const std::vector<NodeId> sources = {source_of(web, options)};
  detail::Directions arcs = detail::directions_of(web, options.followed_only);
  if (options.reversed) std::swap(arcs.successors, arcs.predecessors);
  const auto levels = detail::levels_from(*arcs.successors, *arcs.predecessors, sources, control);
  std::vector<double> score(levels.size());
  std::uint64_t reached = 0;
  std::uint32_t eccentricity = 0;
  for (std::size_t v = 0; v < levels.size(); ++v) {
    score[v] = -1;
    if (levels[v] == detail::kUnreached) continue;
    score[v] = levels[v];
    ++reached;
    eccentricity = std::max(eccentricity, levels[v]);
  }
  Scores scores = detail::measure_scores("bfs", options, web, std::move(score));
  scores.facts = {{"reached", static_cast<double>(reached)}, {"eccentricity", eccentricity}};
  return scores;
}

}  // namespace orbweb
