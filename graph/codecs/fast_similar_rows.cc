#include "graph/codecs/fast_similar_rows.h"

#include <algorithm>

namespace orbweb::fast {

namespace {

constexpr std::size_t kMostIds = 1024;
constexpr std::size_t kByteCounts = 255;  ///< ids until a count of one byte may overflow
constexpr std::uint32_t kAllBefore = (1U << kMostDistance) - 1;

/// Bit i of the index as byte i: seven counts in one number.
constexpr std::array<std::uint64_t, kAllBefore + 1> kSpread = [] {
  std::array<std::uint64_t, kAllBefore + 1> spread{};
  for (std::uint64_t bits = 0; bits < spread.size(); ++bits) {
    for (unsigned i = 0; i < kMostDistance; ++i) spread[bits] |= (bits >> i & 1) << 8 * i;
  }
  return spread;
}();

}  // namespace

std::array<std::uint32_t, kMostDistance> SimilarRows::count_and_remember(std::span<const NodeId> row) {
  std::array<std::uint32_t, kMostDistance> counts{};
  const std::span<const NodeId> ids = row.first(std::min(row.size(), kMostIds));
  for (std::size_t begin = 0; begin < ids.size(); begin += kByteCounts) {
    std::uint64_t byte_counts = 0;
    for (const NodeId id : ids.subspan(begin, std::min(kByteCounts, ids.size() - begin))) {
      Slot& slot = slots_[id * 0x9e3779b1U >> (32 - kSlotBits)];
      const std::uint32_t distance = row_ - slot.row;
      const std::uint32_t shared =
          slot.id == id && distance <= kMostDistance ? (2 * slot.before + 1) << (distance - 1) & kAllBefore : 0;
      byte_counts += kSpread[shared];
      slot = {id, row_, shared};
    }
    for (unsigned i = 0; i < kMostDistance; ++i) counts[i] += static_cast<std::uint32_t>(byte_counts >> 8 * i & 255);
  }
  ++row_;
  return counts;
}

}  // namespace orbweb::fast
