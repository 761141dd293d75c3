// SCP: source-combining partitioned pull, the layout that PageRank-like sums run on.
//
// One iteration computes y[v] = sum of c[u] over the predecessors u of v. Nodes are cut into parts of 2^15, so that a
// part's vectors stay in the cache. What a row of part q needs from part p is summed by p and sent as few *messages*;
// what it needs from its own part, most of a web's arcs, never leaves it:
//
// - Consecutive predecessors [a, b) are a *run*, worth P[b] - P[a] with P the prefix sums of c over the part.
// - A row that copies an earlier row's predecessors adds that row's sum (a *reference*) and takes off what it has too
//   much.
// - Rows are cut into *segments* of a fixed shape (so many runs, so many single nodes). All segments of a shape lie
//   together in one stream of 16-bit numbers, and one unrolled loop per shape works them off: no branch depends on the
//   data.
//
// The order of additions is fixed by the layout, so the sums have the same bits for any number of threads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace orbweb::engine {

inline constexpr unsigned kPartBits = 15;
inline constexpr std::uint32_t kPartSize = 1U << kPartBits;

/// A place within a part; the end of a run may be kPartSize itself.
using Local = std::uint16_t;

/// What one segment adds to its row: so many runs, then so many single nodes.
struct Shape {
  unsigned runs;
  unsigned nodes;
};

/// Segments inside a part: every mix of 0 to 2 runs and 0 to 8 nodes, then 16 nodes. Each lies in the stream as its
/// row, the ends of its runs, its nodes.
inline constexpr unsigned kMostRuns = 2, kMostNodes = 8, kManyNodes = 16;
inline constexpr std::size_t kNumShapes = (kMostRuns + 1) * (kMostNodes + 1) + 1;
constexpr Shape inner_shape(std::size_t index) {
  if (index + 1 == kNumShapes) return {0, kManyNodes};
  return {static_cast<unsigned>(index / (kMostNodes + 1)), static_cast<unsigned>(index % (kMostNodes + 1))};
}
constexpr std::size_t inner_shape_index(Shape shape) {
  return shape.nodes == kManyNodes ? kNumShapes - 1 : shape.runs * (kMostNodes + 1) + shape.nodes;
}

/// Segments between parts, one message each: 16, 8, 4, 3, 2 or 1 nodes, or one run.
inline constexpr std::array<Shape, 7> kMessageShapes = {{{0, 16}, {0, 8}, {0, 4}, {0, 3}, {0, 2}, {0, 1}, {1, 0}}};

/// Rows whose sums are added to others' lists are worked off in this many independent lists, each within a stripe of
/// the part, so that one's store need not wait for another's load.
inline constexpr std::size_t kStripes = 4;

/// A row that adds another row's sum to its own.
struct Reference {
  Local row;
  Local added;
};

/// What a part's rows get from the part itself.
struct InnerTile {
  std::vector<Local> stream;                                ///< segments to add, shape by shape, then those to take off
  std::array<std::uint32_t, kNumShapes> added{};            ///< number of segments of each shape
  std::array<std::uint32_t, kNumShapes> taken_off{};        ///< the same; without runs
  std::array<std::vector<Reference>, kStripes> references;  ///< equally long lists

  /// Names what algos/engine/stored_layout.h keeps.
  template <class Archive>
  void persist(Archive& archive) {
    archive(stream);
    archive(added);
    archive(taken_off);
    for (auto& list : references) archive(list);
  }
};

/// What part `target` gets from the part that the tile belongs to.
struct OuterTile {
  std::uint64_t target = 0;
  std::uint64_t first_number = 0;   ///< of its segments in Layout::outer_stream
  std::uint64_t first_message = 0;  ///< of its messages
  std::array<std::uint32_t, kMessageShapes.size()> counts{};

  std::uint64_t num_messages() const { return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}); }
};

struct Layout {
  std::uint64_t num_nodes = 0;
  std::uint64_t num_arcs = 0;

  std::vector<InnerTile> inner;              ///< one per part
  std::vector<OuterTile> outer;              ///< by source part, then target part
  std::vector<std::uint64_t> first_outer;    ///< per part and one more: its tiles in `outer`
  std::vector<Local> outer_stream;           ///< segments without rows, in the order of `outer`
  std::vector<Local> message_rows;           ///< the row that each message goes to, by target part, then source part
  std::vector<std::uint64_t> first_message;  ///< per part and one more: messages that it gets

  template <class Archive>
  void persist(Archive& archive) {
    archive(num_nodes);
    archive(num_arcs);
    inner.resize((num_nodes + kPartSize - 1) / kPartSize);
    for (InnerTile& tile : inner) tile.persist(archive);
    archive(outer);
    archive(first_outer);
    archive(outer_stream);
    archive(message_rows);
    archive(first_message);
  }

  std::uint64_t num_parts() const { return inner.size(); }
  std::uint64_t num_messages() const { return message_rows.size(); }
  std::uint64_t part_size(std::uint64_t part) const {
    return part + 1 < num_parts() ? kPartSize : num_nodes - part * kPartSize;
  }
  /// Of all the arrays above.
  std::uint64_t bytes() const;
  /// Loads of a contribution or prefix sum in one iteration, and references: what an iteration costs.
  std::uint64_t operations() const;
};

}  // namespace orbweb::engine
