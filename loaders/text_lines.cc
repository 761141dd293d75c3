#include "loaders/text_lines.h"

#include <memory>
#include <utility>

#include "graph/error.h"
#include "loaders/decompress.h"
#include "loaders/line_blocks.h"

namespace orbweb {

TextLines::TextLines(const std::filesystem::path& path, std::string what)
    : path_(path), name_(input_name(path)), what_(std::move(what)) {}

void TextLines::read(FileSystem& files, const std::function<void(std::string_view)>& take) {
  DecompressedFile file(files, path_);
  LineBlocks blocks(file);
  while (const std::unique_ptr<LineBlock> block = blocks.next()) {
    std::string_view text = block->text;
    while (!text.empty()) {
      ++number_;
      take(take_line(text));
    }
    if (block->long_line.empty()) continue;
    ++number_;
    fail(what_, "a line over 1 MiB");
  }
}

void TextLines::fail(std::string expected, std::string found) const {
  throw LoadError(name_, "line " + std::to_string(number_), std::move(expected), std::move(found));
}

}  // namespace orbweb
