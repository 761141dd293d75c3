#include "algos/rank_layouts.h"

#include <fmt/format.h>

#include <utility>

#include "algos/detail/rating.h"
#include "algos/engine/scp_build.h"
#include "algos/engine/stored_layout.h"
#include "graph/arc_filter.h"
#include "graph/error.h"
#include "graph/memory.h"
#include "graph/size_text.h"

namespace orbweb {

std::uint64_t rank_layout_memory(std::uint64_t num_nodes, std::uint64_t num_arcs) {
  constexpr std::uint64_t kPerNode = 40, kPerArc = 16;
  return kPerNode * num_nodes + kPerArc * num_arcs;
}

DeriveFiles derive_rank_layouts(std::uint64_t memory_limit, std::function<void(const std::string&)> on_skip) {
  const std::uint64_t limit = memory_limit > 0 ? memory_limit : machine_memory();
  return [limit, on_skip = std::move(on_skip)](const Web& web, const CreateStored& create) {
    if (const std::uint64_t needed = rank_layout_memory(web.num_nodes(), web.num_arcs()); needed > limit) {
      const std::string why = fmt::format("rank layouts need about {} of memory, more than the {} allowed",
                                          size_text(needed), size_text(limit));
      if (!on_skip) throw LimitError(why);
      return on_skip(why);
    }
    for (const ArcFilter& filter : {ArcFilter(), detail::rated_arcs()}) {
      const RankGraph graph = select_arcs(web, filter, false);
      engine::Layout layout = engine::build_layout(*graph.predecessors, engine::LivingNodes(graph.out_weights), {});
      engine::write_layout(layout, create(layout_file_of(web, filter)));
    }
  };
}

}  // namespace orbweb
