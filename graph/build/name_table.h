// A growing set of distinct keys, numbered as they come: one shard of a dictionary.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "graph/adjacency.h"
#include "graph/build/block_pool.h"

namespace orbweb {

/// A key in a NameTable, behind its id, its length and half of its hash. Stays where it is while the table lives.
class NameRecord {
 public:
  static constexpr std::size_t kHeaderBytes = 3 * sizeof(std::uint32_t);

  explicit NameRecord(const char* at) : at_(at) {}

  NodeId id() const { return read(0); }
  std::string_view key() const { return {at_ + kHeaderBytes, read(1)}; }
  std::uint64_t upper_hash() const { return read(2); }
  const char* address() const { return at_; }

 private:
  std::uint32_t read(std::size_t index) const {
    std::uint32_t value;
    std::memcpy(&value, at_ + index * sizeof value, sizeof value);
    return value;
  }
  const char* at_;
};

/// Open addressing over an arena of records; the text plus 12 bytes, and 11 to 21 bytes of slots, per key.
/// Not thread-safe. Ids are first, first + stride ...
class NameTable {
 public:
  /// The longest key that insert() takes.
  static constexpr std::size_t kMaxKeyLength = std::size_t{3} << 19;

  NameTable(NodeId first, NodeId stride) : slots_(kFirstSlots, kEmpty), first_(first), stride_(stride) {}

  /// The id of `key`, given now or before. `hash` is the caller's hash of it; its upper half must be well mixed.
  NodeId insert(std::string_view key, std::uint64_t hash);
  /// Fetches what insert() will look at first.
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&slots_[first_slot(hash)]); }

  std::uint32_t size() const { return size_; }
  std::uint64_t memory() const { return arena_bytes_ + 8 * slots_.size(); }

  template <class Visit>
  void for_each(Visit&& visit) const {
    for (std::size_t i = 0; i < chunks_.size(); ++i) {
      for (std::size_t at = 0; at < used_[i];) {
        const NameRecord record(chunks_[i].data() + at);
        at += NameRecord::kHeaderBytes + record.key().size();
        visit(record);
      }
    }
  }

 private:
  static constexpr std::uint64_t kEmpty = ~std::uint64_t{0};
  static constexpr std::size_t kFirstSlots = 16;
  static constexpr std::size_t kChunkBytes = std::size_t{2} << 20;
  static constexpr int kTagShift = 40;  // below it, an offset of the arena

  std::uint64_t first_slot(std::uint64_t hash) const { return hash >> 32 & (slots_.size() - 1); }
  NameRecord record_at(std::uint64_t slot) const {
    const std::uint64_t offset = slot & ((std::uint64_t{1} << kTagShift) - 1);
    return NameRecord(chunks_[offset / kChunkBytes].data() + offset % kChunkBytes);
  }
  std::uint64_t append(std::string_view key, NodeId id, std::uint64_t hash);
  void grow();

  // A slot holds upper bits of the hash and where the record is, so that most probes need not touch the arena.
  std::vector<std::uint64_t> slots_;
  std::vector<PageMemory> chunks_;
  std::vector<std::size_t> used_;  // bytes of each chunk
  std::uint64_t arena_bytes_ = 0;
  NodeId first_, stride_;
  std::uint32_t size_ = 0;
};

}  // namespace orbweb
