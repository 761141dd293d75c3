// What the sources that use Arrow share: its status as our errors, a file of ours as its stream. Not installed, and
// included in this folder alone: Arrow's headers take seconds to compile.
#pragma once

#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>
#include <arrow/result.h>
#include <arrow/status.h>

#include <exception>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "graph/files.h"

namespace orbweb {

/// Writes to a file of ours. What that throws must not pass through Arrow: it is kept, Arrow sees a failure, and
/// check() throws it to who called Arrow.
class FileStream : public arrow::io::OutputStream {
 public:
  explicit FileStream(OutputFile& file) : file_(file) {}

  using arrow::io::OutputStream::Write;
  arrow::Status Write(const void* data, std::int64_t count) override;
  arrow::Status Close() override;
  arrow::Result<std::int64_t> Tell() const override { return written_; }
  bool closed() const override { return is_closed_; }

  /// Throws what the file threw, else an Error that quotes `status`; nothing where that is a success.
  void check(const arrow::Status& status) const;

 private:
  OutputFile& file_;
  std::int64_t written_ = 0;
  bool is_closed_ = false;
  std::exception_ptr error_;
};

/// A file of ours, mapped, as memory of Arrow's.
std::shared_ptr<arrow::Buffer> mapped_buffer(FileSystem& files, const std::filesystem::path& path);

/// Throws unless `status` is a success: Cancelled or LimitError where it says so, else LoadError for `path`.
void check_read(const arrow::Status& status, const std::string& path, const std::string& expected);
template <class Value>
Value read_value(arrow::Result<Value> result, const std::string& path, const std::string& expected) {
  check_read(result.status(), path, expected);
  return std::move(result).MoveValueUnsafe();
}

}  // namespace orbweb
