#include "graph/build/name_table.h"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <utility>

#include "graph/error.h"

namespace orbweb {

namespace {

std::uint64_t next_slot(std::uint64_t slot, std::size_t num_slots) { return (slot + 1) & (num_slots - 1); }

}  // namespace

NodeId NameTable::insert(std::string_view key, std::uint64_t hash) {
  const std::uint64_t tag = hash >> kTagShift;
  std::uint64_t slot = first_slot(hash);
  for (; slots_[slot] != kEmpty; slot = next_slot(slot, slots_.size())) {
    if (slots_[slot] >> kTagShift != tag) continue;
    const NameRecord record = record_at(slots_[slot]);
    if (record.key() == key) return record.id();
  }
  const std::uint64_t id = first_ + std::uint64_t{size_} * stride_;
  if (id >= std::numeric_limits<NodeId>::max()) {
    throw LimitError("more than about 4 billion names: this build has 32-bit node ids");
  }
  slots_[slot] = tag << kTagShift | append(key, static_cast<NodeId>(id), hash);
  if (std::uint64_t{++size_} * 4 > std::uint64_t{slots_.size()} * 3) grow();
  return static_cast<NodeId>(id);
}

std::uint64_t NameTable::append(std::string_view key, NodeId id, std::uint64_t hash) {
  const std::size_t bytes = NameRecord::kHeaderBytes + key.size();
  if (key.size() > kMaxKeyLength) {
    throw LimitError(fmt::format("a name of {} bytes: at most {} are allowed", key.size(), kMaxKeyLength));
  }
  if (chunks_.empty() || used_.back() + bytes > kChunkBytes) {
    chunks_.emplace_back(kChunkBytes);
    used_.push_back(0);
  }
  char* const at = chunks_.back().data() + used_.back();
  const std::array<std::uint32_t, 3> header = {id, static_cast<std::uint32_t>(key.size()),
                                               static_cast<std::uint32_t>(hash >> 32)};
  static_assert(sizeof header == NameRecord::kHeaderBytes);
  std::memcpy(at, header.data(), sizeof header);
  std::memcpy(at + NameRecord::kHeaderBytes, key.data(), key.size());
  arena_bytes_ += bytes;
  return (chunks_.size() - 1) * kChunkBytes + std::exchange(used_.back(), used_.back() + bytes);
}

void NameTable::grow() {
  slots_.assign(2 * slots_.size(), kEmpty);
  for (std::size_t chunk = 0; chunk < chunks_.size(); ++chunk) {
    for (std::size_t at = 0; at < used_[chunk];) {
      const NameRecord record(chunks_[chunk].data() + at);
      const std::uint64_t hash = record.upper_hash() << 32;
      std::uint64_t slot = first_slot(hash);
      while (slots_[slot] != kEmpty) slot = next_slot(slot, slots_.size());
      slots_[slot] = hash >> kTagShift << kTagShift | (chunk * kChunkBytes + at);
      at += NameRecord::kHeaderBytes + record.key().size();
    }
  }
}

}  // namespace orbweb
