#include "graph/build/block_pool.h"

#include <sys/mman.h>

#include <new>
#include <utility>

#include "graph/huge_pages.h"

namespace orbweb {

namespace {

/// Tests and small jobs touch only the pages that they use.
constexpr std::size_t kSlabBytes = kHugePage;

}  // namespace

PageMemory::PageMemory(std::size_t size) : size_(size) {
  void* const pages = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
  data_ = static_cast<char*>(pages);
  if (size >= 2 * kSlabBytes) ask_for_huge_pages(pages, size);
}

PageMemory::PageMemory(PageMemory&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(other.size_) {}

PageMemory::~PageMemory() {
  if (data_ != nullptr) ::munmap(data_, size_);
}

char* BlockPool::take() {
  const std::lock_guard lock(mutex_);
  ++blocks_in_use_;
  if (!free_.empty()) {
    char* const block = free_.back();
    free_.pop_back();
    return block;
  }
  // The first slabs are small, so that small jobs stay small; the later ones are worth huge pages.
  if (slabs_.empty() || used_in_last_slab_ + kBlockBytes > slabs_.back().size()) {
    slabs_.emplace_back(slabs_.size() < 8 ? kSlabBytes : 8 * kSlabBytes);
    used_in_last_slab_ = 0;
  }
  return slabs_.back().data() + std::exchange(used_in_last_slab_, used_in_last_slab_ + kBlockBytes);
}

void BlockPool::give_back(char* block) {
  const std::lock_guard lock(mutex_);
  --blocks_in_use_;
  free_.push_back(block);
}

std::uint64_t BlockPool::bytes_in_use() const {
  const std::lock_guard lock(mutex_);
  return blocks_in_use_ * kBlockBytes;
}

void BlockPool::trim() {
  const std::lock_guard lock(mutex_);
  if (blocks_in_use_ > 0) return;
  free_ = {};
  slabs_.clear();
}

}  // namespace orbweb
