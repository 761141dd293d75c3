#include "graph/name_table.h"

#include <utility>

namespace orbweb {

namespace {

constexpr std::uint64_t kHashMask = 0xffffffff00000000;

std::uint64_t next_slot(std::uint64_t slot, std::uint64_t num_slots) { return (slot + 1) & (num_slots - 1); }

}  // namespace

std::uint32_t NameTable::insert(std::string_view text, std::uint64_t hash) {
  std::uint64_t slot = (hash >> 32) & (slots_.size() - 1);
  for (; slots_[slot] != kEmpty; slot = next_slot(slot, slots_.size())) {
    const auto number = static_cast<std::uint32_t>(slots_[slot]);
    if ((slots_[slot] & kHashMask) == (hash & kHashMask) && (*this)[number] == text) return number;
  }
  const std::uint32_t number = size();
  slots_[slot] = (hash & kHashMask) | number;
  arena_.insert(arena_.end(), text.begin(), text.end());
  offsets_.push_back(arena_.size());
  if (std::uint64_t{size()} * 2 > slots_.size()) grow();
  return number;
}

void NameTable::grow() {
  const std::vector<std::uint64_t> old = std::exchange(slots_, std::vector<std::uint64_t>(slots_.size() * 2, kEmpty));
  for (const std::uint64_t entry : old) {
    if (entry == kEmpty) continue;
    std::uint64_t slot = (entry >> 32) & (slots_.size() - 1);
    while (slots_[slot] != kEmpty) slot = next_slot(slot, slots_.size());
    slots_[slot] = entry;
  }
}

}  // namespace orbweb
