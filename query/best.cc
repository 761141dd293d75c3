#include "query/best.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <numeric>

#include "graph/error.h"
#include "graph/parallel.h"
#include "graph/row_scan.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kNodesPerTask = 1 << 12;
constexpr std::uint64_t kFewArcs = 64;  // one of so many arcs of the web leads into the range

struct Range {
  NodeId first, last;
  std::uint64_t size() const { return last - first; }
  bool contains(NodeId node) const { return node >= first && node < last; }
};

using Values = std::vector<std::uint64_t>;  // by node of the range

Values referrers_in(const Web& web, Range range, const Control& control) {
  Values values(range.size());
  parallel_for(range.size(), kNodesPerTask, [&](std::uint64_t begin, std::uint64_t end) {
    control.check();
    visit_rows(web.predecessors(), range.first + begin, range.first + end, [&](std::uint64_t node, auto row) {
      const bool links_to_itself = std::binary_search(row.begin(), row.end(), static_cast<NodeId>(node));
      values[node - range.first] = row.size() - (links_to_itself ? 1 : 0);
    });
  });
  return values;
}

std::uint64_t value_of(const SideTotals& totals, BestBy by) {
  return by == BestBy::referrers ? totals.nodes : by == BestBy::followed ? totals.followed : totals.links;
}

Values labels_one_by_one(const Web& web, Range range, BestBy by, const Control& control) {
  Values values(range.size());
  parallel_for(range.size(), 1, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t i = begin; i < end; ++i) {
      control.check();
      const auto node = static_cast<NodeId>(range.first + i);
      values[i] = value_of(totals_of(neighbours_of(web, node, Side::referrers, control)), by);
    }
  });
  return values;
}

Values labels_in_one_scan(const Web& web, Range range, BestBy by, const Control& control) {
  Values values(range.size());
  scan_rows(web.successors(), [&](const RowBlock& rows, ArcIndex first_arc) {
    control.check();
    std::vector<std::uint8_t> followed(rows.num_arcs());
    web.followed().copy_members(first_arc, followed);
    for (std::uint64_t i = 0; i < rows.num_rows(); ++i) {
      const auto row = rows[i];
      auto at = std::lower_bound(row.begin(), row.end(), range.first);
      for (; at != row.end() && range.contains(*at); ++at) {
        if (*at == rows.first + i) continue;
        const std::uint64_t place = rows.offsets[i] + static_cast<std::uint64_t>(at - row.begin());
        const std::uint64_t more = by == BestBy::followed ? followed[place] : web.link_counts()[first_arc + place];
        std::atomic_ref(values[*at - range.first]).fetch_add(more, std::memory_order_relaxed);
      }
    }
  });
  return values;
}

Values values_in(const Web& web, Range range, BestBy by, const Control& control) {
  if (by == BestBy::referrers) return referrers_in(web, range, control);
  const Adjacency& predecessors = web.predecessors();
  const std::uint64_t arcs = predecessors.first_arc(range.last) - predecessors.first_arc(range.first);
  return arcs < web.num_arcs() / kFewArcs ? labels_one_by_one(web, range, by, control)
                                          : labels_in_one_scan(web, range, by, control);
}

/// `value_at(i)` is the value of node first + i.
template <class ValueAt>
std::vector<BestNode> first_of(const Web& web, Range range, std::uint64_t count, const Control& control,
                               ValueAt&& value_at) {
  std::vector<NodeId> places(range.size());
  std::iota(places.begin(), places.end(), NodeId{0});
  const auto comes_first = [&](NodeId a, NodeId b) {
    const auto of_a = value_at(a), of_b = value_at(b);
    return of_a > of_b || (!(of_b > of_a) && a < b);
  };
  const auto end = places.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(count, places.size()));
  std::partial_sort(places.begin(), end, places.end(), comes_first);
  std::vector<BestNode> best;
  for (auto place = places.begin(); place != end; ++place) {
    control.check();
    const NodeId node = range.first + *place;
    best.push_back({node, totals_of(neighbours_of(web, node, Side::referrers, control))});
  }
  return best;
}

}  // namespace

BestBy best_by_named(std::string_view name) {
  if (name == "referrers") return BestBy::referrers;
  if (name == "followed") return BestBy::followed;
  if (name == "links") return BestBy::links;
  throw ArgumentError(fmt::format("by: expected one of referrers, followed, links, found {}", in_quotes(name)));
}

std::vector<BestNode> best_nodes(const Web& web, NodeId first, NodeId last, BestBy by, std::uint64_t count,
                                 const Control& control) {
  const Range range{first, last};
  const Values values = values_in(web, range, by, control);
  return first_of(web, range, count, control, [&](NodeId place) { return values[place]; });
}

std::vector<BestNode> best_nodes(const Web& web, NodeId first, NodeId last, std::span<const double> values,
                                 std::uint64_t count, const Control& control) {
  const auto in_range = values.subspan(first, last - first);
  // NaN, which a table may hold, comes last and keeps the order one.
  return first_of(web, {first, last}, count, control, [&](NodeId place) {
    const double value = in_range[place];
    return value == value ? value : -std::numeric_limits<double>::infinity();
  });
}

}  // namespace orbweb
