// An output that a test reads back.
#pragma once

#include <span>
#include <vector>

#include "graph/files.h"

namespace orbweb::test {

class WrittenBytes : public OutputFile {
 public:
  void write(std::span<const char> part) override { bytes.insert(bytes.end(), part.begin(), part.end()); }
  void sync() override {}
  void close() override {}

  std::vector<char> bytes;
};

}  // namespace orbweb::test
