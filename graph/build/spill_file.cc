#include "graph/build/spill_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "graph/error.h"

namespace orbweb {

namespace {

/// /tmp is often memory; /var/tmp is meant for what is large.
std::filesystem::path default_folder() {
  const char* const folder = std::getenv("TMPDIR");
  return folder != nullptr && *folder != '\0' ? folder : "/var/tmp";
}

}  // namespace

SpillSpace::SpillSpace(FileSystem& files, const std::filesystem::path& folder)
    : files_(files), folder_(folder.empty() ? default_folder() : folder) {}

void SpillSpace::add_bytes(std::uint64_t bytes) {
  const std::uint64_t now = bytes_ += bytes;
  std::uint64_t peak = peak_;
  while (now > peak && !peak_.compare_exchange_weak(peak, now)) continue;
}

std::uint64_t SpillFile::append(std::span<const char> bytes) {
  {
    const std::lock_guard lock(mutex_);
    if (!file_) file_ = space_.create();
  }
  const std::uint64_t offset = size_.fetch_add(bytes.size());
  space_.add_bytes(bytes.size());
  file_->write_at(offset, bytes);
  return offset;
}

void SpillWriter::write(std::span<const char> bytes) {
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  if (buffer_.size() >= buffer_size_) flush();
}

void SpillWriter::flush() {
  if (buffer_.empty()) return;
  written_.pieces.push_back({file_.append(buffer_), buffer_.size()});
  written_.size += buffer_.size();
  buffer_.clear();
}

SpilledBytes SpillWriter::finish() {
  flush();
  buffer_ = {};
  return std::move(written_);
}

void SpillReader::refill() {
  if (left_in_piece_ == 0) {
    if (next_piece_ == bytes_.pieces.size()) throw IoError("read", "a temporary file", EIO);
    piece_offset_ = bytes_.pieces[next_piece_].offset;
    left_in_piece_ = bytes_.pieces[next_piece_++].size;
  }
  buffer_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(left_in_piece_, buffer_size_)));
  file_.read_at(piece_offset_, buffer_);
  piece_offset_ += buffer_.size();
  left_in_piece_ -= buffer_.size();
  at_ = 0;
}

void SpillReader::read(std::span<char> bytes) {
  while (!bytes.empty()) {
    if (at_ == buffer_.size()) refill();
    const std::size_t count = std::min(bytes.size(), buffer_.size() - at_);
    std::copy_n(buffer_.begin() + static_cast<std::ptrdiff_t>(at_), count, bytes.begin());
    at_ += count;
    bytes = bytes.subspan(count);
  }
}

}  // namespace orbweb
