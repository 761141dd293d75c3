// Bytes of a stored file, mapped or in memory, proved intact block by block as they are first touched.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace orbweb {

inline constexpr std::uint64_t kChecksumBlock = 64 << 10;  ///< bytes that one XXH3-64 covers
inline constexpr std::uint64_t kReadablePadding = 64;      ///< bytes past any span that a vector load may touch

/// Immutable and cheap to copy (shared). Reading up to kReadablePadding bytes past the end is allowed; they mean
/// nothing.
class StoredBytes {
 public:
  /// Bytes of this process, with nothing to check.
  explicit StoredBytes(std::vector<char> bytes = {});

  /// `size` bytes at `data`, kept alive by the pointer and readable kReadablePadding bytes further, with nothing to
  /// check: of a file that has no checksums. `path` is for messages.
  StoredBytes(std::shared_ptr<const char> data, std::uint64_t size, std::string path);

  /// The same with the XXH3-64 of
  /// each block of kChecksumBlock bytes. `path` is for messages.
  StoredBytes(std::shared_ptr<const char> data, std::uint64_t size, std::vector<std::uint64_t> checksums,
              std::string path);

  std::uint64_t size() const { return size_; }
  const std::string& path() const { return path_; }

  /// Bytes [offset, offset + size). Throws LoadError where they leave the file, or where a block that they touch has
  /// not its checksum. O(1) for blocks touched before.
  std::span<const char> at(std::uint64_t offset, std::uint64_t size) const {
    if (offset > size_ || size > size_ - offset) throw_outside(offset, size);
    if (guard_ != nullptr && size > 0) check_blocks(offset / kChecksumBlock, (offset + size - 1) / kChecksumBlock);
    return {data_.get() + offset, size};
  }
  std::span<const char> all() const { return at(0, size_); }

 private:
  struct Guard;

  void check_blocks(std::uint64_t first, std::uint64_t last) const;
  [[noreturn]] void throw_outside(std::uint64_t offset, std::uint64_t size) const;

  std::shared_ptr<const char> data_;
  std::uint64_t size_ = 0;
  std::shared_ptr<Guard> guard_;  ///< null where there is nothing to check
  std::string path_;
};

}  // namespace orbweb
