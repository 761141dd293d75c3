// Opening link lists: what kind of file it is, before any line of it is parsed.
#include <algorithm>
#include <cstring>
#include <utility>

#include "graph/error.h"
#include "loaders/link_list.h"

namespace orbweb {

namespace {

constexpr std::string_view kExpected = "links as text, one a line: source<TAB>target";

/// Text may hold a stray NUL, which costs its line; many control bytes and a NUL among the first 8 KiB are no text.
void refuse_binary(const std::string& name, std::string_view text) {
  const std::string_view start = text.substr(0, 8 << 10);
  const std::size_t nul = start.find('\0');
  if (nul == std::string_view::npos) return;
  const auto controls = static_cast<std::size_t>(std::count_if(
      start.begin(), start.end(), [](char c) { return c >= 0 && c < ' ' && c != '\t' && c != '\n' && c != '\r'; }));
  if (32 * controls < start.size()) return;
  throw LoadError(name, "byte " + std::to_string(nul),
                  std::string(kExpected) + " (plain, gzip, zstd, bzip2 or xz; UTF-8)",
                  "binary data starting " + in_quotes(start, 16));
}

}  // namespace

LinkListFile::LinkListFile(FileSystem& files, const std::filesystem::path& path)
    : name_(input_name(path)), file_(files, path), blocks_(file_) {
  read_preamble();
  if (blocks_.bytes_read() == 0) throw LoadError(name_, "", std::string(kExpected), "no bytes at all");
}

/// Reads up to the first line of data. What stands before it is dropped as it is read, so that any amount of comments
/// needs no memory; only its number of lines and the starts of over-long lines are kept.
void LinkListFile::read_preamble() {
  std::uint64_t lines_dropped = 0;
  bool found = false;
  bool at_start = true;
  while (!found) {
    std::unique_ptr<LineBlock> block = blocks_.next();
    if (block == nullptr) return;
    if (at_start) refuse_binary(name_, block->text.empty() ? block->long_line : block->text);
    at_start = false;
    const Preamble preamble = detector_.feed(block->text);
    found = !preamble.is_all;
    block->text.erase(0, preamble.length);
    block->lines_before = std::exchange(lines_dropped, 0) + preamble.lines;
    if (found || !block->long_line.empty()) {
      leading_.push_back(std::move(block));
    } else {
      lines_dropped = block->lines_before;
    }
  }
}

std::unique_ptr<LineBlock> LinkListFile::next() {
  if (leading_.empty()) return blocks_.next();
  std::unique_ptr<LineBlock> block = std::move(leading_.front());
  leading_.pop_front();
  return block;
}

LinkListInputs::LinkListInputs(std::vector<std::filesystem::path> paths, FileSystem& files)
    : paths_(std::move(paths)), files_(files) {
  if (paths_.empty()) throw ArgumentError("no input: name at least one file of links, or - for standard input");
  if (std::count(paths_.begin(), paths_.end(), "-") > 1) {
    throw ArgumentError("standard input (-) can be read only once, but is named twice");
  }
  first_ = std::make_unique<LinkListFile>(files_, paths_.front());
}

std::uint64_t LinkListInputs::total_bytes() const {
  std::uint64_t total = 0;
  for (const std::filesystem::path& path : paths_) {
    const std::uint64_t size = path == "-" ? 0 : files_.file_size(path);
    if (size == 0) return 0;
    total += size;
  }
  return total;
}

std::unique_ptr<LinkListFile> LinkListInputs::take(std::size_t index) {
  if (index == 0) return std::move(first_);
  return std::make_unique<LinkListFile>(files_, paths_[index]);
}

}  // namespace orbweb
