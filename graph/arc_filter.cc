#include "graph/arc_filter.h"

#include <utility>

#include "graph/error.h"
#include "graph/parallel.h"
#include "graph/row_scan.h"
#include "graph/transpose.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kGrain = 1 << 12;  // nodes per task

bool leaves_out_links(const Web& web, const ArcFilter& filter) {
  return filter.followed_only && web.followed().size() != web.num_arcs();
}

/// Calls visit(source, target, arc) for each passing arc, rows in parallel, each row in order.
template <class Visit>
void for_each_passing(const Web& web, const ArcFilter& filter, Visit&& visit) {
  std::vector<std::uint8_t> members(web.num_nodes(), 1);
  if (filter.nodes) filter.nodes->copy_members(0, members);
  scan_rows(web.successors(), [&](const RowBlock& rows, ArcIndex arc) {
    std::vector<std::uint8_t> followed(filter.followed_only ? rows.num_arcs() : 0);
    if (filter.followed_only) web.followed().copy_members(arc, followed);
    for (std::uint64_t i = 0; i < rows.num_rows(); ++i) {
      const auto source = static_cast<NodeId>(rows.first + i);
      if (members[source] == 0) continue;
      for (std::uint64_t place = rows.offsets[i]; place < rows.offsets[i + 1]; ++place) {
        if (filter.followed_only && followed[place] == 0) continue;
        if (filter.drop_self_loops && rows.targets[place] == source) continue;
        if (members[rows.targets[place]] == 0) continue;
        visit(source, rows.targets[place], arc + place);
      }
    }
  });
}

/// The passing arcs as successors and, where asked for, their positions in the web.
struct Selection {
  Graph successors;
  std::vector<ArcIndex> origins;
};

/// How many links each passing arc stands for, in the order of the selection.
std::vector<std::uint32_t> link_counts_of(const Web& web, const Selection& selection) {
  const std::vector<std::uint32_t> all = web.link_counts().to_vector();
  std::vector<std::uint32_t> counts(selection.origins.size());
  parallel_for(counts.size(), kGrain, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t arc = begin; arc < end; ++arc) counts[arc] = all[selection.origins[arc]];
  });
  return counts;
}

Selection select_successors(const Web& web, const ArcFilter& filter, bool with_origins) {
  const std::uint64_t n = web.num_nodes();
  std::vector<ArcIndex> offsets(n + 1, 0);
  for_each_passing(web, filter, [&](NodeId source, NodeId, ArcIndex) { ++offsets[std::size_t{source} + 1]; });
  for (std::uint64_t node = 0; node < n; ++node) offsets[node + 1] += offsets[node];
  std::vector<NodeId> targets(offsets[n]);
  std::vector<ArcIndex> origins(with_origins ? offsets[n] : 0);
  std::vector<ArcIndex> places(offsets.begin(), offsets.end() - 1);
  for_each_passing(web, filter, [&](NodeId source, NodeId target, ArcIndex arc) {
    const ArcIndex place = places[source]++;
    if (with_origins) origins[place] = arc;
    targets[place] = target;
  });
  return {Graph(std::move(offsets), std::move(targets)), std::move(origins)};
}

std::vector<double> outdegrees(const Adjacency& successors) {
  std::vector<double> degrees(successors.num_nodes());
  scan_rows(successors, [&](const RowBlock& rows, ArcIndex) {
    for (std::uint64_t i = 0; i < rows.num_rows(); ++i) {
      degrees[rows.first + i] = static_cast<double>(rows[i].size());
    }
  });
  return degrees;
}

/// Of each node, the links of its passing arcs. Sums in integers: 2^32 arcs of 2^32 links still fit, and the only
/// rounding is the last conversion.
std::vector<double> total_links_out(const Graph& successors, std::span<const std::uint32_t> counts) {
  std::vector<double> totals(successors.num_nodes());
  parallel_for(totals.size(), kGrain, [&](std::uint64_t begin, std::uint64_t end) {
    const auto offsets = successors.offsets();
    for (std::uint64_t node = begin; node < end; ++node) {
      std::uint64_t total = 0;
      for (ArcIndex arc = offsets[node]; arc < offsets[node + 1]; ++arc) total += counts[arc];
      totals[node] = static_cast<double>(total);
    }
  });
  return totals;
}

/// The same of the arcs that come to each node.
std::vector<double> total_links_in(const Graph& successors, std::span<const std::uint32_t> counts) {
  std::vector<std::uint64_t> totals(successors.num_nodes());
  const auto targets = successors.targets();
  for (ArcIndex arc = 0; arc < targets.size(); ++arc) totals[targets[arc]] += counts[arc];
  return {totals.begin(), totals.end()};
}

RankGraph unweighted_arcs(const Web& web, const ArcFilter& filter) {
  if (passes_all(web, filter)) {
    if (filter.reversed) return {web.shared_successors(), {}, outdegrees(web.predecessors())};
    return {web.shared_predecessors(), {}, outdegrees(web.successors())};
  }
  auto successors = std::make_shared<const Graph>(select_successors(web, filter, false).successors);
  auto predecessors = std::make_shared<const Graph>(transpose(*successors));
  if (filter.reversed) std::swap(successors, predecessors);
  return {predecessors, {}, outdegrees(*successors)};
}

RankGraph unweighted(const Web& web, const ArcFilter& filter) {
  RankGraph graph = unweighted_arcs(web, filter);
  if (const std::string file = layout_file_of(web, filter); !file.empty()) graph.layout = web.derived(file);
  return graph;
}

RankGraph weighted_by_links(const Web& web, const ArcFilter& filter) {
  Selection selection = select_successors(web, filter, true);
  const std::vector<std::uint32_t> counts = link_counts_of(web, selection);
  if (filter.reversed) {
    std::vector<double> totals = total_links_in(selection.successors, counts);
    return {std::make_shared<const Graph>(std::move(selection.successors)),
            {counts.begin(), counts.end()},
            std::move(totals)};
  }
  TransposeWithOrigins transposed = transpose_with_origins(selection.successors);
  std::vector<double> weights(transposed.origins.size());
  parallel_for(weights.size(), kGrain, [&](std::uint64_t begin, std::uint64_t end) {
    for (ArcIndex arc = begin; arc < end; ++arc) weights[arc] = counts[transposed.origins[arc]];
  });
  return {std::make_shared<const Graph>(std::move(transposed.graph)), std::move(weights),
          total_links_out(selection.successors, counts)};
}

}  // namespace

void read_successors(const Web& web, NodeId node, const ArcFilter& filter, std::vector<NodeId>& row) {
  if (filter.reversed) throw ArgumentError("read_successors: expected a filter that leaves arcs as they are");
  web.successors().read_row(node, row);
  const auto passes = [&, first = web.successors().first_arc(node)](std::size_t place) {
    if (filter.followed_only && !web.followed().contains(first + place)) return false;
    if (filter.drop_self_loops && row[place] == node) return false;
    return !filter.nodes || (filter.nodes->contains(node) && filter.nodes->contains(row[place]));
  };
  std::size_t kept = 0;
  for (std::size_t place = 0; place < row.size(); ++place) {
    if (passes(place)) row[kept++] = row[place];
  }
  row.resize(kept);
}

bool passes_all(const Web& web, const ArcFilter& filter) {
  return !filter.drop_self_loops && !filter.nodes && !leaves_out_links(web, filter);
}

std::string layout_file_of(const Web& web, const ArcFilter& filter) {
  if (filter.reversed || filter.nodes) return "";
  std::string name = "rank_layout";
  if (leaves_out_links(web, filter)) name += ".followed";
  if (filter.drop_self_loops) name += ".no_self_loops";
  return name;
}

RankGraph select_arcs(const Web& web, const ArcFilter& filter, bool weighted) {
  return weighted ? weighted_by_links(web, filter) : unweighted(web, filter);
}

}  // namespace orbweb
