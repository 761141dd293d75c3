#include "loaders/graph_inputs.h"

#include <algorithm>
#include <utility>

#include "graph/error.h"

namespace orbweb {

GraphFile::GraphFile(GraphInputs& inputs, const std::filesystem::path& path)
    : inputs_(inputs), name_(input_name(path)), file_(inputs.files(), path) {}

std::size_t GraphFile::read(std::span<char> buffer) {
  inputs_.control().check();
  const std::size_t count = file_.read(buffer);
  offset_ += count;
  const std::uint64_t consumed = file_.bytes_consumed();
  inputs_.count(count, consumed - std::exchange(consumed_, consumed));
  return count;
}

std::size_t GraphFile::read_fully(std::span<char> buffer) {
  std::size_t used = 0;
  while (used < buffer.size()) {
    const std::size_t count = read(buffer.subspan(used));
    if (count == 0) break;
    used += count;
  }
  return used;
}

void GraphFile::fail(std::uint64_t offset, std::string expected, std::string found) const {
  throw LoadError(name_, "byte " + std::to_string(offset), std::move(expected), std::move(found));
}

namespace {

std::uint64_t total_size(FileSystem& files, const std::vector<std::filesystem::path>& paths) {
  std::uint64_t total = 0;
  for (const std::filesystem::path& path : paths) {
    // A missing file is told of when it is opened.
    const std::uint64_t size = path == "-" || !files.exists(path) ? 0 : files.file_size(path);
    if (size == 0) return 0;
    total += size;
  }
  return total;
}

}  // namespace

GraphInputs::GraphInputs(std::vector<std::filesystem::path> paths, FileSystem& files, const Control& control)
    : paths_(std::move(paths)), files_(files), control_(control) {
  if (paths_.empty()) throw ArgumentError("no input: name at least one file");
  if (std::count(paths_.begin(), paths_.end(), "-") > 1) {
    throw ArgumentError("standard input (-) can be read only once, but is named twice");
  }
  total_bytes_ = total_size(files, paths_);
}

void GraphInputs::count(std::uint64_t plain_bytes, std::uint64_t consumed_bytes) {
  const std::lock_guard lock(mutex_);
  plain_bytes_ += plain_bytes;
  consumed_bytes_ += consumed_bytes;
  control_.progress({.phase = "reading links", .done = consumed_bytes_, .total = total_bytes_, .unit = "bytes"});
}

}  // namespace orbweb
