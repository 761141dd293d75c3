// Sorting arcs: partition by the upper bits that differ until a part fits the cache, then least-significant-digit radix
// sort. The memory of the input is given back as its output grows, so that a set is sorted in little more than its own
// size. Time O(n) for a given number of nodes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "graph/build/arc_set.h"

namespace orbweb {

/// An array that grows without being cleared. Contents are lost when it grows.
template <class T>
class ScratchArray {
 public:
  std::span<T> get(std::size_t size) {
    if (size > capacity_) {
      data_ = std::make_unique_for_overwrite<T[]>(size);
      capacity_ = size;
    }
    return {data_.get(), size};
  }

 private:
  std::unique_ptr<T[]> data_;
  std::size_t capacity_ = 0;
};

inline constexpr std::size_t kDigitValues = 1 << 12;  ///< of a digit of the radix sort, at most

/// What one thread needs to sort or merge; reused, so that it is allocated once. `keys` and `arcs` come in pairs to go
/// from one to the other.
struct SortScratch {
  ScratchArray<ArcKey> keys[2];
  ScratchArray<LabelledArc> arcs[2];
  ScratchArray<std::uint32_t> counts;
  ScratchArray<std::uint8_t> followed;
  std::vector<std::array<std::uint32_t, kDigitValues>> positions;
};

/// Takes sorted arcs, the next ones each time; the spans are valid during the call.
using EmitArcs = std::function<void(const SortedArcs&)>;

/// Spreads a set over 2^bits sets by (key >> shift) modulo 2^bits, with up to `tasks` threads. The set's blocks go back
/// to the pool as they are read. With one task nothing runs in parallel: safe to call with a lock held.
std::vector<ArcSet> partition(BlockPool& pool, ArcSet set, int shift, int bits, int tasks);

/// Sorts, merges equal arcs, and emits all in order, on this thread alone.
void sort_arcs(BlockPool& pool, ArcSet set, SortScratch& scratch, const EmitArcs& emit);

/// Merges equal neighbours of sorted arcs: counts add up and saturate, followed if any is. In place; the result lies in
/// `sorted` and `scratch`.
SortedArcs fold_equal(std::span<ArcKey> sorted, SortScratch& scratch);
SortedArcs fold_equal(std::span<LabelledArc> sorted, SortScratch& scratch);

}  // namespace orbweb
