#include "graph/stored_bytes.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "graph/checksum.h"
#include "graph/error.h"

namespace orbweb {

/// Which blocks were found intact. Two threads may both check a block; neither harms the other.
struct StoredBytes::Guard {
  explicit Guard(std::vector<std::uint64_t> sums) : checksums(std::move(sums)), intact(checksums.size()) {}

  std::vector<std::uint64_t> checksums;
  std::vector<std::atomic<bool>> intact;
};

StoredBytes::StoredBytes(std::vector<char> bytes) : size_(bytes.size()), path_("memory") {
  bytes.resize(size_ + kReadablePadding);
  const auto owner = std::make_shared<const std::vector<char>>(std::move(bytes));
  data_ = std::shared_ptr<const char>(owner, owner->data());
}

StoredBytes::StoredBytes(std::shared_ptr<const char> data, std::uint64_t size, std::string path)
    : data_(std::move(data)), size_(size), path_(std::move(path)) {}

StoredBytes::StoredBytes(std::shared_ptr<const char> data, std::uint64_t size, std::vector<std::uint64_t> checksums,
                         std::string path)
    : data_(std::move(data)), size_(size), path_(std::move(path)) {
  const std::uint64_t num_blocks = (size + kChecksumBlock - 1) / kChecksumBlock;
  if (checksums.size() != num_blocks) {
    throw ArgumentError(fmt::format("{}: expected {} checksums, found {}", path_, num_blocks, checksums.size()));
  }
  guard_ = std::make_shared<Guard>(std::move(checksums));
}

void StoredBytes::check_blocks(std::uint64_t first, std::uint64_t last) const {
  for (std::uint64_t block = first; block <= last; ++block) {
    if (guard_->intact[block].load(std::memory_order_relaxed)) continue;
    const std::uint64_t begin = block * kChecksumBlock;
    const std::uint64_t found = hash_of({data_.get() + begin, std::min(kChecksumBlock, size_ - begin)});
    if (found != guard_->checksums[block]) {
      throw LoadError(path_, fmt::format("byte {}", begin), fmt::format("checksum {:016x}", guard_->checksums[block]),
                      fmt::format("{:016x}: the file is damaged", found));
    }
    guard_->intact[block].store(true, std::memory_order_relaxed);
  }
}

void StoredBytes::throw_outside(std::uint64_t offset, std::uint64_t size) const {
  throw LoadError(path_, fmt::format("byte {}", offset), fmt::format("{} more bytes", size),
                  fmt::format("{} bytes in all", size_));
}

}  // namespace orbweb
