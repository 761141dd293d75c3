#include "cli/mapping_failure.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <string_view>

#include "cli/exit_code.h"

namespace orbweb {
namespace {

// All below runs inside a signal handler: no allocation, no locks, only async-signal-safe calls.

constexpr std::string_view kMaps = "/proc/self/maps";
constexpr std::size_t kLongestLine = 4096 + 128;

std::uintptr_t hexadecimal(std::string_view& text) {
  std::uintptr_t value = 0;
  while (!text.empty()) {
    const char c = text.front();
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0) break;
    value = value * 16 + static_cast<std::uintptr_t>(digit);
    text.remove_prefix(1);
  }
  return value;
}

/// The path at the end of a line "BEGIN-END perms offset device inode   PATH" that covers `address`; else empty.
std::string_view path_if_covering(std::string_view line, std::uintptr_t address) {
  const std::string_view whole = line;
  const std::uintptr_t begin = hexadecimal(line);
  line.remove_prefix(line.empty() ? 0 : 1);
  const std::uintptr_t end = hexadecimal(line);
  const std::size_t path = whole.find('/');
  return address >= begin && address < end && path != std::string_view::npos ? whole.substr(path) : "";
}

void say(std::string_view text) {
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
}

void say_path_of(std::uintptr_t address) {
  static std::array<char, kLongestLine> line;  // too large for a signal stack
  const int maps = open(kMaps.data(), O_RDONLY | O_CLOEXEC);
  std::size_t length = 0;
  char c = 0;
  while (maps >= 0 && read(maps, &c, 1) == 1) {
    if (c != '\n') {
      if (length < line.size()) line[length++] = c;
      continue;
    }
    const std::string_view path = path_if_covering({line.data(), length}, address);
    if (!path.empty()) return say(path);
    length = 0;
  }
  say("a mapped file");
}

void on_bus_error(int, siginfo_t* info, void*) {
  say("orbweb: error: ");
  say_path_of(reinterpret_cast<std::uintptr_t>(info->si_addr));
  say(": the file became shorter, or its storage failed, while it was read\n"
      "  `orbweb verify` tells what is left; --no-mmap reads files whole and checks them first\n");
  _exit(static_cast<int>(ExitCode::io_error));
}

}  // namespace

void report_mapping_failures() {
  struct sigaction action {};
  action.sa_sigaction = on_bus_error;
  action.sa_flags = SA_SIGINFO | static_cast<int>(SA_RESETHAND);
  sigaction(SIGBUS, &action, nullptr);
}

}  // namespace orbweb
