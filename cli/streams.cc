#include "cli/streams.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

#include "cli/exit_code.h"

namespace orbweb {
namespace {

/// 0, or the error number of the write that failed.
int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

void write_out(std::string_view bytes) {
  const int error = write_all(STDOUT_FILENO, bytes);
  if (error == EPIPE) throw ClosedPipe();
  if (error != 0) throw IoError("write", "standard output", error);
}

bool is_dumb_terminal() {
  const char* const term = std::getenv("TERM");
  return term != nullptr && std::string_view(term) == "dumb";
}

bool wants_color() {
  const char* const no_color = std::getenv("NO_COLOR");
  return no_color == nullptr || *no_color == '\0';
}

int terminal_width(int descriptor) {
  constexpr int kUnknownWidth = 80;
  if (isatty(descriptor) == 0 || is_dumb_terminal()) return 0;
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUnknownWidth;
  return size.ws_col;
}

}  // namespace

Streams standard_streams() {
  return {.out = write_out,
          .err = [](std::string_view bytes) { write_all(STDERR_FILENO, bytes); },
          .out_width = [] { return terminal_width(STDOUT_FILENO); },
          .err_width = [] { return terminal_width(STDERR_FILENO); },
          .color = terminal_width(STDERR_FILENO) > 0 && wants_color()};
}

}  // namespace orbweb
