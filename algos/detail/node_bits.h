// A bit for each node, in words that threads may share out among themselves.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <vector>

namespace orbweb::detail {

class NodeBits {
 public:
  explicit NodeBits(std::uint64_t size) : size_(size), words_((size + 63) / 64, 0) {}
  bool operator[](std::uint64_t i) const { return (words_[i / 64] >> (i % 64) & 1) != 0; }
  /// Bits of the nodes from 64 * number on.
  std::uint64_t word(std::uint64_t number) const { return words_[number]; }
  std::uint64_t num_words() const { return words_.size(); }
  void set_unshared(std::uint64_t i) { words_[i / 64] |= std::uint64_t{1} << (i % 64); }
  void set(std::uint64_t i) {
    std::atomic_ref(words_[i / 64]).fetch_or(std::uint64_t{1} << (i % 64), std::memory_order_relaxed);
  }
  void clear() { std::fill(words_.begin(), words_.end(), 0); }
  void fill() {
    std::fill(words_.begin(), words_.end(), ~std::uint64_t{0});
    if (!words_.empty()) words_.back() &= used_of_last();
  }
  template <class Archive>
  void persist(Archive& archive) {
    archive(words_);
    archive.require(words_.size() == (size_ + 63) / 64 && (words_.empty() || (words_.back() & ~used_of_last()) == 0));
  }

 private:
  std::uint64_t used_of_last() const { return ~std::uint64_t{0} >> (63 - (size_ - 1) % 64); }

  std::uint64_t size_;
  std::vector<std::uint64_t> words_;
};

/// Calls visit(node) for the nodes of a word's bits, rising.
template <class Visit>
void for_each_bit(std::uint64_t word, std::uint64_t number, Visit&& visit) {
  for (std::uint64_t bits = word; bits != 0; bits &= bits - 1) {
    visit(64 * number + static_cast<std::uint64_t>(std::countr_zero(bits)));
  }
}

}  // namespace orbweb::detail
