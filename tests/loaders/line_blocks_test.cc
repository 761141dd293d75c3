#include "loaders/line_blocks.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/memory_files.h"
#include "support/random_graph.h"

namespace orbweb::test {
namespace {

struct Cut {
  std::string text;  ///< all blocks, over-long lines as "<long>\n"
  std::size_t blocks = 0;
  std::size_t largest = 0;
};

Cut cut(const std::string& content, std::size_t piece = kWholeFile) {
  MemoryFileSystem files(piece);
  files.add("input", content);
  const auto file = files.open("input");
  LineBlocks blocks(*file);
  Cut cut;
  while (const auto block = blocks.next()) {
    EXPECT_TRUE(block->text.empty() || block->long_line.empty() || block->text.ends_with('\n'));
    cut.text += block->text;
    if (!block->long_line.empty()) cut.text += "<long>\n";
    cut.largest = std::max(cut.largest, block->text.capacity());
    ++cut.blocks;
  }
  EXPECT_EQ(blocks.bytes_read(), content.size());
  return cut;
}

TEST(LineBlocks, KeepEveryByteInOrder) {
  Random random(1);
  std::string content;
  while (content.size() < (std::size_t{9} << 20)) content += std::string(random.below(300), 'a') + "\n";
  const Cut whole = cut(content);
  EXPECT_EQ(whole.text, content);
  EXPECT_GT(whole.blocks, 3U);
  EXPECT_EQ(cut(content, 1000).text, content);
}

TEST(LineBlocks, MayLackTheLastLineEnd) {
  EXPECT_EQ(cut("").text, "");
  EXPECT_EQ(cut("a").text, "a");
  EXPECT_EQ(cut("a\nb").text, "a\nb");
  EXPECT_EQ(cut("\n").text, "\n");
}

TEST(LineBlocks, DropAByteOrderMarkAtTheStartOnly) {
  EXPECT_EQ(cut("\xef\xbb\xbf"
                "a\n\xef\xbb\xbf\n")
                .text,
            "a\n\xef\xbb\xbf\n");
}

TEST(LineBlocks, SkipLongLinesWithoutHoldingThem) {
  const std::string huge(std::size_t{50} << 20, 'x');
  for (const std::string& content : {"a\n" + huge + "\nb\n", huge + "\nb\n", "a\n" + huge, huge}) {
    const Cut result = cut(content);
    std::string expected = content;
    expected.replace(expected.find(huge), huge.size(), "<long>");
    if (!expected.ends_with('\n')) expected += '\n';
    EXPECT_EQ(result.text, expected);
    EXPECT_LE(result.largest, std::size_t{5} << 20);
  }
}

TEST(LineBlocks, KeepALineOfExactlyTheLimit) {
  const std::string line = std::string(kMaxLineLength, 'x') + "\r\n";
  EXPECT_EQ(cut(line).text, line);
  EXPECT_EQ(cut("a\n" + line + line + "b").text, "a\n" + line + line + "b");
}

TEST(TakeLine, EndsAtLfOrCrLf) {
  std::string_view text = "a\r\n\nb\rc\nlast\r";
  EXPECT_EQ(take_line(text), "a");
  EXPECT_EQ(take_line(text), "");
  EXPECT_EQ(take_line(text), "b\rc");
  EXPECT_EQ(take_line(text), "last");
  EXPECT_TRUE(text.empty());
}

}  // namespace
}  // namespace orbweb::test
