#include "loaders/link_separator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "loaders/link_list_format.h"

namespace orbweb {
namespace {

/// The format of a whole text, header and comments too.
LinkListFormat format_of(const std::string& text) {
  FormatDetector detector;
  detector.feed(text);
  return detector.format();
}

char separator_of(const std::string& text) { return format_of(text).separator; }

std::string repeated(const std::string& line, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += line + "\n";
  return text;
}

TEST(LinkSeparator, OneLineSuffices) {
  EXPECT_EQ(separator_of("a.example\tb.example"), '\t');
  EXPECT_EQ(separator_of("a.example|b.example"), '|');
  EXPECT_EQ(separator_of("a.example,b.example"), ',');
  EXPECT_EQ(separator_of("a.example b.example"), ' ');
  EXPECT_EQ(separator_of("1,2\n"), ',');
  EXPECT_EQ(separator_of("alice,bob\n"), ',');
  EXPECT_EQ(separator_of("alice bob\n"), ' ');
}

TEST(LinkSeparator, ACommaInAUrlDoesNotMislead) {
  EXPECT_EQ(separator_of("http://a.example/x,y\thttp://b.example/z,w"), '\t');
  EXPECT_EQ(separator_of("http://a.example/x,y http://b.example/"), ' ');
  EXPECT_EQ(separator_of("http://a.example/x,y,z http://b.example/p,q,r"), ' ');
  EXPECT_EQ(separator_of("http://a.example/x,b.html,z http://b.example/"), ' ');
  EXPECT_EQ(separator_of("a.example/x,y,z b.example nofollow 3"), ' ');
  EXPECT_EQ(separator_of("http://a.example/x,y|http://b.example/z,w|ugc"), '|');
}

TEST(LinkSeparator, ABarInAUrlDoesNotMislead) {
  EXPECT_EQ(separator_of("http://a.example/?q=x|y,http://b.example/"), ',');
  EXPECT_EQ(separator_of("http://a.example/?q=x|y|z,http://b.example/a|b,nofollow"), ',');
  EXPECT_EQ(separator_of("\"http://a.example/x,y|z\",\"http://b.example/\""), ',');
  EXPECT_EQ(separator_of("a.example/x|y|z b.example"), ' ');
  EXPECT_EQ(separator_of("http://a.example/x|y\thttp://b.example/"), '\t');
}

TEST(LinkSeparator, SpacesWithinFieldsDoNotMislead) {
  EXPECT_EQ(separator_of("http://a.example/x y,http://b.example/"), ',');
  EXPECT_EQ(separator_of("http://a.example/x y z,http://b.example/ w"), ',');
  EXPECT_EQ(separator_of("a.example , b.example , noopener nofollow , 3"), ',');
  EXPECT_EQ(separator_of("a.example\tb.example\tnoopener ugc sponsored external"), '\t');
  EXPECT_EQ(separator_of("http://a.example/x%20y,http://b.example/%20"), ',');
  EXPECT_EQ(separator_of("http://a.example/ http://b.example/\tnofollow"), ' ');
}

TEST(LinkSeparator, EmptyColumnsAtTheEndDoNotMislead) {
  EXPECT_EQ(separator_of("a.example\tb.example\t\t\t\t"), '\t');
  EXPECT_EQ(separator_of("a.example,b.example,,,,\n"), ',');
  EXPECT_EQ(separator_of("a.example\tb.example" + std::string(80, '\t')), '\t') << "more columns than are kept";
}

TEST(LinkSeparator, MostLinesWinWhereverTheyStand) {
  EXPECT_EQ(separator_of("no link, this | line\n" + repeated("a.example b.example", 3)), ' ');
  EXPECT_EQ(separator_of("x.example,y.example\n" + repeated("a.example|b.example", 2)), '|');
  EXPECT_EQ(separator_of(repeated("x.example,y.example", 3) + repeated("a.example\tb.example", 2)), ',');
}

TEST(LinkSeparator, OfEqualsTheFirstInTheOrderWins) {
  EXPECT_EQ(separator_of("a.example,b.example\nc.example\td.example\n"), '\t');
  EXPECT_EQ(separator_of("a.example b.example\nc.example,d.example\n"), ',');
  EXPECT_EQ(separator_of("a.example,b.example\nc.example|d.example\n"), '|');
}

TEST(LinkSeparator, LinesAfterTheHundredthDoNotCount) {
  EXPECT_EQ(separator_of(repeated("a.example,b.example", 100) + repeated("a.example\tb.example", 300)), ',');
  EXPECT_EQ(separator_of(repeated("broken", 500) + repeated("a.example,b.example", 1)), ',')
      << "broken lines tell nothing";
}

TEST(LinkSeparator, CommentsAndBlanksComeBefore) {
  EXPECT_EQ(separator_of("# one, two | three\n\n#\tfour\na.example b.example\n"), ' ');
}

TEST(LinkSeparator, WithoutAnyLinkTheFirstLineTells) {
  EXPECT_EQ(separator_of("!!\t??,;;\n"), '\t');
  EXPECT_EQ(separator_of("!!,?? ;;\n"), ',');
  EXPECT_EQ(separator_of("a.example\tb.example\tx\ty\tz\n"), '\t') << "too many fields";
  EXPECT_EQ(separator_of("one\ntwo\n"), '\t');
}

TEST(LinkSeparator, AHeaderTellsItAlone) {
  const LinkListFormat csv = format_of("from,to,link text\nhttp://a.example/x|y,http://b.example/,z\n");
  EXPECT_TRUE(csv.has_header);
  EXPECT_EQ(csv.separator, ',');
  const LinkListFormat spaced = format_of("source, target, rel\na.example, b.example, ugc\n");
  EXPECT_EQ(spaced.separator, ',');
  EXPECT_EQ(spaced.num_columns, 3U);
  EXPECT_EQ(format_of("source|target\n").separator, '|');
  EXPECT_FALSE(format_of("a.example\tb.example\tfrom here to there\n").has_header);
}

TEST(LinkSeparator, TheFirstLinkTellsNumbersFromNames) {
  EXPECT_TRUE(format_of("garbage\n!! ??\n0 2\na b\n").numbered);
  EXPECT_FALSE(format_of("a.example 2\n0 2\n0 2\n").numbered);
  EXPECT_TRUE(format_of("weight,source,target\n0.5,1,2\n").numbered);
  EXPECT_FALSE(format_of("0 2,1\n").numbered);
}

TEST(LinkSeparator, HasANameForMessages) {
  EXPECT_EQ(separator_name('\t'), "tabs");
  EXPECT_EQ(separator_name('|'), "\"|\"");
  EXPECT_EQ(separator_name(','), "commas");
  EXPECT_EQ(separator_name(' '), "spaces");
}

}  // namespace
}  // namespace orbweb
