// Memory for unsorted arcs: many small blocks of one size, so that a sort can give its input back piece by piece while
// it fills its output, and needs hardly more than one copy.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

namespace orbweb {

inline constexpr std::size_t kBlockBytes = std::size_t{16} << 10;

/// Zeroed memory from the system, in huge pages where it has them; given back to it at once when destroyed.
class PageMemory {
 public:
  explicit PageMemory(std::size_t size);  ///< throws std::bad_alloc
  PageMemory(PageMemory&& other) noexcept;
  PageMemory& operator=(PageMemory&&) = delete;
  ~PageMemory();

  char* data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  char* data_;
  std::size_t size_;
};

/// Hands out blocks of kBlockBytes and takes them back. Thread-safe. Blocks live as long as the pool.
class BlockPool {
 public:
  char* take();
  void give_back(char* block);

  std::uint64_t bytes_in_use() const;
  /// Gives the memory back to the system where no block is in use.
  void trim();

 private:
  mutable std::mutex mutex_;
  std::vector<PageMemory> slabs_;
  std::vector<char*> free_;
  std::size_t used_in_last_slab_ = 0;
  std::uint64_t blocks_in_use_ = 0;
};

}  // namespace orbweb
