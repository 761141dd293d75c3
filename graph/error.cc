#include "graph/error.h"

#include <fmt/format.h>

#include <string_view>
#include <system_error>
#include <utility>

namespace orbweb {

namespace {

std::string load_message(const std::string& path, const std::string& place, const std::string& expected,
                         const std::string& found) {
  return fmt::format("{}{}{}: expected {}, found {}", path, place.empty() ? "" : ": ", place, expected, found);
}

}  // namespace

LoadError::LoadError(std::string path, std::string place, std::string expected, std::string found)
    : Error(load_message(path, place, expected, found)),
      path_(std::move(path)),
      place_(std::move(place)),
      expected_(std::move(expected)),
      found_(std::move(found)) {}

IoError::IoError(const std::string& operation, const std::string& path, int error_number)
    : Error(fmt::format("cannot {} {}: {}", operation, path, std::generic_category().message(error_number))),
      error_number_(error_number) {}

std::string in_quotes(std::string_view bytes, std::size_t max_length) {
  std::string text = "\"";
  for (const char c : bytes.substr(0, max_length)) {
    if (c == '"' || c == '\\') {
      text += {'\\', c};
    } else if (c >= ' ' && c <= '~') {
      text += c;
    } else {
      text += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
  }
  return text + (bytes.size() > max_length ? "\"..." : "\"");
}

}  // namespace orbweb
