#include "graph/stored_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "graph/error.h"
#include "graph/memory.h"

namespace orbweb {

RecordedFile::RecordedFile(FileSystem& files, const std::filesystem::path& path) : file_(files.create(path)) {
  block_.reserve(kChecksumBlock);
}

void RecordedFile::write(std::span<const char> bytes) {
  bytes_ += bytes.size();
  while (!bytes.empty()) {
    const std::size_t count = std::min<std::size_t>(bytes.size(), kChecksumBlock - block_.size());
    block_.insert(block_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
    bytes = bytes.subspan(count);
    if (block_.size() == kChecksumBlock) flush();
  }
}

void RecordedFile::flush() {
  if (block_.empty()) return;
  checksums_.push_back(hash_of(block_));
  sha256_.add(block_);
  file_->write(block_);
  block_.clear();
}

void RecordedFile::sync() {
  flush();
  file_->sync();
}

void RecordedFile::close() {
  flush();
  file_->close();
}

FileRecord RecordedFile::record() { return {bytes_, sha256_.hex(), std::move(checksums_)}; }

namespace {

std::shared_ptr<const char> read_all(FileSystem& files, const std::filesystem::path& path, std::uint64_t size) {
  if (size > machine_memory()) {
    throw LimitError(fmt::format("{} has {} bytes, more than the memory of this machine", path.string(), size));
  }
  const auto bytes = std::make_shared<std::vector<char>>(size + kReadablePadding);
  const std::unique_ptr<InputFile> file = files.open(path);
  for (std::uint64_t at = 0; at < size;) {
    const std::size_t count = file->read(std::span(*bytes).subspan(at, size - at));
    if (count == 0) {
      throw LoadError(path.string(), fmt::format("byte {}", at), fmt::format("{} bytes", size), "the end of the file");
    }
    at += count;
  }
  return {bytes, bytes->data()};
}

}  // namespace

StoredBytes open_stored(FileSystem& files, const std::filesystem::path& path, const FileRecord& record, ReadMode mode) {
  if (!files.exists(path)) throw LoadError(path.string(), "", "a file of the web, as its manifest lists it", "none");
  const std::uint64_t found = files.file_size(path);
  if (found != record.bytes) {
    throw LoadError(path.string(), "", fmt::format("{} bytes", record.bytes), fmt::format("{}", found));
  }
  std::shared_ptr<const char> data =
      mode == ReadMode::mapped ? files.map(path, record.bytes) : read_all(files, path, record.bytes);
  StoredBytes bytes(std::move(data), record.bytes, record.checksums, path.string());
  if (mode == ReadMode::whole) bytes.all();
  return bytes;
}

}  // namespace orbweb
