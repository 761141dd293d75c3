#include "graph/build/arc_collector.h"

#include <algorithm>
#include <utility>

namespace orbweb {

namespace {

/// One share stays, the others are on their way to the disk. More threads than this share the disk anyway.
constexpr int kMostSpillsAtOnce = 8;

std::uint64_t blocks_of_share(std::uint64_t budget, int threads) {
  const auto shares = static_cast<std::uint64_t>(std::min(threads, kMostSpillsAtOnce)) + 1;
  return std::max<std::uint64_t>(1, budget / shares / kBlockBytes);
}

/// Moves up to `count` blocks.
std::uint64_t move_blocks(std::vector<Block>& from, std::vector<Block>& to, std::uint64_t count) {
  const std::uint64_t moved = std::min<std::uint64_t>(count, from.size());
  to.assign(from.end() - static_cast<std::ptrdiff_t>(moved), from.end());
  from.resize(from.size() - moved);
  return moved;
}

}  // namespace

ArcCollector::ArcCollector(BlockPool& pool, std::uint64_t budget, int threads, Spill spill)
    : pool_(pool), budget_(budget), blocks_per_spill_(blocks_of_share(budget, threads)), spill_(std::move(spill)) {}

template <class Item>
void ArcCollector::append(std::span<const Item> items) {
  if (items.empty()) return;
  num_added_.fetch_add(items.size(), std::memory_order_relaxed);
  Block block = take_open<Item>();
  while (!items.empty()) {
    if (block.size == kItemsPerBlock<Item>) {
      close<Item>(block);
      block = new_block();
    }
    const std::size_t count = std::min<std::size_t>(items.size(), kItemsPerBlock<Item> - block.size);
    std::copy_n(items.begin(), count, block.items<Item>() + block.size);
    block.size += static_cast<std::uint32_t>(count);
    items = items.subspan(count);
  }
  const std::lock_guard lock(mutex_);
  open_.blocks<Item>().push_back(block);
}

template void ArcCollector::append<ArcKey>(std::span<const ArcKey>);
template void ArcCollector::append<LabelledArc>(std::span<const LabelledArc>);

template <class Item>
Block ArcCollector::take_open() {
  {
    const std::lock_guard lock(mutex_);
    std::vector<Block>& open = open_.blocks<Item>();
    if (!open.empty()) {
      const Block block = open.back();
      open.pop_back();
      return block;
    }
  }
  return new_block();
}

/// Waits only while a spill is under way, whose end makes room.
Block ArcCollector::new_block() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return error_ || spilling_ == 0 || bytes_in_use_ + kBlockBytes <= budget_; });
  if (error_) std::rethrow_exception(error_);
  bytes_in_use_ += kBlockBytes;
  return {.data = pool_.take(), .size = 0};
}

template <class Item>
void ArcCollector::close(Block block) {
  std::unique_lock lock(mutex_);
  filled_.blocks<Item>().push_back(block);
  const bool is_nearly_full = bytes_in_use_ + budget_ / 8 > budget_;
  if (is_nearly_full && filled_.num_blocks() >= blocks_per_spill_) spill_outside(lock);
}

ArcSet ArcCollector::take_share() {
  ArcSet share;
  const std::uint64_t moved = move_blocks(filled_.plain, share.plain, blocks_per_spill_);
  move_blocks(filled_.labelled, share.labelled, blocks_per_spill_ - moved);
  return share;
}

void ArcCollector::spill_outside(std::unique_lock<std::mutex>& lock) {
  if (error_) std::rethrow_exception(error_);
  ArcSet set = take_share();
  const std::uint64_t bytes = set.num_blocks() * kBlockBytes;
  ++spilling_;
  has_spilled_ = true;
  lock.unlock();
  std::exception_ptr error;
  try {
    spill_(std::move(set));
  } catch (...) {
    error = std::current_exception();
  }
  lock.lock();
  --spilling_;
  bytes_in_use_ -= bytes;
  if (error && !error_) error_ = error;
  changed_.notify_all();
  if (error) std::rethrow_exception(error);
}

ArcSet ArcCollector::take_rest() {
  const std::lock_guard lock(mutex_);
  ArcSet rest = std::exchange(filled_, {});
  rest.plain.insert(rest.plain.end(), open_.plain.begin(), open_.plain.end());
  rest.labelled.insert(rest.labelled.end(), open_.labelled.begin(), open_.labelled.end());
  open_ = {};
  bytes_in_use_ = 0;
  return rest;
}

}  // namespace orbweb
