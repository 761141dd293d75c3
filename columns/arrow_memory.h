// The memory that reading one file may take. Not installed, and included in this folder alone.
#pragma once

#include <arrow/memory_pool.h>
#include <arrow/status.h>

#include <atomic>
#include <cstdint>
#include <string>

#include "columns/column_file.h"

namespace orbweb {

/// What Arrow allocates for one file, up to a limit. Arrow looks at no stop request, but cannot go far without memory:
/// a request is answered here, by a failure that check_read() takes for what it is.
class ReadingMemory : public arrow::MemoryPool {
 public:
  explicit ReadingMemory(const ColumnReadOptions& options);

  using arrow::MemoryPool::Allocate;
  using arrow::MemoryPool::Free;
  using arrow::MemoryPool::Reallocate;
  arrow::Status Allocate(std::int64_t size, std::int64_t alignment, std::uint8_t** out) override;
  arrow::Status Reallocate(std::int64_t old_size, std::int64_t new_size, std::int64_t alignment,
                           std::uint8_t** bytes) override;
  void Free(std::uint8_t* bytes, std::int64_t size, std::int64_t alignment) override;

  std::int64_t bytes_allocated() const override { return used_; }
  std::int64_t total_bytes_allocated() const override { return total_; }
  std::int64_t num_allocations() const override { return count_; }
  std::string backend_name() const override { return memory_.backend_name(); }

  std::int64_t limit() const { return limit_; }
  bool is_short() const { return used_ > limit_ / 2; }
  /// Says what to do where the machine itself has no more.
  arrow::Status none_left() const;

 private:
  /// Whether `size` more bytes may be taken.
  arrow::Status check(std::int64_t size) const;
  void count(std::int64_t size);
  arrow::Status refusal(const std::string& limit) const;

  arrow::MemoryPool& memory_;
  std::stop_token stop_;
  bool is_granted_;  ///< by the caller, not by this machine's size
  std::int64_t limit_;
  std::atomic<std::int64_t> used_{0}, total_{0}, count_{0};
};

}  // namespace orbweb
