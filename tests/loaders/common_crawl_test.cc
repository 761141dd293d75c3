#include "loaders/common_crawl.h"

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "graph/host_labels.h"
#include "loaders/common_crawl_ranks.h"
#include "loaders/graph_loading.h"
#include "support/compress.h"

namespace orbweb::test {
namespace {

using ::testing::HasSubstr;

const std::string kVertices = "0\tcom.example\n1\tcom.example.www\n2\torg.a\n";
const std::string kEdges = "0\t1\n1\t2\n1\t0\n";
const Arcs kArcs = {"example.com->www.example.com:1", "www.example.com->example.com:1", "www.example.com->a.org:1"};

BuildResult build(const std::map<std::string, std::string>& contents) {
  MemoryFileSystem files(7);
  std::vector<std::filesystem::path> paths;
  for (const auto& [name, content] : contents) {
    files.add(name, content);
    paths.emplace_back(name);
  }
  BuildOptions options;
  options.format = "common-crawl";
  return build_web(paths, options, {}, files);
}

std::string error_of(const std::map<std::string, std::string>& contents) {
  try {
    build(contents);
    ADD_FAILURE() << "accepted";
  } catch (const LoadError& error) {
    return error.what();
  }
  return "";
}

TEST(CommonCrawl, NamesAreTurnedRound) {
  const Web web = build({{"e", kEdges}, {"v", kVertices}}).web;
  EXPECT_EQ(arcs_of(web), kArcs);
  EXPECT_EQ(web.provenance().fold, FoldLevel::host);
  EXPECT_EQ(with_labels_reversed("com"), "com");
  EXPECT_EQ(with_labels_reversed("uk.co.example"), "example.co.uk");
}

TEST(CommonCrawl, NumbersOfHostsMeanDomains) {
  const Web web = build({{"v", "0\tcom.example\t17\n1\torg.a\t1\n"}, {"e", "0\t1\n"}}).web;
  EXPECT_EQ(arcs_of(web), (Arcs{"example.com->a.org:1"}));
  EXPECT_EQ(web.provenance().fold, FoldLevel::domain);
}

TEST(CommonCrawl, PartsMayComeInAnyOrderAndBeEmpty) {
  const Web web = build({{"a", "1\t0\n"},
                         {"b", "2\torg.a\n"},
                         {"c", ""},
                         {"d", compress(Compression::gzip, "0\tcom.example\n1\tcom.example.www\n")},
                         {"e", compress(Compression::gzip, "0\t1\r\n1\t2\r\n")}})
                      .web;
  EXPECT_EQ(arcs_of(web), kArcs);
}

TEST(CommonCrawl, VerticesWithoutEdgesAreNodes) {
  EXPECT_EQ(build({{"v", kVertices}, {"e", "0\t1\n"}}).web.num_nodes(), 3U);
}

TEST(CommonCrawl, VerticesOfOneNameAreOneNode) {
  const Web web = build({{"v", "0\tcom.a\n1\tcom.b\n2\tcom.a\n"}, {"e", "0\t1\n2\t1\n"}}).web;
  EXPECT_EQ(arcs_of(web), (Arcs{"a.com->b.com:2"}));
}

TEST(CommonCrawl, ReadsAFolderOfParts) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "host/vertices");
  std::filesystem::create_directories(folder / "host/edges");
  folder.write("host/vertices/part-00001.txt.gz", compress(Compression::gzip, "2\torg.a\n"));
  folder.write("host/vertices/part-00000.txt.gz", compress(Compression::gzip, "0\tcom.example\n1\tcom.example.www\n"));
  folder.write("host/vertices/_SUCCESS", "");
  folder.write("host/edges/part-00000.txt", kEdges);
  folder.write("host/edges/.part-00000.txt.crc", "crc");
  const BuildResult result = build_web({folder / "host"}, {});
  EXPECT_EQ(arcs_of(result.web), kArcs);
  EXPECT_EQ(result.web.provenance().options.at("format"), "common-crawl");
  EXPECT_EQ(result.report.links, 3U);
}

TEST(CommonCrawl, ReadsManyBlocksOfEdges) {
  std::string vertices, edges;
  for (int i = 0; i < 1000; ++i) vertices += std::to_string(i) + "\tcom.n" + std::to_string(i) + "\n";
  for (int i = 0; i < 300000; ++i) edges += std::to_string(i % 1000) + "\t" + std::to_string(i / 1000) + "\n";
  const BuildResult result = build({{"v", vertices}, {"e", edges}});
  EXPECT_EQ(result.report.links, 300000U);
  EXPECT_EQ(result.web.num_arcs(), 300000U);
}

TEST(CommonCrawl, RefusesBadVerticesWithTheirLine) {
  const auto refused = [](const std::string& vertices) { return error_of({{"v", vertices}, {"e", "0\t1\n"}}); };
  EXPECT_THAT(refused("0\tcom.a\n2\tcom.b\n"), HasSubstr("v: line 2: expected vertex 1"));
  EXPECT_THAT(refused("5\tcom.a\n"), HasSubstr("line 1: expected vertex 0"));
  EXPECT_THAT(refused("0\tcom.a\n\n"), HasSubstr("line 2"));
  EXPECT_THAT(refused("0\tcom.a\n1\n"), HasSubstr("line 2: expected a vertex: id<TAB>reversed.name, found no name"));
  EXPECT_THAT(refused("0\tcom.\x01"
                      "a\n"),
              HasSubstr("without control bytes"));
  EXPECT_THAT(refused("0\tcom." + std::string(10000, 'a') + "\n"), HasSubstr("over 8 KiB"));
  EXPECT_THAT(refused("x\tcom.a\n"), HasSubstr("line 1"));
}

TEST(CommonCrawl, RefusesBadEdgesWithTheirLine) {
  const auto refused = [](const std::string& edges) { return error_of({{"v", kVertices}, {"e", "0\t1\n" + edges}}); };
  EXPECT_THAT(refused("0\t3\n"), HasSubstr("e: line 2: expected an edge: id<TAB>id, both below 3, found \"0\\x093\""));
  EXPECT_THAT(refused("3\t0\n"), HasSubstr("line 2"));
  EXPECT_THAT(refused("0\n"), HasSubstr("line 2"));
  EXPECT_THAT(refused("0\t1\t2\n"), HasSubstr("line 2"));
  EXPECT_THAT(refused("0\t99999999999999999999\n"), HasSubstr("line 2"));
  EXPECT_THAT(refused("\n"), HasSubstr("a blank line"));
  EXPECT_THAT(refused(std::string(3 << 20, '0') + "\n"), HasSubstr("line 2"));
}

TEST(CommonCrawl, AsksForBothKinds) {
  EXPECT_THROW(build({{"v", kVertices}}), ArgumentError);
  EXPECT_THROW(build({{"e", kEdges}}), ArgumentError);
}

class CommonCrawlRanks : public ::testing::Test {
 protected:
  std::vector<CommonCrawlRank> read(const std::string& content) const {
    std::vector<CommonCrawlRank> ranks;
    read_common_crawl_ranks(folder_.write("ranks.txt", content),
                            [&](const CommonCrawlRank& rank) { ranks.push_back(rank); });
    return ranks;
  }
  std::string error_of(const std::string& content) const {
    try {
      read(content);
      ADD_FAILURE() << "accepted";
    } catch (const LoadError& error) {
      return error.what();
    }
    return "";
  }
  TemporaryFolder folder_;
};

const std::string kRanks =
    "#harmonicc_pos\t#harmonicc_val\t#pr_pos\t#pr_val\t#host_rev\t#n_hosts\n"
    "1\t2.949189E7\t2\t0.0159\tcom.example.www\t2924\n"
    "2\t1.5\t1\t0.02\torg.none\t1\n";

TEST_F(CommonCrawlRanks, ReadsEveryColumn) {
  const std::vector<CommonCrawlRank> ranks = read(kRanks);
  ASSERT_EQ(ranks.size(), 2U);
  EXPECT_EQ(ranks[0].name, "www.example.com");
  EXPECT_EQ(ranks[0].harmonic_position, 1U);
  EXPECT_EQ(ranks[0].harmonic, 2.949189e7);
  EXPECT_EQ(ranks[0].pagerank_position, 2U);
  EXPECT_EQ(ranks[0].pagerank, 0.0159);
  EXPECT_EQ(ranks[0].num_hosts, 2924U);
}

TEST_F(CommonCrawlRanks, ReadsHostsAndOtherOrdersAndNoHeader) {
  EXPECT_EQ(read("1\t2\t3\t0.5\tcom.a\n")[0].pagerank, 0.5);
  const auto turned = read("#host_rev\t#pr_val\t#pr_pos\t#harmonicc_val\t#harmonicc_pos\ncom.a\t0.5\t3\t2\t1\n");
  EXPECT_EQ(turned[0].name, "a.com");
  EXPECT_EQ(turned[0].harmonic_position, 1U);
  EXPECT_EQ(turned[0].num_hosts, 0U);
}

TEST_F(CommonCrawlRanks, RefusesBadLines) {
  EXPECT_THAT(error_of(""), HasSubstr("at least one rank"));
  EXPECT_THAT(error_of("#pr_val\n"), HasSubstr("a column #harmonicc_pos"));
  EXPECT_THAT(error_of(kRanks + "3\tx\t3\t1\tcom.a\n"), HasSubstr("line 4: expected a number as harmonicc_val"));
  EXPECT_THAT(error_of(kRanks + "3\t1\t3\tnan\tcom.a\n"), HasSubstr("a number as pr_val"));
  EXPECT_THAT(error_of(kRanks + "3\t1\t3\n"), HasSubstr("found 3 columns"));
  EXPECT_THAT(error_of(kRanks + "-3\t1\t3\t1\tcom.a\n"), HasSubstr("a number as harmonicc_pos"));
  EXPECT_THAT(error_of(kRanks + "3\t1\t3\t1\t\n"), HasSubstr("a name"));
}

TEST_F(CommonCrawlRanks, MatchesTheNodesOfAWeb) {
  const Web web = build({{"v", kVertices}, {"e", kEdges}}).web;
  const CommonCrawlScores scores = read_common_crawl_scores(folder_.write("ranks.txt", kRanks), web);
  EXPECT_EQ(scores.num_matched, 1U);
  EXPECT_EQ(scores.num_unmatched, 1U);
  const NodeId node = *web.find("www.example.com");
  EXPECT_EQ(scores.pagerank[node], 0.0159);
  EXPECT_EQ(scores.harmonic_position[node], 1U);
  EXPECT_TRUE(std::isnan(scores.pagerank[*web.find("a.org")]));
  EXPECT_EQ(scores.pagerank_position[*web.find("a.org")], 0U);
}

TEST_F(CommonCrawlRanks, ReadsTheTopOfARelease) {
  ORBWEB_DATA_OR_SKIP(path, "ranks/domain-cc-main-2026-mar-apr-may.json");
  const auto data = nlohmann::json::parse(read_file(path));
  std::string text;
  const auto add_line = [&](const nlohmann::json& fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) text += (i == 0 ? "" : "\t") + fields[i].get<std::string>();
    text += '\n';
  };
  add_line(data["header"]);
  for (const auto& row : data["rows"]) add_line(row);
  const std::vector<CommonCrawlRank> ranks = read(text);
  ASSERT_EQ(ranks.size(), data["rows"].size());
  EXPECT_EQ(ranks[0].name, "googleapis.com");
  EXPECT_EQ(ranks[0].num_hosts, 2924U);
  for (std::size_t i = 0; i < ranks.size(); ++i) EXPECT_EQ(ranks[i].harmonic_position, i + 1);
}

}  // namespace
}  // namespace orbweb::test
