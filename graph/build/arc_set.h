// Arcs on their way to being sorted. Most links of a crawl are followed and stand for one link, so an arc is one 64-bit
// key; only the others carry their labels, in blocks of their own.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "graph/adjacency.h"
#include "graph/build/block_pool.h"

namespace orbweb {

/// Source in the upper half, target in the lower: the order of keys is the order of arcs.
using ArcKey = std::uint64_t;

constexpr ArcKey arc_key(NodeId source, NodeId target) { return ArcKey{source} << 32 | target; }
constexpr NodeId source_of(ArcKey key) { return static_cast<NodeId>(key >> 32); }
constexpr NodeId target_of(ArcKey key) { return static_cast<NodeId>(key); }
constexpr ArcKey reversed(ArcKey key) { return key << 32 | key >> 32; }

/// An arc that is not followed, or stands for other than one link.
struct LabelledArc {
  ArcKey key;
  std::uint32_t count;
  std::uint32_t followed;  ///< 0 or 1
};

constexpr ArcKey key_of(ArcKey arc) { return arc; }
constexpr ArcKey key_of(const LabelledArc& arc) { return arc.key; }

constexpr std::uint32_t add_saturating(std::uint32_t a, std::uint64_t b) {
  const std::uint64_t room = std::numeric_limits<std::uint32_t>::max() - a;
  return a + static_cast<std::uint32_t>(b < room ? b : room);
}

/// A block of a pool and how many items it holds.
struct Block {
  char* data = nullptr;
  std::uint32_t size = 0;

  template <class Item>
  Item* items() const {
    return reinterpret_cast<Item*>(data);
  }
  template <class Item>
  std::span<Item> span() const {
    return {items<Item>(), size};
  }
};

template <class Item>
inline constexpr std::uint32_t kItemsPerBlock = static_cast<std::uint32_t>(kBlockBytes / sizeof(Item));

/// Any number of arcs in no order.
struct ArcSet {
  std::vector<Block> plain;     ///< of ArcKey
  std::vector<Block> labelled;  ///< of LabelledArc

  template <class Item>
  std::vector<Block>& blocks() {
    if constexpr (sizeof(Item) == sizeof(ArcKey)) {
      return plain;
    } else {
      return labelled;
    }
  }
  std::uint64_t num_blocks() const { return plain.size() + labelled.size(); }
  std::uint64_t size() const {
    std::uint64_t items = 0;
    for (const Block& block : plain) items += block.size;
    for (const Block& block : labelled) items += block.size;
    return items;
  }
};

/// Sorted, distinct arcs. Without labels (empty spans), all are followed and stand for one link each.
struct SortedArcs {
  std::span<const ArcKey> keys;
  std::span<const std::uint32_t> counts;
  std::span<const std::uint8_t> followed;

  bool has_labels() const { return !counts.empty(); }
};

}  // namespace orbweb
