#include "graph/transform/row_view.h"

#include <algorithm>

#include "graph/error.h"

namespace orbweb {

namespace {

struct LabelledArc {
  NodeId target;
  std::uint32_t link_count;
  std::uint8_t followed;
};

}  // namespace

/// Arcs of one row on their way to their new order.
struct RowView::Scratch {
  std::vector<LabelledArc> arcs;
};

RowView RowView::successors(const Web& web, const NodeMap* map, const ArcFilter& filter) {
  return RowView(web, web.successors(), map, filter);
}

RowView RowView::predecessors(const Web& web, const NodeMap* map, const ArcFilter& filter) {
  if (filter.followed_only) throw ArgumentError("predecessors do not say which arcs are followed");
  return RowView(web, web.predecessors(), map, filter);
}

RowView::RowView(const Web& web, const Adjacency& adjacency, const NodeMap* map, const ArcFilter& filter)
    : web_(&web), adjacency_(&adjacency), map_(map), filter_(filter) {
  if (!filter.nodes) return;
  members_.resize(web.num_nodes());
  filter.nodes->copy_members(0, members_);
}

void RowView::read(std::uint64_t first, std::uint64_t last, Labels labels, LabelledRows& out) const {
  if (map_ != nullptr) {
    read_mapped(first, last, labels, out);
  } else {
    read_block(first, last, labels, out);
  }
}

void RowView::read_block(std::uint64_t first, std::uint64_t last, Labels labels, LabelledRows& out) const {
  LabelledRows all;
  LabelledRows& block = passes_all() ? out : all;
  block.link_counts.clear();
  block.followed.clear();
  adjacency_->read_rows(first, last, block.rows);
  if (needs_labels(labels)) {
    read_labels(*web_, adjacency_->first_arc(first), block.rows.num_arcs(), block.link_counts, block.followed);
  }
  if (passes_all()) return;
  out.rows.clear(first);
  out.link_counts.clear();
  out.followed.clear();
  Scratch scratch;
  for (std::uint64_t i = 0; i < all.rows.num_rows(); ++i) {
    append(static_cast<NodeId>(first + i), all.rows.offsets[i], all.rows.offsets[i + 1], labels, all, scratch, out);
  }
}

void RowView::read_mapped(std::uint64_t first, std::uint64_t last, Labels labels, LabelledRows& out) const {
  out.rows.clear(first);
  out.link_counts.clear();
  out.followed.clear();
  LabelledRows row;
  Scratch scratch;
  for (std::uint64_t node = first; node < last; ++node) {
    const NodeId origin = map_->origin(node);
    adjacency_->read_row(origin, row.rows.targets);
    const std::uint64_t degree = row.rows.targets.size();
    if (needs_labels(labels)) {
      read_labels(*web_, adjacency_->first_arc(origin), degree, row.link_counts, row.followed);
    }
    append(origin, 0, degree, labels, row, scratch, out);
  }
}

/// Appends what is left of one row, the arcs [begin, end) of `from`, in the order of new targets.
void RowView::append(NodeId old_node, std::uint64_t begin, std::uint64_t end, Labels labels, const LabelledRows& from,
                     Scratch& scratch, LabelledRows& out) const {
  const bool keep = labels == Labels::keep;
  scratch.arcs.clear();
  if (!members_.empty() && members_[old_node] == 0) end = begin;
  for (std::uint64_t i = begin; i < end; ++i) {
    const NodeId target = from.rows.targets[i];
    if (filter_.followed_only && from.followed[i] == 0) continue;
    if (filter_.drop_self_loops && target == old_node) continue;
    if (!members_.empty() && members_[target] == 0) continue;
    const NodeId place = map_ == nullptr ? target : map_->place(target);
    if (map_ != nullptr && place == NodeMap::kDropped) continue;
    scratch.arcs.push_back({place, keep ? from.link_counts[i] : 0, keep ? from.followed[i] : std::uint8_t{0}});
  }
  if (map_ != nullptr && !map_->is_rising()) {
    std::sort(scratch.arcs.begin(), scratch.arcs.end(),
              [](const LabelledArc& a, const LabelledArc& b) { return a.target < b.target; });
  }
  for (const LabelledArc& arc : scratch.arcs) {
    out.rows.targets.push_back(arc.target);
    if (!keep) continue;
    out.link_counts.push_back(arc.link_count);
    out.followed.push_back(arc.followed);
  }
  out.rows.offsets.push_back(out.rows.targets.size());
}

}  // namespace orbweb
