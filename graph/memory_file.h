// A file in memory, for encoders that write where nobody wants a file.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "graph/files.h"

namespace orbweb {

class MemoryFile final : public OutputFile {
 public:
  void write(std::span<const char> bytes) override { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  void sync() override {}
  void close() override {}

  const std::vector<char>& bytes() const { return bytes_; }
  /// What was written; the file is empty after that.
  std::vector<char> take() { return std::exchange(bytes_, {}); }

 private:
  std::vector<char> bytes_;
};

}  // namespace orbweb
