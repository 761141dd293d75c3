// Text read a byte, a number or a word at a time: for formats whose lines may be of any length.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "graph/files.h"

namespace orbweb {

class TextScanner {
 public:
  static constexpr int kEnd = -1;
  static constexpr std::size_t kMaxWordLength = std::size_t{8} << 10;

  /// `name` is for messages. A byte order mark at the start is dropped.
  TextScanner(InputFile& file, std::string name);

  /// The next byte; kEnd at the end.
  int peek() {
    if (at_ == end_ && !refill()) return kEnd;
    return static_cast<unsigned char>(buffer_[at_]);
  }
  /// The same, and goes on behind it.
  int take() {
    const int byte = peek();
    if (byte != kEnd) ++at_;
    if (byte == '\n') ++line_;
    return byte;
  }
  std::uint64_t line() const { return line_; }  ///< of the next byte, from 1

  void skip_spaces();       ///< spaces and tabs
  void skip_white_space();  ///< line ends too
  void skip_line();         ///< up to and with the next line end

  /// Skips spaces; whether a line end (LF, CRLF) or the end of the text is next.
  bool at_line_end();
  /// Goes on to the next line. Throws LoadError saying what else was `expected` where more stands on this one.
  void end_line(std::string_view expected);

  /// Bytes up to white space, until the next call; empty at white space and at the end. Throws LoadError where it is
  /// longer than kMaxWordLength.
  std::string_view word();

  /// The decimal number that stands here behind spaces, at most `most`; a word of its own. Throws LoadError saying that
  /// `expected` was.
  std::uint64_t number(std::string_view expected, std::uint64_t most);

  /// Throws LoadError at this line; the second says that the next word was found.
  [[noreturn]] void fail(std::string_view expected, std::string found) const;
  [[noreturn]] void fail_at_word(std::string_view expected);

 private:
  bool refill();

  InputFile& file_;
  std::string name_;
  std::vector<char> buffer_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  std::uint64_t line_ = 1;
  std::string word_;
};

}  // namespace orbweb
