// Where a command's bytes go: standard output and error, or a test's strings.
#pragma once

#include <functional>
#include <string_view>

namespace orbweb {

/// As the value of -o.
inline constexpr const char* kStandardOutput = "-";

struct Streams {
  std::function<void(std::string_view)> out;  ///< takes all bytes or throws IoError or ClosedPipe
  std::function<void(std::string_view)> err;  ///< never throws: there is nobody left to tell
  std::function<int()> out_width;             ///< columns of the terminal that `out` is, 0 where it is none
  std::function<int()> err_width;             ///< the same for `err`
  bool color = false;                         ///< whether `err` takes colour
};

/// Descriptors 1 and 2, unbuffered. Colour where error is a terminal, unless NO_COLOR is set or TERM is "dumb".
Streams standard_streams();

}  // namespace orbweb
