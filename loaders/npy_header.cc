#include "loaders/npy_header.h"

#include <algorithm>
#include <charconv>

namespace orbweb {

namespace {

constexpr std::uint64_t kMaxElementSize = 1024;

/// Takes what stands there off the front of a text.
class HeaderParser {
 public:
  explicit HeaderParser(std::string_view text) : text_(text) {}

  bool take(char c) {
    skip_spaces();
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool take_word(std::string_view word) {
    skip_spaces();
    if (!text_.starts_with(word)) return false;
    text_.remove_prefix(word.size());
    return true;
  }
  std::optional<std::string_view> take_string() {
    skip_spaces();
    if (text_.empty() || (text_.front() != '\'' && text_.front() != '"')) return std::nullopt;
    const std::size_t end = text_.find(text_.front(), 1);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view value = text_.substr(1, end - 1);
    text_.remove_prefix(end + 1);
    return value;
  }
  std::optional<std::uint64_t> take_number() {
    skip_spaces();
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    if (error != std::errc()) return std::nullopt;
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    take('L');  // as Python 2 wrote
    return value;
  }
  bool at_end() {
    skip_spaces();
    return text_.empty();
  }

 private:
  void skip_spaces() { text_.remove_prefix(std::min(text_.find_first_not_of(" \t\r\n"), text_.size())); }
  std::string_view text_;
};

bool parse_type(std::string_view type, NpyHeader& header) {
  if (type.size() < 3) return false;
  header.is_big_endian = type[0] == '>';
  if (type[0] != '<' && type[0] != '>' && type[0] != '|') return false;
  header.kind = type[1];
  if (std::string_view("iufcbSU").find(header.kind) == std::string_view::npos) return false;
  const auto [end, error] = std::from_chars(type.data() + 2, type.data() + type.size(), header.element_size);
  if (error != std::errc() || end != type.data() + type.size()) return false;
  if (header.element_size > kMaxElementSize) return false;
  if (header.kind == 'U') header.element_size *= 4;
  return header.element_size > 0 && header.element_size <= kMaxElementSize;
}

bool parse_shape(HeaderParser& parser, std::vector<std::uint64_t>& shape) {
  if (!parser.take('(')) return false;
  while (!parser.take(')')) {
    const std::optional<std::uint64_t> length = parser.take_number();
    if (!length) return false;
    shape.push_back(*length);
    if (parser.take(',')) continue;
    return parser.take(')');
  }
  return true;
}

}  // namespace

bool NpyHeader::is_value() const {
  switch (kind) {
    case 'b':
      return element_size == 1;
    case 'f':
      return element_size >= 2 && is_number_size(8);
    case 'c':
      return element_size >= 8 && is_number_size(16);
    default:
      return is_integer();
  }
}

std::optional<NpyHeader> parse_npy_header(std::string_view text) {
  HeaderParser parser(text);
  NpyHeader header;
  bool has_type = false;
  bool has_shape = false;
  bool is_good = parser.take('{');
  while (is_good && !parser.take('}')) {
    const std::optional<std::string_view> key = parser.take_string();
    if (!key || !parser.take(':')) return std::nullopt;
    if (*key == "descr") {
      const std::optional<std::string_view> type = parser.take_string();
      has_type = is_good = type && parse_type(*type, header);
    } else if (*key == "fortran_order") {
      // Of one dimension, it makes no difference.
      is_good = parser.take_word("True") || parser.take_word("False");
    } else if (*key == "shape") {
      has_shape = is_good = parse_shape(parser, header.shape);
    } else {
      return std::nullopt;
    }
    if (is_good && !parser.take(',')) {
      is_good = parser.take('}');
      break;
    }
  }
  if (!is_good || !has_type || !has_shape || !parser.at_end()) return std::nullopt;
  return header;
}

}  // namespace orbweb
