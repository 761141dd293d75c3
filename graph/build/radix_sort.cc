#include "graph/build/radix_sort.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <utility>

#include "graph/parallel.h"

namespace orbweb {

namespace {

/// A part of this many keys, twice, about fills a core's own cache.
constexpr std::uint64_t kLeafArcs = std::uint64_t{1} << 15;
constexpr int kMostPartitionBits = 9;
constexpr int kMostDigitBits = 12;
static_assert(kDigitValues == std::size_t{1} << kMostDigitBits);

/// Writes items of one kind to the blocks of 2^bits parts.
template <class Item>
class Distributor {
 public:
  Distributor(BlockPool& pool, std::vector<ArcSet>& parts, int shift)
      : pool_(pool), parts_(parts), shift_(shift), mask_(parts.size() - 1), cursors_(parts.size()) {}

  void take(const Block& block) {
    for (const Item& item : block.span<Item>()) {
      const std::uint64_t part = key_of(item) >> shift_ & mask_;
      Cursor& cursor = cursors_[part];
      if (cursor.at == cursor.end) next_block(part);
      *cursor.at++ = item;
    }
    pool_.give_back(block.data);
  }

  void finish() {
    for (std::size_t part = 0; part < cursors_.size(); ++part) {
      if (cursors_[part].at != nullptr) close_block(part);
    }
  }

 private:
  struct Cursor {
    Item* at = nullptr;
    Item* end = nullptr;
  };

  void close_block(std::size_t part) {
    const Item* const begin = cursors_[part].end - kItemsPerBlock<Item>;
    Block& block = parts_[part].template blocks<Item>().back();
    block.size = static_cast<std::uint32_t>(cursors_[part].at - begin);
  }
  void next_block(std::size_t part) {
    if (cursors_[part].at != nullptr) close_block(part);
    Block block{.data = pool_.take(), .size = 0};
    parts_[part].template blocks<Item>().push_back(block);
    cursors_[part] = {block.items<Item>(), block.items<Item>() + kItemsPerBlock<Item>};
  }

  BlockPool& pool_;
  std::vector<ArcSet>& parts_;
  int shift_;
  std::uint64_t mask_;
  std::vector<Cursor> cursors_;
};

template <class Item>
void distribute(BlockPool& pool, const std::vector<Block>& blocks, std::atomic<std::size_t>& next,
                std::vector<ArcSet>& parts, int shift) {
  Distributor<Item> distributor(pool, parts, shift);
  for (std::size_t i = next++; i < blocks.size(); i = next++) distributor.take(blocks[i]);
  distributor.finish();
}

/// The bits in which the keys of a set differ.
template <class Item>
void add_differences(const std::vector<Block>& blocks, ArcKey first, ArcKey& differences) {
  for (const Block& block : blocks) {
    for (const Item& item : block.span<Item>()) differences |= key_of(item) ^ first;
  }
}

ArcKey differing_bits(const ArcSet& set) {
  const ArcKey first =
      set.plain.empty() ? key_of(*set.labelled.front().items<LabelledArc>()) : *set.plain.front().items<ArcKey>();
  ArcKey differences = 0;
  add_differences<ArcKey>(set.plain, first, differences);
  add_differences<LabelledArc>(set.labelled, first, differences);
  return differences;
}

struct Digit {
  int shift;
  int bits;
};

/// Digits of nearly equal width that cover the lower `width` bits above `shift`.
void add_digits(std::vector<Digit>& digits, int shift, int width, int most_bits) {
  const int count = (width + most_bits - 1) / most_bits;
  for (int i = 0; i < count; ++i) {
    const int first = width * i / count;
    digits.push_back({shift + first, width * (i + 1) / count - first});
  }
}

/// Those that cover the differing bits; the unused bits between target and source cost nothing.
std::vector<Digit> digits_of(ArcKey differences, std::size_t size) {
  const int most_bits = size < 4096 ? 8 : kMostDigitBits;
  const auto target_bits = static_cast<std::uint32_t>(differences);
  const auto source_bits = static_cast<std::uint32_t>(differences >> 32);
  std::vector<Digit> digits;
  for (const auto& [bits, base] : {std::pair{target_bits, 0}, std::pair{source_bits, 32}}) {
    if (bits == 0) continue;
    const int lowest = std::countr_zero(bits);
    add_digits(digits, base + lowest, static_cast<int>(std::bit_width(bits)) - lowest, most_bits);
  }
  return digits;
}

using Positions = std::array<std::uint32_t, kDigitValues>;

std::uint64_t digit_of(ArcKey key, Digit digit) { return key >> digit.shift & ((std::uint64_t{1} << digit.bits) - 1); }

/// Where the first item of each value of each digit goes; one pass over the items for all digits.
template <class Item>
void find_positions(std::span<const Item> items, const std::vector<Digit>& digits, std::vector<Positions>& positions) {
  for (std::size_t i = 0; i < digits.size(); ++i)
    std::fill_n(positions[i].begin(), std::size_t{1} << digits[i].bits, 0);
  for (const Item& item : items) {
    for (std::size_t i = 0; i < digits.size(); ++i) ++positions[i][digit_of(key_of(item), digits[i])];
  }
  for (std::size_t i = 0; i < digits.size(); ++i) {
    std::uint32_t position = 0;
    for (std::size_t value = 0; value >> digits[i].bits == 0; ++value) {
      position += std::exchange(positions[i][value], position);
    }
  }
}

/// Sorts `items`, which has a spare array of the same size. Returns whichever of both holds the result.
template <class Item>
std::span<Item> radix_sort(std::span<Item> items, std::span<Item> spare, ArcKey differences,
                           std::vector<Positions>& positions) {
  if (items.size() < 64) {
    std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return key_of(a) < key_of(b); });
    return items;
  }
  const std::vector<Digit> digits = digits_of(differences, items.size());
  if (positions.size() < digits.size()) positions.resize(digits.size());
  find_positions<Item>(items, digits, positions);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const Digit digit = digits[i];
    Positions& next = positions[i];
    for (const Item& item : items) spare[next[digit_of(key_of(item), digit)]++] = item;
    std::swap(items, spare);
  }
  return items;
}

LabelledArc labelled(ArcKey key) { return {key, 1, 1}; }
LabelledArc labelled(const LabelledArc& arc) { return arc; }

template <class Item, class Convert, class Out>
Out* gather(BlockPool& pool, const std::vector<Block>& blocks, Out* out, Convert&& convert) {
  for (const Block& block : blocks) {
    out = std::transform(block.items<Item>(), block.items<Item>() + block.size, out, convert);
    pool.give_back(block.data);
  }
  return out;
}

void sort_leaf(BlockPool& pool, const ArcSet& set, std::uint64_t size, ArcKey differences, SortScratch& scratch,
               const EmitArcs& emit) {
  std::vector<Positions>& positions = scratch.positions;
  if (set.labelled.empty()) {
    const std::span<ArcKey> keys = scratch.keys[0].get(size);
    gather<ArcKey>(pool, set.plain, keys.data(), [](ArcKey key) { return key; });
    emit(fold_equal(radix_sort(keys, scratch.keys[1].get(size), differences, positions), scratch));
    return;
  }
  const std::span<LabelledArc> arcs = scratch.arcs[0].get(size);
  LabelledArc* const middle = gather<ArcKey>(pool, set.plain, arcs.data(), [](ArcKey key) { return labelled(key); });
  gather<LabelledArc>(pool, set.labelled, middle, [](const LabelledArc& arc) { return labelled(arc); });
  emit(fold_equal(radix_sort(arcs, scratch.arcs[1].get(size), differences, positions), scratch));
}

/// Any number of equal arcs, of which there is no need to make a copy.
void emit_one_arc(BlockPool& pool, const ArcSet& set, const EmitArcs& emit) {
  LabelledArc all{0, 0, 0};
  for (const Block& block : set.plain) {
    all = {*block.items<ArcKey>(), add_saturating(all.count, block.size), 1};
    pool.give_back(block.data);
  }
  for (const Block& block : set.labelled) {
    for (const LabelledArc& arc : block.span<LabelledArc>()) {
      all = {arc.key, add_saturating(all.count, arc.count), all.followed | arc.followed};
    }
    pool.give_back(block.data);
  }
  const auto followed = static_cast<std::uint8_t>(all.followed);
  emit({{&all.key, 1}, {&all.count, 1}, {&followed, 1}});
}

}  // namespace

std::vector<ArcSet> partition(BlockPool& pool, ArcSet set, int shift, int bits, int tasks) {
  const std::size_t num_parts = std::size_t{1} << bits;
  std::vector<std::vector<ArcSet>> parts(static_cast<std::size_t>(tasks), std::vector<ArcSet>(num_parts));
  std::atomic<std::size_t> next_plain = 0;
  std::atomic<std::size_t> next_labelled = 0;
  const auto run_task = [&](std::size_t task) {
    if (!set.plain.empty()) distribute<ArcKey>(pool, set.plain, next_plain, parts[task], shift);
    if (!set.labelled.empty()) distribute<LabelledArc>(pool, set.labelled, next_labelled, parts[task], shift);
  };
  if (tasks == 1) {
    run_task(0);
    return std::move(parts.front());
  }
  parallel_for(parts.size(), 1, [&](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t task = first; task < last; ++task) run_task(task);
  });
  for (std::size_t task = 1; task < parts.size(); ++task) {
    for (std::size_t i = 0; i < num_parts; ++i) {
      const ArcSet& more = parts[task][i];
      parts[0][i].plain.insert(parts[0][i].plain.end(), more.plain.begin(), more.plain.end());
      parts[0][i].labelled.insert(parts[0][i].labelled.end(), more.labelled.begin(), more.labelled.end());
    }
  }
  return std::move(parts.front());
}

void sort_arcs(BlockPool& pool, ArcSet set, SortScratch& scratch, const EmitArcs& emit) {
  const std::uint64_t size = set.size();
  if (size == 0) return;
  const ArcKey differences = differing_bits(set);
  if (size <= 2 * kLeafArcs) {
    sort_leaf(pool, set, size, differences, scratch, emit);
    return;
  }
  if (differences == 0) {
    emit_one_arc(pool, set, emit);
    return;
  }
  const auto width = static_cast<int>(std::bit_width(differences));
  const int bits = std::min({static_cast<int>(std::bit_width(size / kLeafArcs)), width, kMostPartitionBits});
  for (ArcSet& part : partition(pool, std::move(set), width - bits, bits, 1)) {
    sort_arcs(pool, std::exchange(part, {}), scratch, emit);
  }
}

SortedArcs fold_equal(std::span<ArcKey> sorted, SortScratch& scratch) {
  const auto first_equal = std::adjacent_find(sorted.begin(), sorted.end());
  if (first_equal == sorted.end()) return {sorted, {}, {}};
  const std::span<std::uint32_t> counts = scratch.counts.get(sorted.size());
  const std::span<std::uint8_t> followed = scratch.followed.get(sorted.size());
  auto kept = static_cast<std::size_t>(first_equal - sorted.begin());
  std::fill_n(counts.begin(), kept + 1, 1);
  for (std::size_t i = kept + 1; i < sorted.size(); ++i) {
    if (sorted[i] == sorted[kept]) {
      counts[kept] = add_saturating(counts[kept], 1);
    } else {
      sorted[++kept] = sorted[i];
      counts[kept] = 1;
    }
  }
  ++kept;
  std::fill_n(followed.begin(), kept, std::uint8_t{1});
  return {sorted.first(kept), counts.first(kept), followed.first(kept)};
}

SortedArcs fold_equal(std::span<LabelledArc> sorted, SortScratch& scratch) {
  const std::span<ArcKey> keys = scratch.keys[0].get(sorted.size());
  const std::span<std::uint32_t> counts = scratch.counts.get(sorted.size());
  const std::span<std::uint8_t> followed = scratch.followed.get(sorted.size());
  std::size_t kept = 0;
  for (const LabelledArc& arc : sorted) {
    if (kept > 0 && keys[kept - 1] == arc.key) {
      counts[kept - 1] = add_saturating(counts[kept - 1], arc.count);
      followed[kept - 1] = static_cast<std::uint8_t>(followed[kept - 1] | arc.followed);
      continue;
    }
    keys[kept] = arc.key;
    counts[kept] = arc.count;
    followed[kept++] = static_cast<std::uint8_t>(arc.followed);
  }
  return {keys.first(kept), counts.first(kept), followed.first(kept)};
}

}  // namespace orbweb
