// What does not fit in memory, on disk: files without names that vanish when they are closed, however the process ends.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "graph/files.h"

namespace orbweb {

/// The folder that spill files lie in, and how much of it they take. Thread-safe.
class SpillSpace {
 public:
  /// An empty folder stands for $TMPDIR, or else /var/tmp.
  SpillSpace(FileSystem& files, const std::filesystem::path& folder);

  const std::filesystem::path& folder() const { return folder_; }
  std::unique_ptr<TemporaryFile> create() { return files_.create_temporary(folder_); }
  void add_bytes(std::uint64_t bytes);
  void remove_bytes(std::uint64_t bytes) { bytes_ -= bytes; }
  std::uint64_t peak_bytes() const { return peak_; }

 private:
  FileSystem& files_;
  std::filesystem::path folder_;
  std::atomic<std::uint64_t> bytes_{0};
  std::atomic<std::uint64_t> peak_{0};
};

/// Made on disk at the first append. Thread-safe.
class SpillFile {
 public:
  explicit SpillFile(SpillSpace& space) : space_(space) {}
  ~SpillFile() { space_.remove_bytes(size_); }
  SpillFile(const SpillFile&) = delete;
  SpillFile& operator=(const SpillFile&) = delete;

  /// Returns the offset of the first byte. Throws IoError.
  std::uint64_t append(std::span<const char> bytes);
  void read_at(std::uint64_t offset, std::span<char> bytes) const { file_->read_at(offset, bytes); }
  std::uint64_t size() const { return size_; }

 private:
  SpillSpace& space_;
  std::mutex mutex_;  // guards the making of file_
  std::unique_ptr<TemporaryFile> file_;
  std::atomic<std::uint64_t> size_{0};
};

/// A sequence of bytes in pieces of a spill file that others share.
struct SpilledBytes {
  struct Piece {
    std::uint64_t offset;
    std::uint64_t size;
  };
  std::vector<Piece> pieces;
  std::uint64_t size = 0;
};

/// Writes one sequence, buffered. finish() after the last write.
class SpillWriter {
 public:
  SpillWriter(SpillFile& file, std::size_t buffer_size) : file_(file), buffer_size_(buffer_size) {}

  void write(std::span<const char> bytes);
  SpilledBytes finish();

 private:
  void flush();

  SpillFile& file_;
  std::size_t buffer_size_;
  std::vector<char> buffer_;
  SpilledBytes written_;
};

/// Reads one sequence from its start, buffered.
class SpillReader {
 public:
  SpillReader(const SpillFile& file, SpilledBytes bytes, std::size_t buffer_size)
      : file_(file), bytes_(std::move(bytes)), buffer_size_(buffer_size) {}

  /// Fills `bytes` whole, or throws IoError where the sequence is too short.
  void read(std::span<char> bytes);
  std::uint8_t read_byte() {
    if (at_ == buffer_.size()) refill();
    return static_cast<std::uint8_t>(buffer_[at_++]);
  }
  bool at_end() const { return at_ == buffer_.size() && left_in_piece_ == 0 && next_piece_ == bytes_.pieces.size(); }

 private:
  void refill();

  const SpillFile& file_;
  SpilledBytes bytes_;
  std::size_t buffer_size_;
  std::vector<char> buffer_;
  std::size_t at_ = 0;
  std::size_t next_piece_ = 0;
  std::uint64_t piece_offset_ = 0;
  std::uint64_t left_in_piece_ = 0;
};

}  // namespace orbweb
