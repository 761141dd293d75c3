// Takes arcs from many threads into blocks and, when enough have come together, hands them on as one set.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <span>
#include <vector>

#include "graph/build/arc_set.h"

namespace orbweb {

/// Thread-safe. Holds at most `budget` bytes of blocks or little more. When that is nearly full, and not before,
/// `spill` gets a share of it on the thread that noticed, while others go on; they wait only when all is full. What
/// `spill` throws comes out of its add() and of every later one.
class ArcCollector {
 public:
  using Spill = std::function<void(ArcSet)>;

  ArcCollector(BlockPool& pool, std::uint64_t budget, int threads, Spill spill);

  void add(std::span<const ArcKey> arcs) { append(arcs); }
  void add(std::span<const LabelledArc> arcs) { append(arcs); }

  std::uint64_t num_added() const { return num_added_; }
  bool has_spilled() const { return has_spilled_; }
  /// What was added and not spilled. After the last add().
  ArcSet take_rest();

 private:
  template <class Item>
  void append(std::span<const Item> items);
  template <class Item>
  Block take_open();
  Block new_block();
  template <class Item>
  void close(Block block);
  ArcSet take_share();
  void spill_outside(std::unique_lock<std::mutex>& lock);

  BlockPool& pool_;
  const std::uint64_t budget_;
  const std::uint64_t blocks_per_spill_;
  const Spill spill_;
  std::atomic<std::uint64_t> num_added_{0};
  std::atomic<bool> has_spilled_{false};

  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  ArcSet open_;    ///< blocks that have room left, one per thread at most
  ArcSet filled_;  ///< full blocks
  std::uint64_t bytes_in_use_ = 0;
  int spilling_ = 0;
  std::exception_ptr error_;
};

}  // namespace orbweb
