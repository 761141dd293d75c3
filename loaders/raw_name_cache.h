// What a name in a block of text became, so that each distinct name is folded once per block.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "loaders/rejection.h"

namespace orbweb {

struct FoldedName {
  std::uint32_t number = 0;  ///< in the block's batch
  Rejection rejection = Rejection::none;
};

/// Open addressing with linear probing, at most half full. Holds views: the text must outlive it.
class RawNameCache {
 public:
  RawNameCache() : slots_(kFirstSize) {}

  /// What `name` became, null where it was not met before. Valid until the next put().
  const FoldedName* find(std::string_view name) const {
    const Slot& slot = slots_[place_of(name, std::hash<std::string_view>{}(name))];
    return slot.name.empty() ? nullptr : &slot.value;
  }

  /// `name` is not empty.
  void put(std::string_view name, FoldedName value) {
    const std::size_t hash = std::hash<std::string_view>{}(name);
    Slot& slot = slots_[place_of(name, hash)];
    const bool is_new = slot.name.empty();
    slot = {name, hash, value};
    if (is_new && 2 * ++used_ > slots_.size()) grow();
  }

 private:
  static constexpr std::size_t kFirstSize = 256;  // a power of two, as every size

  struct Slot {
    std::string_view name;
    std::size_t hash = 0;
    FoldedName value;
  };

  std::size_t place_of(std::string_view name, std::size_t hash) const {
    std::size_t at = hash & (slots_.size() - 1);
    while (!slots_[at].name.empty() && (slots_[at].hash != hash || slots_[at].name != name)) {
      at = (at + 1) & (slots_.size() - 1);
    }
    return at;
  }

  void grow() {
    std::vector<Slot> old(2 * slots_.size());
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (!slot.name.empty()) slots_[place_of(slot.name, slot.hash)] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace orbweb
