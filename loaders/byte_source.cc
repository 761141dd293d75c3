#include "loaders/byte_source.h"

#include "graph/error.h"
#include "loaders/decompress.h"

namespace orbweb {

namespace {
constexpr std::size_t kBufferSize = 128 << 10;
}

ByteSource::ByteSource(FileSystem& files, const std::filesystem::path& path)
    : name_(input_name(path)), file_(files.open(path)), buffer_(kBufferSize) {}

/// Appends what one read gives; false at the end of the file.
bool ByteSource::refill() {
  if (begin_ == end_) begin_ = end_ = 0;
  const std::size_t got = file_->read(std::span(buffer_).subspan(end_));
  end_ += got;
  return got > 0;
}

std::span<const char> ByteSource::bytes() {
  if (begin_ == end_) refill();
  return {buffer_.data() + begin_, buffer_.data() + end_};
}

std::string_view ByteSource::first_bytes() {
  // A pipe may hand out one byte at a time.
  while (end_ < kStartLength && refill()) continue;
  return {buffer_.data(), end_};
}

void ByteSource::skip(std::size_t count) {
  begin_ += count;
  offset_.fetch_add(count, std::memory_order_relaxed);
}

void ByteSource::fail(std::string expected, std::string found) const {
  throw LoadError(name_, "byte " + std::to_string(offset()), std::move(expected), std::move(found));
}

}  // namespace orbweb
