#include "cli/text_table.h"

#include <gtest/gtest.h>

namespace orbweb {
namespace {

TEST(TextTable, NumbersStandRightAndNamesLeft) {
  TextTable table({{"name", Align::left, true}, {"links", Align::right}});
  table.add_row({"a.com", "1,234"});
  table.add_row({"example.org", "7"});
  EXPECT_EQ(table.text(0),
            "name         links\n"
            "a.com        1,234\n"
            "example.org      7\n");
}

TEST(TextTable, TheFlexibleColumnGivesWayInTheMiddle) {
  TextTable table({{"", Align::left, true}, {"", Align::right}});
  table.add_row({"abcdefghijklmnopqrstuvwxyz", "99"});
  EXPECT_EQ(table.text(17), "abcdef\xE2\x80\xA6uvwxyz  99\n");  // 13 columns, a gap of two, two digits
}

TEST(TextTable, TheFlexibleColumnKeepsALeastWidth) {
  TextTable table({{"", Align::left, true}, {"", Align::right}});
  table.add_row({"abcdefghijklmnopqrstuvwxyz", "99"});
  EXPECT_EQ(table.text(3), table.text(16));
}

TEST(TextTable, NarrowTablesAreNotCut) {
  TextTable table({{"", Align::left, true}});
  table.add_row({"abc"});
  EXPECT_EQ(table.text(80), "abc\n");
}

TEST(TextTable, AlignsByCharactersNotBytes) {
  TextTable table({{"", Align::left}, {"", Align::left}});
  table.add_row({"\xC3\xBC", "x"});
  table.add_row({"u", "x"});
  EXPECT_EQ(table.text(0), "\xC3\xBC  x\nu  x\n");
}

}  // namespace
}  // namespace orbweb
