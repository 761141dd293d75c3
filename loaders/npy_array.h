// One NumPy array in a .npy stream (numpy.org/doc/stable/reference/generated/numpy.lib.format.html), read from its
// start.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "graph/files.h"
#include "loaders/npy_header.h"

namespace orbweb {

/// Streamed; memory O(block), whatever the header claims.
class NpyArray {
 public:
  /// Reads the header. `name` is for messages. Throws LoadError.
  NpyArray(std::unique_ptr<InputFile> file, std::string name);

  const NpyHeader& header() const { return header_; }
  const std::string& name() const { return name_; }
  /// Elements of an array of one dimension. Throws LoadError where there are more or fewer dimensions.
  std::uint64_t length() const;

  /// The bytes of the next element. Throws LoadError where the stream ends before it.
  const char* next();
  /// The next element of an integer array as a number from 0 to `most`. Throws LoadError.
  std::uint64_t next_index(std::uint64_t most);
  /// What the next element of an array of numbers means as the value of an arc (loaders/value_count.h).
  std::uint32_t next_count();

  /// Throws LoadError where the stream goes on: also where its checksum is wrong.
  void expect_end();

  [[noreturn]] void fail(std::string expected, std::string found) const;  ///< at the element read last

 private:
  std::size_t fill();

  std::unique_ptr<InputFile> file_;
  std::string name_;
  NpyHeader header_;
  std::vector<char> buffer_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  std::uint64_t elements_ = 0;
};

}  // namespace orbweb
