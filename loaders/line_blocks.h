// A text file cut into blocks of whole lines, so that many threads can parse it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "graph/files.h"

namespace orbweb {

/// Longer lines are skipped without being held.
inline constexpr std::size_t kMaxLineLength = std::size_t{1} << 20;

struct LineBlock {
  /// Lines of the file that stood before `text` and that a reader already dealt with.
  std::uint64_t lines_before = 0;
  std::string text;  ///< whole lines; the last line of the file may lack its end
  /// The first bytes of a line over kMaxLineLength that follows `text`; empty where there is none.
  std::string long_line;
};

/// Cuts the first line off `text` and returns it without its LF or CRLF.
std::string_view take_line(std::string_view& text);

class LineBlocks {
 public:
  explicit LineBlocks(InputFile& file) : file_(file) {}

  /// The next block, null after the last. Holds at most 4 MiB beside it; the first blocks are small, so that small
  /// files cost little. A byte order mark at the start of the file is dropped.
  std::unique_ptr<LineBlock> next();

  std::uint64_t bytes_read() const { return bytes_read_; }  ///< plain bytes so far

 private:
  void fill(std::string& text, std::size_t size);
  void cut_at_last_line(LineBlock& block);
  void skip_long_line();

  InputFile& file_;
  std::string tail_;  ///< the start of a line whose end was not read yet
  std::size_t block_size_ = std::size_t{64} << 10;
  std::uint64_t bytes_read_ = 0;
  bool at_end_ = false;
  bool in_long_line_ = false;
};

}  // namespace orbweb
