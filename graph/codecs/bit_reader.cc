#include "graph/codecs/bit_reader.h"

#include <fmt/format.h>

#include "graph/error.h"

namespace orbweb::detail {

void throw_bits_ended(const std::string& path, std::uint64_t end) {
  throw LoadError(path, fmt::format("bit {}", end), "more bits", "the end");
}

void throw_not_at_end(const std::string& path, std::uint64_t position, std::uint64_t end) {
  throw LoadError(path, fmt::format("bit {}", position), fmt::format("a row that ends at bit {}", end),
                  "one that does not");
}

void throw_number_too_large(const std::string& path, std::uint64_t position) {
  throw LoadError(path, fmt::format("bit {}", position), "a number of at most 40 bits", "a longer one");
}

}  // namespace orbweb::detail
