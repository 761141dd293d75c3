#include "cli/safe_text.h"

#include <gtest/gtest.h>

namespace orbweb {
namespace {

TEST(SafeText, ControlBytesAreEscaped) {
  EXPECT_EQ(safe_text("a\x1b[31mb\n\x7f"), "a\\x1B[31mb\\x0A\\x7F");
  EXPECT_EQ(safe_text(std::string_view("\0", 1)), "\\x00");
}

TEST(SafeText, ValidUtf8Stays) {
  const std::string text =
      "b\xC3\xBC"
      "cher \xE6\x97\xA5\xE6\x9C\xAC \xF0\x9F\x98\x80";
  EXPECT_EQ(safe_text(text), text);
}

TEST(SafeText, BrokenUtf8IsEscapedByteByByte) {
  EXPECT_EQ(safe_text("\xC3"), "\\xC3");                    // truncated
  EXPECT_EQ(safe_text("\xC0\xAF"), "\\xC0\\xAF");           // overlong
  EXPECT_EQ(safe_text("\xED\xA0\x80"), "\\xED\\xA0\\x80");  // surrogate
  EXPECT_EQ(safe_text("\xF5z"), "\\xF5z");
}

TEST(SafeText, CharactersThatReorderOrHideTextAreEscaped) {
  EXPECT_EQ(safe_text("\xE2\x80\xAEmoc.a"), "\\xE2\\x80\\xAEmoc.a");  // right-to-left override
  EXPECT_EQ(safe_text("\xC2\x9B"), "\\xC2\\x9B");                     // control sequence introducer
  EXPECT_EQ(safe_text("\xE2\x80\x8B"), "\\xE2\\x80\\x8B");            // zero width space
}

TEST(SafeText, ShortensBetweenCharacters) {
  EXPECT_EQ(shorten_middle("abcdef", 6), "abcdef");
  EXPECT_EQ(shorten_middle("abcdef", 5),
            "ab\xE2\x80\xA6"
            "ef");
  EXPECT_EQ(shorten_middle("\xC3\xA4\xC3\xB6\xC3\xBC\xC3\x9F", 3), "\xC3\xA4\xE2\x80\xA6\xC3\x9F");
  EXPECT_EQ(shorten_middle("abcdef", 1), "\xE2\x80\xA6");
  for (std::size_t width = 1; width < 9; ++width) {
    EXPECT_EQ(display_width(shorten_middle("abc\xC3\xA4"
                                           "defgh",
                                           width)),
              width);
  }
}

}  // namespace
}  // namespace orbweb
