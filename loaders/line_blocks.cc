#include "loaders/line_blocks.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace orbweb {

namespace {

constexpr std::size_t kMaxBlockSize = std::size_t{4} << 20;
constexpr std::size_t kLongLineShown = 100;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

}  // namespace

std::string_view take_line(std::string_view& text) {
  const void* found = std::memchr(text.data(), '\n', text.size());
  const std::size_t length =
      found == nullptr ? text.size() : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
  std::string_view line = text.substr(0, length);
  text.remove_prefix(std::min(length + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::unique_ptr<LineBlock> LineBlocks::next() {
  if (in_long_line_) skip_long_line();
  auto block = std::make_unique<LineBlock>();
  block->text = std::exchange(tail_, {});
  const bool at_start = bytes_read_ == 0;
  while (!at_end_ && block->text.size() < kMaxBlockSize) {
    fill(block->text, std::max(block_size_, 2 * block->text.size()));
    block_size_ = std::min(2 * block_size_, kMaxBlockSize);
    if (block->text.find('\n') != std::string::npos) break;
  }
  if (at_start && block->text.starts_with(kByteOrderMark)) block->text.erase(0, kByteOrderMark.size());
  cut_at_last_line(*block);
  if (block->text.empty() && block->long_line.empty()) return nullptr;
  return block;
}

/// Appends to `text` until it holds `size` bytes or the file ends.
void LineBlocks::fill(std::string& text, std::size_t size) {
  std::size_t used = text.size();
  text.resize(std::min(size, kMaxBlockSize));
  while (used < text.size()) {
    const std::size_t got = file_.read(std::span(text).subspan(used));
    at_end_ = got == 0;
    if (at_end_) break;
    used += got;
    bytes_read_ += got;
  }
  text.resize(used);
}

/// Keeps what follows the last line end for the next block, or gives it up where it is too long already.
void LineBlocks::cut_at_last_line(LineBlock& block) {
  const std::size_t last_end = block.text.rfind('\n');
  const std::size_t whole = last_end == std::string::npos ? 0 : last_end + 1;
  const std::size_t rest = block.text.size() - whole;
  if (rest > kMaxLineLength + 1) {  // one more for a CR
    block.long_line = block.text.substr(whole, kLongLineShown);
    in_long_line_ = true;
  } else if (!at_end_) {
    tail_ = block.text.substr(whole);
  } else {
    return;
  }
  block.text.resize(whole);
}

void LineBlocks::skip_long_line() {
  in_long_line_ = false;
  while (!at_end_) {
    std::string text;
    fill(text, kMaxBlockSize / 4);
    const std::size_t end = text.find('\n');
    if (end == std::string::npos) continue;
    tail_ = text.substr(end + 1);
    return;
  }
}

}  // namespace orbweb
