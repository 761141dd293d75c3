#include "graph/transform/transform.h"

#include <algorithm>
#include <atomic>
#include <string_view>
#include <utility>

#include "graph/row_scan.h"
#include "graph/transform/node_map.h"
#include "graph/transform/row_stream.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kNamesPerBlock = 1 << 14;
constexpr std::uint64_t kSparse = 16;  // one name in so many is found alone, as a scan passes over a block of 16

class Transformation {
 public:
  Transformation(const Web& web, const TransformOptions& options, WebSink& sink, const Control& control)
      : web_(web), options_(options), sink_(sink), control_(control) {
    if (options.nodes) map_.emplace(*options.nodes, web.num_nodes());
  }

  void run() {
    const RowView view = RowView::successors(web_, map(), options_.arcs);
    if (keeps_names(web_, options_)) feed_names(view.num_nodes());
    const std::uint64_t ways = options_.direction == ArcDirection::symmetrised ? 2 : 1;
    sink_.begin_rows({.num_nodes = view.num_nodes(), .links = ways * web_.num_arcs()});
    if (options_.direction == ArcDirection::symmetrised) return feed_both(view);
    feed_successors(view);
    feed_predecessors(view);
  }

 private:
  const NodeMap* map() const { return map_ ? &*map_ : nullptr; }

  NodeId origin(std::uint64_t node) const { return map_ ? map_->origin(node) : static_cast<NodeId>(node); }

  void feed_names(std::uint64_t num_nodes) {
    for (std::uint64_t first = 0; first < num_nodes; first += kNamesPerBlock) {
      control_.check();
      const std::uint64_t last = std::min(first + kNamesPerBlock, num_nodes);
      sink_.add_names(keys_of(first, last));
      control_.progress({.phase = "names", .done = last, .total = num_nodes, .unit = "nodes"});
    }
  }

  /// Names rise with nodes here: transform() keeps names in no other case.
  SortedKeys keys_of(std::uint64_t first, std::uint64_t last) const {
    SortedKeys keys;
    const auto add = [&](std::string_view key) {
      keys.keys.insert(keys.keys.end(), key.begin(), key.end());
      keys.offsets.push_back(keys.keys.size());
    };
    const std::uint64_t begin = origin(first), end = std::uint64_t{origin(last - 1)} + 1;
    if (end - begin > kSparse * (last - first)) {
      for (std::uint64_t node = first; node < last; ++node) add(web_.names().key(origin(node)));
      return keys;
    }
    std::uint64_t old_node = begin;
    web_.names().for_each_key(begin, end, [&](std::string_view key) {
      if (!map_ || map_->place(static_cast<NodeId>(old_node)) != NodeMap::kDropped) add(key);
      ++old_node;
    });
    return keys;
  }

  /// A symmetric graph's predecessors are its successors: each block goes both ways.
  void feed_both(const RowView& view) {
    stream_symmetrised(view, Labels::keep, options_.memory_limit, control_, [&](const LabelledRows& block) {
      sink_.add_successors(block.rows, block.link_counts, block.followed);
      sink_.add_predecessors(block.rows);
    });
  }

  void feed_successors(const RowView& view) {
    const TakeRows take = [&](const LabelledRows& block) {
      sink_.add_successors(block.rows, block.link_counts, block.followed);
    };
    if (options_.direction == ArcDirection::kept) {
      stream_rows(view, Labels::keep, control_, take);
    } else {
      stream_reversed(view, Labels::keep, options_.memory_limit, control_, take);
    }
  }

  void feed_predecessors(const RowView& view) {
    const TakeRows take = [&](const LabelledRows& block) { sink_.add_predecessors(block.rows); };
    if (options_.direction == ArcDirection::kept) {
      feed_reversed_rows(view, take);
    } else {
      stream_rows(view, Labels::leave_out, control_, take);
    }
  }

  /// The web's own predecessors, unless they cannot tell which arcs pass.
  void feed_reversed_rows(const RowView& view, const TakeRows& take) {
    if (options_.arcs.followed_only) {
      stream_reversed(view, Labels::leave_out, options_.memory_limit, control_, take);
    } else {
      stream_rows(RowView::predecessors(web_, map(), options_.arcs), Labels::leave_out, control_, take);
    }
  }

  const Web& web_;
  const TransformOptions& options_;
  WebSink& sink_;
  const Control& control_;
  std::optional<NodeMap> map_;
};

}  // namespace

bool keeps_names(const Web& web, const TransformOptions& options) {
  return web.has_names() && (!options.nodes || std::is_sorted(options.nodes->begin(), options.nodes->end()));
}

void transform(const Web& web, const TransformOptions& options, WebSink& sink, Provenance provenance,
               const Control& control) {
  Transformation(web, options, sink, control).run();
  sink.finish(std::move(provenance));
}

bool is_symmetric(const Web& web) {
  std::atomic<bool> symmetric = true;
  scan_rows(web.successors(), [&](const RowBlock& rows, ArcIndex) {
    if (!symmetric) return;
    RowBlock others;
    web.predecessors().read_rows(rows.first, rows.first + rows.num_rows(), others);
    for (std::uint64_t i = 0; i < rows.num_rows(); ++i) {
      if (!std::ranges::equal(rows[i], others[i])) symmetric = false;
    }
  });
  return symmetric;
}

}  // namespace orbweb
