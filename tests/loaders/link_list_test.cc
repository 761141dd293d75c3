#include "loaders/link_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

#include "graph/error.h"
#include "graph/parallel.h"
#include "loaders/link_list_line.h"
#include "loaders/link_lists.h"
#include "loaders/open.h"
#include "support/compress.h"
#include "support/data.h"
#include "support/memory_files.h"
#include "support/random_graph.h"

namespace orbweb::test {
namespace {

using namespace link_lists;
using ::testing::HasSubstr;
// Every way to write the same five links:
//
//   a.example ==> b.example (3 + 1 links)    a.example --> c.example (nofollow)
//   b.example --> c.example                  c.example --> a.example (nofollow, 7 links)
using Variant = std::tuple<char, Compression, bool, bool>;  // separator, compression, CRLF, header
class LinkListVariant : public ::testing::TestWithParam<Variant> {};

std::string write_links(char separator, bool crlf, bool header) {
  std::vector<std::vector<std::string>> lines;
  if (header) lines.push_back({"source", "target", "rel", "count"});
  lines.push_back({"a.example", "b.example", "-", "3"});
  lines.push_back({"a.example", "http://B.example/page", "noopener", "1"});
  lines.push_back({"a.example", "c.example", "NoFollow", "1"});
  lines.push_back({"b.example", "c.example", "external", "1"});
  lines.push_back({"c.example", "a.example", "UGC", "7"});
  std::string text = "# made by hand\n\n";
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) text += (i == 0 ? "" : std::string(1, separator)) + line[i];
    text += crlf ? "\r\n" : "\n";
  }
  return text;
}

TEST_P(LinkListVariant, MakesTheSameWeb) {
  const auto [separator, compression, crlf, header] = GetParam();
  const BuildResult result = build({compress(compression, write_links(separator, crlf, header))});
  EXPECT_EQ(arcs_of(result.web), (std::vector<std::string>{"a.example->b.example:4", "a.example->c.example:1n",
                                                           "b.example->c.example:1", "c.example->a.example:7n"}));
  EXPECT_EQ(result.report.lines, 5U);
  EXPECT_EQ(result.report.link_lines(), 5U);
  EXPECT_EQ(result.report.links, 3U + 1 + 1 + 1 + 7);
  EXPECT_EQ(result.report.num_rejected(), 0U);
  EXPECT_EQ(result.report.bytes, write_links(separator, crlf, header).size());
}

INSTANTIATE_TEST_SUITE_P(All, LinkListVariant,
                         ::testing::Combine(::testing::Values('\t', ',', '|', ' '),
                                            ::testing::Values(Compression::none, Compression::gzip, Compression::zstd,
                                                              Compression::bzip2, Compression::xz),
                                            ::testing::Bool(), ::testing::Bool()));

TEST(LinkList, TellsCountFromRelInTheThirdField) {
  EXPECT_EQ(arcs("a.example\tb.example\t5"), std::vector<std::string>{"a.example->b.example:5"});
  EXPECT_EQ(arcs("a.example\tb.example\t5\tugc"), std::vector<std::string>{"a.example->b.example:5n"});
  EXPECT_EQ(arcs("a.example\tb.example\tugc\t5"), std::vector<std::string>{"a.example->b.example:5n"});
  EXPECT_EQ(arcs("a.example b.example noopener ugc 5"), std::vector<std::string>{"a.example->b.example:5n"});
  EXPECT_EQ(arcs("a.example\tb.example\t\t"), std::vector<std::string>{"a.example->b.example:1"});
}

TEST(LinkList, RefusesACountThatIsNoWholeNumber) {
  const auto report =
      build({"a.com\tb.com\t-5\na.com\tc.com\t2.5\na.com\td.com\tnofollow\t+1\na.com\te.com\t-\n"}).report;
  EXPECT_EQ(report.rejected[static_cast<std::size_t>(Rejection::invalid_count)], 3U);
  EXPECT_EQ(report.links, 1U);
}

TEST(LinkList, FollowsALinkUnlessRelSaysOtherwise) {
  for (const std::string rel : {"nofollow", "UGC", "Sponsored", "noopener nofollow", "ugc,sponsored",
                                "rel=\"nofollow\"", "noreferrer;NOFOLLOW"}) {
    EXPECT_FALSE(is_followed(rel)) << rel;
  }
  for (const std::string rel : {"", "-", "follow", "noopener", "nofollowed", "x-ugc"})
    EXPECT_TRUE(is_followed(rel)) << rel;
}

TEST(LinkList, UnknownWordsOfRelAreIgnored) {
  const std::vector<std::string> followed = {"a.example->b.example:1"};
  EXPECT_EQ(arcs("a.example\tb.example\tnoopener"), followed);
  EXPECT_EQ(arcs("a.example\tb.example\tme external no-such-word"), followed);
  EXPECT_EQ(arcs("a.example b.example license tag"), followed);
  EXPECT_EQ(arcs("source,target,rel\na.example,b.example,dofollow\n"), followed);
  EXPECT_EQ(arcs("a.example\tb.example\tno-such-word ugc"), std::vector<std::string>{"a.example->b.example:1n"});
}

TEST(LinkList, UrlsMayHoldWhatSeparatesElsewhere) {
  const std::vector<std::string> expected = {"a.example->b.example:2", "a.example->c.example:1n"};
  const std::string comma = "http://a.example/x,y";
  const std::string bar = "http://a.example/x|y|z";
  for (const std::string separator : {"\t", " ", "|"}) {
    const std::string rel = separator + "nofollow\n";
    EXPECT_EQ(arcs(comma + separator + "http://b.example/p,q\n" + comma + separator + "b.example\n" + comma +
                   separator + "c.example" + rel),
              expected)
        << separator;
  }
  for (const std::string separator : {"\t", " ", ","}) {
    const std::string rel = separator + "nofollow\n";
    EXPECT_EQ(arcs(bar + separator + "http://b.example/p|q\n" + bar + separator + "b.example\n" + bar + separator +
                   "c.example" + rel),
              expected)
        << separator;
  }
  EXPECT_EQ(arcs("source,target\nhttp://a.example/|,b.example\n"), std::vector<std::string>{"a.example->b.example:1"});
}

TEST(LinkList, LinksAreCountsAddedUp) {
  const BuildResult result =
      build({"a.example\tb.example\t5\nbroken\na.example\tb.example\tugc\t2\n", "a.example c.example\n"});
  EXPECT_EQ(result.report.links, 8U);
  EXPECT_EQ(result.report.link_lines(), 3U);
  EXPECT_EQ(result.report.lines, 4U);
  EXPECT_EQ(result.web.provenance().links_read, 8U);
  EXPECT_EQ(build({"0 1 4000000000\n0 1 4000000000\n0 1\n"}).report.links, 8000000001U);
}

TEST(LinkList, MessagesNameTheSeparator) {
  EXPECT_THAT(error_of({"a.example,b.example\nbroken\n"}, true).expected(), HasSubstr("separated by commas"));
  const LoadError none = error_of({"mailto:x|mailto:y\n"});
  EXPECT_THAT(none.expected(), HasSubstr("source|target"));
  EXPECT_THAT(none.found(), HasSubstr("separated by \"|\""));
  const LoadReport report = build({"a.example b.example\nbroken\n", "a.example,b.example\nbroken\n"}).report;
  ASSERT_EQ(report.examples.size(), 2U);
  EXPECT_EQ(report.examples[0].separator, ' ');
  EXPECT_EQ(report.examples[1].separator, ',');
}

TEST(LinkList, TextThatStartsLikeBzip2SaysSo) {
  const LoadError error = error_of({"BZh9garbage\nof-a-file\n"});
  EXPECT_THAT(error.found(), HasSubstr("damaged bzip2"));
  EXPECT_EQ(arcs("BZh9.example\tb.example\n"), std::vector<std::string>{"bzh9.example->b.example:1"});
}

TEST(LinkList, ReadsColumnsInTheOrderOfTheHeader) {
  const std::vector<std::string> expected = {"a.example->b.example:2n"};
  EXPECT_EQ(arcs("count,to,anchor,rel,from\n2,b.example,\"x, y\",ugc,a.example\n"), expected);
  EXPECT_EQ(arcs("TARGET_URL|Source-URL|links|rel\nb.example|a.example|2|ugc\n"), expected);
  EXPECT_EQ(arcs("end start rel count\nb.example a.example noopener ugc 2\n"), expected);
  EXPECT_EQ(arcs("# dst\tsrc\tcount\trel\nb.example\ta.example\t2\tugc\n"), expected);
}

TEST(LinkList, RefusesAThirdFieldWhereTheHeaderNamesTwo) {
  const LoadReport report = build({"start end\n1 2\n1 2 5\n"}).report;
  EXPECT_EQ(report.rejected[static_cast<std::size_t>(Rejection::too_many_fields)], 1U);
}

TEST(LinkList, UnquotesCsv) {
  EXPECT_EQ(arcs("\"a.example\" , \"http://b.example/x,\"\"y\"\"\",\"no \"\"follow\"\"\",3\n"),
            std::vector<std::string>{"a.example->b.example:3"});
}

TEST(LinkList, ReadsNumbersAsNodesWithoutNames) {
  const Web web = build({"# FromNodeId\tToNodeId\n0\t2\r\n2\t0\n2\t0\n1\t2\tnofollow\n"}).web;
  EXPECT_FALSE(web.has_names());
  EXPECT_EQ(web.provenance().fold, FoldLevel::none);
  EXPECT_EQ(arcs_of(web), (std::vector<std::string>{"0->2:1", "1->2:1n", "2->0:2"}));
}

TEST(LinkList, ABrokenFirstLineDoesNotDecideForTheOthers) {
  const BuildResult result = build({"garbage\n0\t2\n2\t1\n"});
  EXPECT_FALSE(result.web.has_names());
  EXPECT_EQ(result.report.links, 2U);
  EXPECT_EQ(result.report.rejected[static_cast<std::size_t>(Rejection::missing_target)], 1U);
}

TEST(LinkList, ReadsManySmallFiles) {
  std::vector<std::string> contents;
  for (int i = 0; i < 300; ++i) contents.push_back("site" + std::to_string(i) + ".example\thub.example\n");
  const BuildResult result = build(contents);
  EXPECT_EQ(result.web.num_nodes(), 301U);
  EXPECT_EQ(result.report.links, 300U);
}

TEST(LinkList, ReadsStandardInputOnceThroughTheWholeJob) {
  MemoryFileSystem files(5);
  files.add("-", compress(Compression::zstd, "0 1\n1 2\n"));
  EXPECT_EQ(arcs_of(build_web({"-"}, {}, {}, files).web), (std::vector<std::string>{"0->1:1", "1->2:1"}));
  EXPECT_THROW(build_web({"-", "-"}, {}, {}, files), ArgumentError);
}

TEST(LinkList, NamesAMissingFileAndAFolder) {
  const TemporaryFolder folder;
  const auto good = folder.write("good", "1 2\n");
  EXPECT_THROW(build_web({folder / "missing"}, {}), IoError);
  EXPECT_THROW(build_web({good, folder / "missing"}, {}), IoError);
  EXPECT_THROW(build_web({folder.path()}, {}), IoError);
  EXPECT_THROW(build_web({}, {}), ArgumentError);
}

TEST(LinkList, ReportsBytesAndStops) {
  const TemporaryFolder folder;
  std::string content;
  for (int i = 0; i < 100000; ++i) content += "1\t" + std::to_string(i) + "\n";
  const auto path = folder.write("links.tsv", content);
  std::uint64_t last = 0;
  std::stop_source stop;
  Control control;
  control.stop = stop.get_token();
  control.report = [&](const Progress& progress) {
    if (progress.phase != "reading links") return;
    EXPECT_GE(progress.done, last);
    EXPECT_EQ(progress.total, content.size());
    last = progress.done;
  };
  build_web({path}, {}, control);
  EXPECT_EQ(last, content.size());
  stop.request_stop();
  EXPECT_THROW(build_web({path}, {}, control), Cancelled);
}

TEST(LinkList, SurvivesRandomText) {
  constexpr std::string_view kBytes =
      "ab.:/\\\t ,|\"\n\r#019-\x01\x00\xc3\xa9%[]@?"
      "http://nofollow";
  Random random(5);
  std::size_t built = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string content = round % 2 == 0 ? "a.example\tb.example\n" : "";
    for (std::uint64_t i = random.below(200); i > 0; --i) content += kBytes[random.below(kBytes.size())];
    try {
      const BuildResult result = build({content});
      std::uint64_t links = 0;
      for (const std::uint32_t count : result.web.link_counts().to_vector()) links += count;
      EXPECT_EQ(links, result.report.links);
      EXPECT_GE(links, result.report.link_lines());
      ++built;
    } catch (const LoadError&) {
      continue;
    }
  }
  EXPECT_GT(built, 100U);
}

TEST(LinkList, ReadsTheHostsOf1996) {
  ORBWEB_DATA_OR_SKIP(path, "links/uk-hosts-1996.tsv.gz");
  BuildOptions options;
  options.fold.level = FoldLevel::host;
  const BuildResult result = build_web({path}, options);
  EXPECT_EQ(result.report.lines, 184433U);
  std::uint64_t links = 0;
  for (const std::uint32_t count : result.web.link_counts().to_vector()) links += count;
  EXPECT_LE(links, 4772674U);
  EXPECT_GT(links, 4700000U);
}

TEST(LinkList, ReadsSnapEdgeLists) {
  ORBWEB_DATA_OR_SKIP(path, "links/soc-Epinions1.txt.gz");
  const Web web = build_web({path}, {}).web;
  EXPECT_EQ(web.num_nodes(), 75888U);  // ids have gaps: the largest is 75,887
  EXPECT_EQ(web.num_arcs(), 508837U);
}

TEST(LinkList, ReadsAHeaderOfWords) {
  ORBWEB_DATA_OR_SKIP(path, "links/hollins-links.txt");
  const BuildResult result = build_web({path}, {});
  EXPECT_EQ(result.report.links, 23875U);
  EXPECT_EQ(result.report.num_rejected(), 0U);
}

}  // namespace
}  // namespace orbweb::test
