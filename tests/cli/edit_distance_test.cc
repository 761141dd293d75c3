#include "cli/edit_distance.h"

#include <gtest/gtest.h>

#include <string>

namespace orbweb {
namespace {

TEST(EditDistance, CountsInsertionsDeletionsAndReplacements) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("rank", "rank"), 0U);
  EXPECT_EQ(edit_distance("", "top"), 3U);
  EXPECT_EQ(edit_distance("bild", "build"), 1U);
  EXPECT_EQ(edit_distance("buuild", "build"), 1U);
  EXPECT_EQ(edit_distance("bXild", "build"), 1U);
  EXPECT_EQ(edit_distance("expalin", "explain"), 2U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(EditDistance, IsSymmetricAndKeepsTheTriangleInequality) {
  const std::string words[] = {"", "a", "ab", "ba", "build", "info", "fino", "xxxxxxxx"};
  for (const auto& a : words) {
    for (const auto& b : words) {
      EXPECT_EQ(edit_distance(a, b), edit_distance(b, a));
      for (const auto& c : words) EXPECT_LE(edit_distance(a, c), edit_distance(a, b) + edit_distance(b, c));
    }
  }
}

}  // namespace
}  // namespace orbweb
