#include "algos/engine/scp_build.h"

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

#include "algos/engine/scp_row.h"
#include "graph/huge_pages.h"
#include "graph/parallel.h"

namespace orbweb::engine {

namespace {

/// As std::popcount, which is a call where not every processor of the baseline has the instruction.
inline std::uint32_t count_bits(std::uint32_t bits) {
  bits -= (bits >> 1) & 0x55555555U;
  bits = (bits & 0x33333333U) + ((bits >> 2) & 0x33333333U);
  return (((bits + (bits >> 4)) & 0x0F0F0F0FU) * 0x01010101U) >> 24;
}

/// The numbers of living nodes, found by counting: a quarter of a byte per node, so that they stay in the cache that
/// four bytes per node leave. They are looked up once for each arc, all over the graph.
class LivingNumbers {
 public:
  LivingNumbers(const LivingNodes& living, std::uint64_t num_nodes) : blocks_(num_nodes / kBlock + 1) {
    for (const NodeId node : living.nodes()) blocks_[node / kBlock].members |= 1U << (node % kBlock);
    std::uint32_t number = 0;
    for (Block& block : blocks_) {
      block.first = number;
      number += count_bits(block.members);
    }
  }

  /// Of a living node.
  NodeId operator[](NodeId node) const {
    const Block block = blocks_[node / kBlock];
    const std::uint32_t before = (1U << (node % kBlock)) - 1;
    return block.first + count_bits(block.members & before);
  }

 private:
  static constexpr NodeId kBlock = 32;  // nodes
  struct Block {
    std::uint32_t members = 0;  ///< a bit for each living node
    std::uint32_t first = 0;    ///< number of the first of them
  };
  HugeVector<Block> blocks_;
};

void append(std::vector<Local>& stream, std::span<const Local> numbers) {
  stream.insert(stream.end(), numbers.begin(), numbers.end());
}

/// Collects the segments of one part's rows from inside the part. Its lists serve one part after another, so that no
/// memory is asked for twice.
class InnerTileBuilder {
 public:
  void start(std::uint64_t part_size, bool references) {
    stripe_size_ = static_cast<Local>((part_size + kStripes - 1) / kStripes);
    references_ = references;
    seen_ = saved_ = 0;
    tile_ = {};
    for (auto& stream : added_) stream.clear();
    for (auto& stream : taken_off_) stream.clear();
    finder_.start();
  }

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
    std::size_t numbers = 0;
    for (const auto& stream : added_) numbers += stream.size();
    for (const auto& stream : taken_off_) numbers += stream.size();
    tile_.stream.reserve(numbers);
    for (const auto& stream : added_) append(tile_.stream, stream);
    for (const auto& stream : taken_off_) append(tile_.stream, stream);
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

  /// A part whose first rows copied little will not copy much. To find what saves a tenth of the operations takes
  /// longer than all else of the build, and no solve wins that back.
  bool is_worth_looking() {
    constexpr std::uint64_t kSample = 1 << 14;  // operations
    constexpr std::uint64_t kLeastSavedShare = 6;
    seen_ += pieces_.operations();
    return seen_ < kSample || saved_ * kLeastSavedShare >= seen_;
  }

  Local stripe_size_ = 0;
  bool references_ = false;
  std::uint64_t seen_ = 0;   ///< operations of rows so far, had none a reference
  std::uint64_t saved_ = 0;  ///< of them, by references
  InnerTile tile_;
  std::array<std::vector<Local>, kNumShapes> added_, taken_off_;
  Pieces pieces_;
  ReferenceFinder finder_;
};

constexpr std::size_t kNumMessageShapes = kMessageShapes.size();
constexpr std::size_t kRunShape = kNumMessageShapes - 1;
using SegmentCounts = std::array<std::uint32_t, kNumMessageShapes>;  ///< by shape

constexpr std::size_t numbers_of(Shape shape) { return 2 * shape.runs + shape.nodes; }

template <std::size_t kShape>
using ShapeNumber = std::integral_constant<std::size_t, kShape>;

/// Calls emit(shape, its first number) for each segment that sends these places, rising, to a row of another part.
template <class Emit>
void cut_into_messages(std::span<const Local> places, Emit&& emit) {
  static thread_local Pieces pieces;
  const Local* node = places.data();
  const Local* end = node + places.size();
  if (places.size() >= kLeastRun) {
    decompose(places, pieces);
    for (const auto& run : pieces.runs) {
      const std::array ends = {run.first, run.second};
      emit(ShapeNumber<kRunShape>(), ends.data());
    }
    node = pieces.nodes.data();
    end = node + pieces.nodes.size();
  }
  const auto cut = [&](auto shape) {
    constexpr std::ptrdiff_t kCount = kMessageShapes[shape].nodes;
    for (; end - node >= kCount; node += kCount) emit(shape, node);
  };
  [&]<std::size_t... kShapes>(std::index_sequence<kShapes...>) { (cut(ShapeNumber<kShapes>()), ...); }
  (std::make_index_sequence<kRunShape>());
}

/// The rows of one part, each cut by the parts of its predecessors.
class PartRows {
 public:
  PartRows(const Adjacency& predecessors, const LivingNodes& living)
      : predecessors_(predecessors), living_(living), numbers_(living, predecessors.num_nodes()) {}

  std::uint64_t num_parts() const { return (living_.size() + kPartSize - 1) / kPartSize; }
  std::uint64_t part_size(std::uint64_t part) const {
    return std::min<std::uint64_t>(kPartSize, living_.size() - part * kPartSize);
  }

  /// Calls visit(row, source part, places of the row's predecessors in it), all rising. Returns the number of arcs.
  template <class Visit>
  std::uint64_t read(std::uint64_t part, Visit&& visit) const {
    const std::uint64_t first = part * kPartSize;
    const std::uint64_t last = first + part_size(part);
    std::uint64_t num_arcs = 0;
    RowBlock rows;
    for (std::uint64_t place = first; place < last;) {
      const NodeId first_node = living_.node(place);
      const std::uint64_t end =
          std::min<std::uint64_t>(first_node + kRowsAtOnce, living_.node(last - 1) + std::uint64_t{1});
      predecessors_.read_rows(first_node, end, rows);
      for (; place < last && living_.node(place) < end; ++place) {
        const std::span<const NodeId> row = rows[living_.node(place) - first_node];
        num_arcs += row.size();
        visit_row(static_cast<Local>(place - first), row, visit);
      }
    }
    return num_arcs;
  }

 private:
  static constexpr std::uint64_t kRowsAtOnce = 1 << 12;

  template <class Visit>
  void visit_row(Local place, std::span<const NodeId> row, Visit&& visit) const {
    static thread_local std::vector<Local> locals;
    if (locals.size() < row.size()) locals.resize(row.size());
    std::size_t count = 0;
    std::uint32_t source = 0;
    for (const NodeId predecessor : row) {
      const NodeId number = numbers_[predecessor];
      if (number >> kPartBits != source && count > 0) {
        visit(place, source, std::span<const Local>(locals.data(), count));
        count = 0;
      }
      source = number >> kPartBits;
      locals[count++] = static_cast<Local>(number & (kPartSize - 1));
    }
    if (count > 0) visit(place, source, std::span<const Local>(locals.data(), count));
  }

  const Adjacency& predecessors_;
  const LivingNodes& living_;
  LivingNumbers numbers_;
};

/// How many segments one part gets from another.
struct TileCounts {
  std::uint32_t source = 0;
  SegmentCounts segments{};
  std::uint64_t tile = 0;  ///< in Layout::outer
};

/// One part of the layout but for its messages, of which only the number is known yet.
struct PartDraft {
  InnerTile inner;
  std::vector<TileCounts> outer;  ///< sources rising
  std::uint64_t num_arcs = 0;
};

PartDraft draft_part(const PartRows& rows, std::uint64_t part, const BuildOptions& options) {
  static thread_local InnerTileBuilder inner;
  PartDraft draft;
  std::vector<SegmentCounts> counts(rows.num_parts());
  inner.start(rows.part_size(part), options.references);
  draft.num_arcs = rows.read(part, [&](Local row, std::uint32_t source, std::span<const Local> places) {
    if (source == part) {
      inner.add_row(row, places);
    } else {
      cut_into_messages(places, [&](auto shape, const Local*) { ++counts[source][shape]; });
    }
  });
  draft.inner = inner.finish(static_cast<Local>(kPartSize));
  for (std::uint32_t source = 0; source < counts.size(); ++source) {
    if (counts[source] != SegmentCounts{}) draft.outer.push_back({source, counts[source]});
  }
  return draft;
}

/// The directory of tiles, in the order of sources, and room for what they hold.
void place_tiles(std::vector<PartDraft>& drafts, Layout& layout) {
  const std::uint64_t num_parts = drafts.size();
  layout.first_outer.assign(num_parts + 1, 0);
  layout.first_message.assign(num_parts + 1, 0);
  for (const PartDraft& draft : drafts) {
    for (const TileCounts& counts : draft.outer) ++layout.first_outer[counts.source + 1];
  }
  for (std::uint64_t part = 0; part < num_parts; ++part) layout.first_outer[part + 1] += layout.first_outer[part];
  layout.outer.resize(layout.first_outer[num_parts]);
  std::vector<std::uint64_t> next(layout.first_outer.begin(), layout.first_outer.end() - 1);
  std::uint64_t message = 0;
  for (std::uint64_t target = 0; target < num_parts; ++target) {
    layout.first_message[target] = message;
    for (TileCounts& counts : drafts[target].outer) {
      counts.tile = next[counts.source]++;
      OuterTile& tile = layout.outer[counts.tile];
      tile.target = target;
      tile.first_message = message;
      tile.counts = counts.segments;
      message += tile.num_messages();
    }
  }
  layout.first_message[num_parts] = message;
  std::uint64_t number = 0;
  for (OuterTile& tile : layout.outer) {
    tile.first_number = number;
    for (std::size_t shape = 0; shape < kNumMessageShapes; ++shape) {
      number += tile.counts[shape] * numbers_of(kMessageShapes[shape]);
    }
  }
  layout.outer_stream.resize(number);
  layout.message_rows.resize(message);
}

/// Where the next segment of each shape of one tile goes.
struct TileCursor {
  std::array<Local*, kNumMessageShapes> numbers, rows;

  TileCursor() = default;
  TileCursor(const OuterTile& tile, Layout& layout) {
    Local* number = layout.outer_stream.data() + tile.first_number;
    Local* row = layout.message_rows.data() + tile.first_message;
    for (std::size_t shape = 0; shape < kNumMessageShapes; ++shape) {
      numbers[shape] = number;
      rows[shape] = row;
      number += tile.counts[shape] * numbers_of(kMessageShapes[shape]);
      row += tile.counts[shape];
    }
  }
};

/// Puts one part's messages in their place.
void fill_tiles(const PartRows& rows, std::uint64_t part, const PartDraft& draft, Layout& layout) {
  std::vector<TileCursor> cursors(rows.num_parts());
  for (const TileCounts& counts : draft.outer) cursors[counts.source] = TileCursor(layout.outer[counts.tile], layout);
  rows.read(part, [&](Local row, std::uint32_t source, std::span<const Local> places) {
    if (source == part) return;
    TileCursor& cursor = cursors[source];
    cut_into_messages(places, [&](auto shape, const Local* numbers) {
      cursor.numbers[shape] = std::copy_n(numbers, numbers_of(kMessageShapes[shape]), cursor.numbers[shape]);
      *cursor.rows[shape]++ = row;
    });
  });
}

}  // namespace

LivingNodes::LivingNodes(std::span<const double> out_weights) {
  for (std::uint64_t node = 0; node < out_weights.size(); ++node) {
    if (out_weights[node] > 0) nodes_.push_back(static_cast<NodeId>(node));
  }
}

Layout build_layout(const Adjacency& predecessors, const LivingNodes& living, const BuildOptions& options) {
  Layout layout;
  layout.num_nodes = living.size();
  const PartRows rows(predecessors, living);
  std::vector<PartDraft> drafts(rows.num_parts());
  const auto for_each_part = [&](auto&& work) {
    parallel_for(drafts.size(), 1, [&](std::uint64_t begin, std::uint64_t end) {
      for (std::uint64_t part = begin; part < end; ++part) work(part);
    });
  };
  for_each_part([&](std::uint64_t part) { drafts[part] = draft_part(rows, part, options); });
  place_tiles(drafts, layout);
  for_each_part([&](std::uint64_t part) { fill_tiles(rows, part, drafts[part], layout); });
  for (PartDraft& draft : drafts) {
    layout.num_arcs += draft.num_arcs;
    layout.inner.push_back(std::move(draft.inner));
  }
  return layout;
}

}  // namespace orbweb::engine
