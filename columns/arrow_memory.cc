#include "columns/arrow_memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "graph/memory.h"

namespace orbweb {

namespace {

std::int64_t limit_of(const ColumnReadOptions& options) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  const std::uint64_t limit = options.memory_limit > 0 ? options.memory_limit : machine_memory() / 4;
  return static_cast<std::int64_t>(std::min(limit, kMost));
}

}  // namespace

ReadingMemory::ReadingMemory(const ColumnReadOptions& options)
    : memory_(*arrow::system_memory_pool()),
      stop_(options.stop),
      is_granted_(options.memory_limit > 0),
      limit_(limit_of(options)) {}

arrow::Status ReadingMemory::Allocate(std::int64_t size, std::int64_t alignment, std::uint8_t** out) {
  ARROW_RETURN_NOT_OK(check(size));
  if (!memory_.Allocate(size, alignment, out).ok()) return none_left();
  count(size);
  return arrow::Status::OK();
}

arrow::Status ReadingMemory::Reallocate(std::int64_t old_size, std::int64_t new_size, std::int64_t alignment,
                                        std::uint8_t** bytes) {
  if (new_size > old_size) ARROW_RETURN_NOT_OK(check(new_size - old_size));
  if (!memory_.Reallocate(old_size, new_size, alignment, bytes).ok()) return none_left();
  count(new_size - old_size);
  return arrow::Status::OK();
}

void ReadingMemory::Free(std::uint8_t* bytes, std::int64_t size, std::int64_t alignment) {
  memory_.Free(bytes, size, alignment);
  used_ -= size;
}

arrow::Status ReadingMemory::none_left() const { return refusal("this machine has left"); }

arrow::Status ReadingMemory::refusal(const std::string& limit) const {
  return arrow::Status::OutOfMemory(
      fmt::format("reading it takes more memory than {}; write it again in smaller record batches (Arrow) or pages and "
                  "row groups (Parquet){}",
                  limit, is_granted_ ? ", or grant more: a build reads with a quarter of --memory" : ""));
}

arrow::Status ReadingMemory::check(std::int64_t size) const {
  if (stop_.stop_requested()) return arrow::Status::Cancelled("stopped");
  if (size <= limit_ - used_) return arrow::Status::OK();
  return refusal(
      fmt::format("the {} MB {}", limit_ >> 20, is_granted_ ? "granted" : "that are a quarter of this machine's"));
}

void ReadingMemory::count(std::int64_t size) {
  used_ += size;
  if (size > 0) total_ += size;
  ++count_;
}

}  // namespace orbweb
