#include "algos/engine/scp_build.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

#include "algos/engine/scp_row.h"
#include "graph/parallel.h"

namespace orbweb::engine {

namespace {

constexpr NodeId kNoNumber = std::numeric_limits<NodeId>::max();

void append(std::vector<Local>& stream, std::span<const Local> numbers) {
  stream.insert(stream.end(), numbers.begin(), numbers.end());
}

/// Collects the segments of one part's rows from inside the part.
class InnerTileBuilder {
 public:
  InnerTileBuilder(std::uint64_t part_size, bool references)
      : stripe_size_(static_cast<Local>((part_size + kStripes - 1) / kStripes)), references_(references) {}

  void add_row(Local row, std::span<const Local> predecessors) {
    decompose(predecessors, pieces_);
    if (references_ && is_worth_looking()) {
      const auto stripe = static_cast<std::size_t>(row / stripe_size_);
      const auto floor = static_cast<Local>(stripe * stripe_size_);
      if (const auto reference = finder_.find(row, predecessors, pieces_.operations(), floor)) {
        saved_ += pieces_.operations() - finder_.difference().operations();
        tile_.references[stripe].push_back({row, *reference});
        add_pieces(row, finder_.difference().added);
        take_off(row, finder_.difference().taken_off);
        return;
      }
    }
    add_pieces(row, pieces_);
  }

  /// `spare` is a place outside the part's rows that harmless references may use: lists must be equally long.
  InnerTile finish(Local spare) {
    for (std::size_t shape = 0; shape < kNumShapes; ++shape) append(tile_.stream, added_[shape]);
    for (std::size_t shape = 0; shape < kNumShapes; ++shape) append(tile_.stream, taken_off_[shape]);
    tile_.stream.shrink_to_fit();
    std::size_t longest = 0;
    for (const auto& list : tile_.references) longest = std::max(longest, list.size());
    for (auto& list : tile_.references) list.resize(longest, {spare, spare});
    return std::move(tile_);
  }

 private:
  void add_pieces(Local row, const Pieces& pieces) {
    std::size_t run = 0;
    std::size_t node = 0;
    const auto emit = [&](Shape shape) {
      std::vector<Local>& stream = added_[inner_shape_index(shape)];
      stream.push_back(row);
      for (unsigned i = 0; i < shape.runs; ++i, ++run) {
        stream.push_back(pieces.runs[run].first);
        stream.push_back(pieces.runs[run].second);
      }
      append(stream, std::span(pieces.nodes).subspan(node, shape.nodes));
      node += shape.nodes;
      ++tile_.added[inner_shape_index(shape)];
    };
    while (pieces.nodes.size() - node >= kManyNodes) emit({0, kManyNodes});
    while (pieces.runs.size() - run > kMostRuns) emit({kMostRuns, 0});
    if (pieces.nodes.size() - node > kMostNodes) emit({0, kMostNodes});
    const Shape rest = {static_cast<unsigned>(pieces.runs.size() - run),
                        static_cast<unsigned>(pieces.nodes.size() - node)};
    if (rest.runs + rest.nodes > 0) emit(rest);
  }

  void take_off(Local row, std::span<const Local> nodes) {
    while (!nodes.empty()) {
      const auto count = nodes.size() >= kManyNodes
                             ? kManyNodes
                             : static_cast<unsigned>(std::min<std::size_t>(nodes.size(), kMostNodes));
      const std::size_t shape = inner_shape_index({0, count});
      taken_off_[shape].push_back(row);
      append(taken_off_[shape], nodes.first(count));
      ++tile_.taken_off[shape];
      nodes = nodes.subspan(count);
    }
  }

  /// A part whose first rows copied little will not copy much.
  bool is_worth_looking() {
    constexpr std::uint64_t kSample = 1 << 14;  // operations
    constexpr std::uint64_t kLeastSavedShare = 10;
    seen_ += pieces_.operations();
    return seen_ < kSample || saved_ * kLeastSavedShare >= seen_;
  }

  Local stripe_size_;
  bool references_;
  std::uint64_t seen_ = 0;   ///< operations of rows so far, had none a reference
  std::uint64_t saved_ = 0;  ///< of them, by references
  InnerTile tile_;
  std::array<std::vector<Local>, kNumShapes> added_, taken_off_;
  Pieces pieces_;
  ReferenceFinder finder_;
};

/// What one target part gets from one source part, before it is put in its place.
struct Parcel {
  std::uint32_t source = 0;
  std::array<std::vector<Local>, kMessageShapes.size()> numbers;  ///< of the segments, by shape
  std::array<std::vector<Local>, kMessageShapes.size()> rows;

  void add_row(Local row, const Pieces& pieces) {
    constexpr std::size_t kRunShape = kMessageShapes.size() - 1;
    for (const auto& [begin, end] : pieces.runs) {
      numbers[kRunShape].push_back(begin);
      numbers[kRunShape].push_back(end);
      rows[kRunShape].push_back(row);
    }
    std::span<const Local> nodes = pieces.nodes;
    for (std::size_t shape = 0; !nodes.empty(); ++shape) {
      const std::size_t count = kMessageShapes[shape].nodes;
      for (; nodes.size() >= count; nodes = nodes.subspan(count)) {
        append(numbers[shape], nodes.first(count));
        rows[shape].push_back(row);
      }
    }
  }
};

/// One part of the layout, made by one task.
struct PartDraft {
  InnerTile inner;
  std::vector<Parcel> parcels;  ///< by source part
  std::uint64_t num_arcs = 0;
};

class PartDrafter {
 public:
  PartDrafter(const Adjacency& predecessors, const LivingNodes& living, std::span<const NodeId> numbers,
              const BuildOptions& options)
      : predecessors_(predecessors), living_(living), numbers_(numbers), options_(options) {}

  PartDraft draft(std::uint64_t part) const {
    const std::uint64_t first = part * kPartSize;
    const std::uint64_t last = std::min(first + kPartSize, living_.size());
    PartDraft draft;
    InnerTileBuilder inner(last - first, options_.references);
    std::vector<std::uint32_t> parcel_of((living_.size() + kPartSize - 1) / kPartSize, kNoNumber);
    RowBlock rows;
    std::vector<NodeId> row;
    std::uint64_t place = first;
    while (place < last) {
      const NodeId first_node = living_.node(place);
      const std::uint64_t end =
          std::min<std::uint64_t>(first_node + kRowsAtOnce, living_.node(last - 1) + std::uint64_t{1});
      predecessors_.read_rows(first_node, end, rows);
      for (; place < last && living_.node(place) < end; ++place) {
        row.clear();
        for (const NodeId source : rows[living_.node(place) - first_node]) row.push_back(numbers_[source]);
        draft.num_arcs += row.size();
        add_row(part, static_cast<Local>(place - first), row, inner, parcel_of, draft.parcels);
      }
    }
    draft.inner = inner.finish(static_cast<Local>(kPartSize));
    std::sort(draft.parcels.begin(), draft.parcels.end(),
              [](const Parcel& a, const Parcel& b) { return a.source < b.source; });
    return draft;
  }

 private:
  static constexpr std::uint64_t kRowsAtOnce = 1 << 12;

  static void add_row(std::uint64_t part, Local place, std::span<const NodeId> row, InnerTileBuilder& inner,
                      std::vector<std::uint32_t>& parcel_of, std::vector<Parcel>& parcels) {
    static thread_local std::vector<Local> locals;
    static thread_local Pieces pieces;
    for (std::size_t i = 0; i < row.size();) {
      const std::uint32_t source = row[i] >> kPartBits;
      locals.clear();
      for (; i < row.size() && row[i] >> kPartBits == source; ++i) locals.push_back(row[i] & (kPartSize - 1));
      if (source == part) {
        inner.add_row(place, locals);
        continue;
      }
      if (parcel_of[source] == kNoNumber) {
        parcel_of[source] = static_cast<std::uint32_t>(parcels.size());
        parcels.emplace_back().source = source;
      }
      decompose(locals, pieces);
      parcels[parcel_of[source]].add_row(place, pieces);
    }
  }

  const Adjacency& predecessors_;
  const LivingNodes& living_;
  std::span<const NodeId> numbers_;
  const BuildOptions& options_;
};

/// Counts of all tiles, in the order of sources, with their places in the streams. Returns the parcel of each tile.
std::vector<const Parcel*> place_tiles(const std::vector<PartDraft>& drafts, Layout& layout) {
  const std::uint64_t num_parts = drafts.size();
  layout.first_outer.assign(num_parts + 1, 0);
  layout.first_message.assign(num_parts + 1, 0);
  for (const PartDraft& draft : drafts) {
    for (const Parcel& parcel : draft.parcels) ++layout.first_outer[parcel.source + 1];
  }
  for (std::uint64_t part = 0; part < num_parts; ++part) layout.first_outer[part + 1] += layout.first_outer[part];
  layout.outer.resize(layout.first_outer[num_parts]);
  std::vector<const Parcel*> parcels(layout.outer.size());
  std::vector<std::uint64_t> next(layout.first_outer.begin(), layout.first_outer.end() - 1);
  std::uint64_t message = 0;
  for (std::uint64_t target = 0; target < num_parts; ++target) {
    layout.first_message[target] = message;
    for (const Parcel& parcel : drafts[target].parcels) {
      parcels[next[parcel.source]] = &parcel;
      OuterTile& tile = layout.outer[next[parcel.source]++];
      tile.target = target;
      tile.first_message = message;
      for (std::size_t shape = 0; shape < kMessageShapes.size(); ++shape) {
        tile.counts[shape] = static_cast<std::uint32_t>(parcel.rows[shape].size());
      }
      message += tile.num_messages();
    }
  }
  layout.first_message[num_parts] = message;
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < parcels.size(); ++i) {
    layout.outer[i].first_number = number;
    for (const auto& numbers : parcels[i]->numbers) number += numbers.size();
  }
  layout.outer_stream.resize(number);
  layout.message_rows.resize(message);
  return parcels;
}

void fill_tiles(const std::vector<const Parcel*>& parcels, Layout& layout) {
  parallel_for(parcels.size(), 64, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t i = begin; i < end; ++i) {
      Local* number = layout.outer_stream.data() + layout.outer[i].first_number;
      Local* row = layout.message_rows.data() + layout.outer[i].first_message;
      for (const auto& numbers : parcels[i]->numbers) number = std::copy(numbers.begin(), numbers.end(), number);
      for (const auto& rows : parcels[i]->rows) row = std::copy(rows.begin(), rows.end(), row);
    }
  });
}

}  // namespace

LivingNodes::LivingNodes(std::span<const double> out_weights) {
  for (std::uint64_t node = 0; node < out_weights.size(); ++node) {
    if (out_weights[node] > 0) nodes_.push_back(static_cast<NodeId>(node));
  }
}

Layout build_layout(const Adjacency& predecessors, const LivingNodes& living, const BuildOptions& options) {
  std::vector<NodeId> numbers(predecessors.num_nodes(), kNoNumber);
  for (std::uint64_t i = 0; i < living.size(); ++i) numbers[living.node(i)] = static_cast<NodeId>(i);
  Layout layout;
  layout.num_nodes = living.size();
  std::vector<PartDraft> drafts((living.size() + kPartSize - 1) / kPartSize);
  const PartDrafter drafter(predecessors, living, numbers, options);
  parallel_for(drafts.size(), 1, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t part = begin; part < end; ++part) drafts[part] = drafter.draft(part);
  });
  const std::vector<const Parcel*> parcels = place_tiles(drafts, layout);
  fill_tiles(parcels, layout);
  for (PartDraft& draft : drafts) {
    layout.num_arcs += draft.num_arcs;
    layout.inner.push_back(std::move(draft.inner));
  }
  return layout;
}

}  // namespace orbweb::engine
