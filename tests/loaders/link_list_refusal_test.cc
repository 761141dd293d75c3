// Lines and files that a link list refuses, counts and names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

#include "graph/error.h"
#include "graph/parallel.h"
#include "loaders/link_list.h"
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
TEST(LinkList, CountsRefusedLinesByReason) {
  const std::string good = "a.example\tb.example";
  EXPECT_EQ(only_rejection("a.example", good), Rejection::missing_target);
  EXPECT_EQ(only_rejection("a.example\t", good), Rejection::missing_target);
  EXPECT_EQ(only_rejection("\tb.example", good), Rejection::missing_target);
  EXPECT_EQ(only_rejection("a.example\tb.example\tugc\t1\tx", good), Rejection::too_many_fields);
  EXPECT_EQ(only_rejection("a.example\tb.example" + std::string(80, '\t'), good), Rejection::too_many_fields);
  EXPECT_EQ(only_rejection("a.example\tmailto:x@b.example", good), Rejection::not_http);
  EXPECT_EQ(only_rejection("a.example\thttp://", good), Rejection::no_host);
  EXPECT_EQ(only_rejection("a.example\thttp://a b/", good), Rejection::invalid_host);
  EXPECT_EQ(only_rejection("a.example\tb.example\tugc\t0", good), Rejection::invalid_count);
  EXPECT_EQ(only_rejection("a.example\tb.example\t4294967296", good), Rejection::invalid_count);
  EXPECT_EQ(only_rejection("a.example\tb.example\tugc\t-1", good), Rejection::invalid_count);
  EXPECT_EQ(only_rejection("a.example\tb\x01.example", good), Rejection::control_bytes);
  EXPECT_EQ(only_rejection(std::string("a.example\0b.example", 19), good), Rejection::control_bytes);
  EXPECT_EQ(only_rejection(std::string(3 << 20, 'x'), good), Rejection::line_too_long);
  EXPECT_EQ(only_rejection("a.example\t" + std::string(9000, 'b'), good), Rejection::url_too_long);
}

TEST(LinkList, RefusesNumbersThatNoNodeCanHave) {
  EXPECT_EQ(only_rejection("1\tb.example", "1\t2"), Rejection::not_a_number);
  EXPECT_EQ(only_rejection("-1\t2", "1\t2"), Rejection::not_a_number);
  EXPECT_EQ(only_rejection("1.5\t2", "1\t2"), Rejection::not_a_number);
  EXPECT_EQ(only_rejection("1\t4294967295", "1\t2"), Rejection::number_too_large);
  EXPECT_EQ(only_rejection("18446744073709551616\t1", "1\t2"), Rejection::number_too_large);
  EXPECT_EQ(only_rejection("1\t" + std::string(1000, '9'), "1\t2"), Rejection::number_too_large);
  NodeId node = 0;
  EXPECT_EQ(parse_node_number("4294967294", node), Rejection::none);
  EXPECT_EQ(node, 4294967294U);
  EXPECT_EQ(parse_node_number("00000000000000000000007", node), Rejection::none);
  EXPECT_EQ(node, 7U);
}

TEST(LinkList, ARefusedLineLeavesNoNodeBehind) {
  const Web web =
      build({"a.example\tb.example\nc.example\thttp://\nmailto:x\td.example\nc.example\tb.example\t0\n"}).web;
  EXPECT_EQ(web.num_nodes(), 2U);
}

TEST(LinkList, QuotesTheFirstRefusedLinesWhateverTheThreads) {
  std::string content;
  for (int i = 1; i <= 300000; ++i) {
    content +=
        i % 1000 == 0 ? "broken" + std::to_string(i) + "\n" : "site" + std::to_string(i % 77) + ".example\tb.example\n";
  }
  for (const int threads : {1, 2, 5}) {
    const LoadReport report = with_threads(threads, [&] { return build({content, content}).report; });
    EXPECT_EQ(report.num_rejected(), 600U);
    ASSERT_EQ(report.examples.size(), kExamplesPerReason);
    EXPECT_EQ(report.examples[0].path, "0");
    EXPECT_EQ(report.examples[0].line, 1000U);
    EXPECT_EQ(report.examples[2].line, 3000U);
    EXPECT_EQ(report.examples[2].text, "\"broken3000\"");
  }
}

TEST(LinkList, CountsEveryLineOfTheFile) {
  std::string content = "# one\n\nsource\ttarget\n";
  for (int i = 0; i < 200000; ++i) content += "a.example\tb.example\n# comment\n";
  content += std::string(2 << 20, 'y') + "\nbroken\n";
  const LoadReport report = build({content}).report;
  ASSERT_EQ(report.examples.size(), 2U);
  EXPECT_EQ(report.examples[0].line, 400004U);
  EXPECT_EQ(report.examples[0].reason, Rejection::line_too_long);
  EXPECT_EQ(report.examples[1].line, 400005U);
}

TEST(LinkList, CountsLinesAcrossLongComments) {
  std::string content;
  for (int i = 0; i < 100000; ++i) content += "# a comment before all data\n";
  const LoadReport report = build({content + "a.example\tb.example\nbroken\n"}).report;
  ASSERT_EQ(report.examples.size(), 1U);
  EXPECT_EQ(report.examples[0].line, 100002U);
}

TEST(LinkList, ALineOfAHundredMegabytesCostsOnlyItself) {
  const std::string huge(std::size_t{100} << 20, 'x');
  const BuildResult first = build({huge + "\n1\t2\n2\t1\n"});
  EXPECT_EQ(first.report.links, 2U);
  EXPECT_FALSE(first.web.has_names());
  EXPECT_EQ(first.report.rejected[static_cast<std::size_t>(Rejection::line_too_long)], 1U);
}

TEST(LinkList, StrictNamesTheFirstBadLine) {
  std::string content;
  for (int i = 0; i < 300000; ++i) content += "a.example\tb.example\n";
  const LoadError error = error_of({content, content + "broken\nworse\n" + content, "broken\n"}, true);
  EXPECT_EQ(error.path(), "1");
  EXPECT_EQ(error.place(), "line 300001");
  EXPECT_THAT(error.found(), HasSubstr("\"broken\""));
}

TEST(LinkList, RefusesAnInputWithoutLinks) {
  EXPECT_THAT(error_of({""}).found(), HasSubstr("no bytes"));
  EXPECT_THAT(error_of({compress(Compression::gzip, "")}).found(), HasSubstr("no bytes"));
  EXPECT_THAT(error_of({"# only\n\n"}).found(), HasSubstr("comments"));
  EXPECT_THAT(error_of({"one\ntwo\n"}).found(), HasSubstr("line 1"));
  EXPECT_EQ(error_of({"a.example b.example\n", "one\n", ""}).path(), "1");
}

TEST(LinkList, RefusesBinaryData) {
  EXPECT_THAT(error_of({std::string("\x7f"
                                    "ELF\x02\x01\x01\0\0\0\0\0",
                                    12)})
                  .found(),
              HasSubstr("binary"));
  const LoadError utf16 =
      error_of({std::string("\xff\xfe"
                            "a\0 \0b\0\n\0",
                            10)});
  EXPECT_THAT(utf16.expected(), HasSubstr("UTF-8"));
}

TEST(LinkList, RefusesDamageFarIntoAFile) {
  std::string content;
  for (std::uint64_t i = 0; i < 300000; ++i)
    content += std::to_string(i * 7919 % 100003) + "\t" + std::to_string(i) + "\n";
  const std::string file = compress(Compression::gzip, content);
  EXPECT_THAT(error_of({file.substr(0, file.size() - 5)}).found(), HasSubstr("truncated"));
  EXPECT_THAT(error_of({file, file + "garbage"}).path(), "1");
}

}  // namespace
}  // namespace orbweb::test
