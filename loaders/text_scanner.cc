#include "loaders/text_scanner.h"

#include <utility>

#include "graph/error.h"
#include "loaders/ascii.h"

namespace orbweb {

namespace {

constexpr std::size_t kBufferSize = std::size_t{256} << 10;

bool is_white_space(int byte) { return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r'; }

}  // namespace

TextScanner::TextScanner(InputFile& file, std::string name)
    : file_(file), name_(std::move(name)), buffer_(kBufferSize) {
  // Three bytes may come in as many pieces.
  while (end_ < 3) {
    const std::size_t count = file_.read(std::span(buffer_).subspan(end_));
    if (count == 0) break;
    end_ += count;
  }
  if (std::string_view(buffer_.data(), end_).starts_with("\xef\xbb\xbf")) at_ = 3;
}

bool TextScanner::refill() {
  at_ = 0;
  end_ = file_.read(buffer_);
  return end_ > 0;
}

void TextScanner::skip_spaces() {
  while (peek() == ' ' || peek() == '\t') ++at_;
}

void TextScanner::skip_white_space() {
  while (is_white_space(peek())) take();
}

void TextScanner::skip_line() {
  for (int byte = take(); byte != '\n' && byte != kEnd; byte = take()) continue;
}

bool TextScanner::at_line_end() {
  skip_spaces();
  return peek() == '\n' || peek() == '\r' || peek() == kEnd;
}

void TextScanner::end_line(std::string_view expected) {
  if (!at_line_end()) fail_at_word(expected);
  if (peek() == '\r') {
    take();
    if (peek() != '\n' && peek() != kEnd) fail(expected, "a carriage return inside the line");
  }
  take();
}

std::string_view TextScanner::word() {
  word_.clear();
  while (peek() != kEnd && !is_white_space(peek())) {
    if (word_.size() == kMaxWordLength) fail("a shorter word", "one of over 8 KiB: " + orbweb::in_quotes(word_));
    word_ += static_cast<char>(take());
  }
  return word_;
}

std::uint64_t TextScanner::number(std::string_view expected, std::uint64_t most) {
  skip_spaces();
  if (!is_digit(peek())) fail_at_word(expected);
  std::uint64_t value = 0;
  while (is_digit(peek())) {
    const auto digit = static_cast<std::uint64_t>(take() - '0');
    if (digit > most || value > (most - digit) / 10) {
      const std::string so_far = (value > 0 ? std::to_string(value) : "") + std::to_string(digit);
      fail(expected, so_far + (is_digit(peek()) ? "... (more than " : " (more than ") + std::to_string(most) + ")");
    }
    value = 10 * value + digit;
  }
  if (peek() != kEnd && !is_white_space(peek())) {
    const std::string rest(word());
    fail(expected, orbweb::in_quotes(std::to_string(value) + rest));
  }
  return value;
}

void TextScanner::fail(std::string_view expected, std::string found) const {
  throw LoadError(name_, "line " + std::to_string(line_), std::string(expected), std::move(found));
}

void TextScanner::fail_at_word(std::string_view expected) {
  skip_spaces();
  if (peek() == kEnd) fail(expected, "the end of the file");
  if (at_line_end()) fail(expected, "the end of the line");
  // No longer than is shown: the word may be of any length.
  std::string start;
  while (start.size() < 64 && peek() != kEnd && !is_white_space(peek())) start += static_cast<char>(take());
  fail(expected, orbweb::in_quotes(start));
}

}  // namespace orbweb
