// A growing set of distinct strings, numbered as they come: one shard of the builder's dictionary.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace orbweb {

/// Open addressing over one arena of characters; about 1.5 times the text plus 16 bytes per string. Not thread-safe.
class NameTable {
 public:
  NameTable() : slots_(kFirstSlots, kEmpty), offsets_{0} {}

  /// The number of `text`, given now or before. `hash` is the caller's hash of it.
  std::uint32_t insert(std::string_view text, std::uint64_t hash);

  std::uint32_t size() const { return static_cast<std::uint32_t>(offsets_.size() - 1); }
  std::string_view operator[](std::uint32_t number) const {
    return {arena_.data() + offsets_[number], offsets_[number + 1] - offsets_[number]};
  }
  std::uint64_t memory() const { return arena_.capacity() + 8 * offsets_.capacity() + 8 * slots_.capacity(); }

 private:
  static constexpr std::uint64_t kEmpty = ~std::uint64_t{0};
  static constexpr std::size_t kFirstSlots = 16;

  void grow();

  // A slot holds the upper 32 bits of the hash and the number, so that most probes need not touch the arena.
  std::vector<std::uint64_t> slots_;
  std::vector<std::uint64_t> offsets_;
  std::vector<char> arena_;
};

}  // namespace orbweb
