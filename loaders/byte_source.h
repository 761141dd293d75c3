// The bytes of an input as they lie in the file, buffered, with the offset that errors name.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/files.h"

namespace orbweb {

class ByteSource {
 public:
  ByteSource(FileSystem& files, const std::filesystem::path& path);

  /// The unread bytes at hand; reads more where there are none, so it is empty only at the end of the file.
  std::span<const char> bytes();
  void skip(std::size_t count);
  /// The first bytes of the file, at least kStartLength unless it is shorter. Only before the first skip().
  std::string_view first_bytes();

  /// Bytes skipped so far: the place of the next one. Safe to ask from another thread.
  std::uint64_t offset() const { return offset_.load(std::memory_order_relaxed); }

  /// Throws LoadError at offset().
  [[noreturn]] void fail(std::string expected, std::string found) const;

  /// Enough for every format's magic bytes, and to see whether text follows what looks like some.
  static constexpr std::size_t kStartLength = 64;

 private:
  bool refill();

  std::string name_;
  std::unique_ptr<InputFile> file_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::atomic<std::uint64_t> offset_{0};
};

}  // namespace orbweb
