#include "columns/arrow_parts.h"

#include <cstdint>

#include "columns/column_file.h"
#include "graph/error.h"

namespace orbweb {

bool has_column_files() { return true; }

void require_column_files(const std::filesystem::path&) {}

namespace {

/// One line of what Arrow says, without its places in its own sources.
std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

arrow::Status FileStream::Write(const void* data, std::int64_t count) {
  // Arrow's writers, left half done, try to end their file.
  if (error_) return arrow::Status::IOError("the file refused before");
  try {
    file_.write({static_cast<const char*>(data), static_cast<std::size_t>(count)});
  } catch (...) {
    error_ = std::current_exception();
    return arrow::Status::IOError("the file refused");
  }
  written_ += count;
  return arrow::Status::OK();
}

arrow::Status FileStream::Close() {
  is_closed_ = true;
  return arrow::Status::OK();
}

void FileStream::check(const arrow::Status& status) const {
  if (status.ok()) return;
  if (error_) std::rethrow_exception(error_);
  if (status.IsOutOfMemory()) throw LimitError("no memory is left to write a table: " + first_line(status.message()));
  throw Error("Apache Arrow cannot write the table: " + status.ToString());
}

namespace {

/// Keeps the mapping as long as anything of Arrow's looks into it.
class MappedBuffer : public arrow::Buffer {
 public:
  MappedBuffer(std::shared_ptr<const char> bytes, std::uint64_t size)
      : arrow::Buffer(reinterpret_cast<const std::uint8_t*>(bytes.get()), static_cast<std::int64_t>(size)),
        bytes_(std::move(bytes)) {}

 private:
  std::shared_ptr<const char> bytes_;
};

}  // namespace

std::shared_ptr<arrow::Buffer> mapped_buffer(FileSystem& files, const std::filesystem::path& path) {
  const std::uint64_t size = files.file_size(path);
  return std::make_shared<MappedBuffer>(files.map(path, size), size);
}

void check_read(const arrow::Status& status, const std::string& path, const std::string& expected) {
  if (status.ok()) return;
  if (status.IsCancelled()) throw Cancelled();
  if (status.IsOutOfMemory()) throw LimitError(path + ": " + first_line(status.message()));
  throw LoadError(path, "", expected, first_line(status.message()));
}

}  // namespace orbweb
