// What the bytes of each output format are.
#include "exports/export_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstring>
#include <map>
#include <string>

#include "exports/export_writing.h"
#include "graph/error.h"

namespace orbweb::test {
namespace {

using ::testing::HasSubstr;

template <class Number>
std::string bytes_of_numbers(std::initializer_list<Number> numbers) {
  return {reinterpret_cast<const char*>(numbers.begin()), numbers.size() * sizeof(Number)};
}

TEST_F(ExportFormatTest, Links) {
  EXPECT_EQ(written("links", small_web()),
            "source\ttarget\tcount\trel\n"
            "a.example\tb.example\t2\t\n"
            "a.example\tc.x.example\t1\tnofollow\n"
            "c.x.example\tc.x.example\t3\t\n");
  EXPECT_EQ(written("links", make_web(3, {{2, 0}})), "source\ttarget\tcount\trel\n2\t0\t1\t\n");
}

TEST_F(ExportFormatTest, Snap) {
  EXPECT_EQ(written("snap", small_web()),
            "# Directed graph\n# Nodes: 3 Edges: 3\n# FromNodeId\tToNodeId\n0\t1\n0\t2\n2\t2\n");
}

TEST_F(ExportFormatTest, CommonCrawl) {
  EXPECT_EQ(written("common-crawl", small_web(), "my-vertices.txt"), "0\texample.a\n1\texample.b\n2\texample.x.c\n");
  EXPECT_EQ(read_file(folder_ / "my-edges.txt"), "0\t1\n0\t2\n2\t2\n");
}

TEST_F(ExportFormatTest, CommonCrawlRefusesWhatItCannotHold) {
  EXPECT_THROW(written("common-crawl", path_web(), "vertices.txt"), ArgumentError);
  EXPECT_THROW(written("common-crawl", small_web(), "nodes.txt"), ArgumentError);
  const Web pages = make_named_web({{"https://a.example/", "https://a.example/b"}}, FoldLevel::page);
  EXPECT_THROW(written("common-crawl", pages, "vertices.txt"), ArgumentError);
  EXPECT_EQ(num_files(), 0U);
}

TEST_F(ExportFormatTest, MatrixMarket) {
  EXPECT_EQ(written("mtx", make_web(3, {{0, 1}, {0, 2}, {2, 2}})),
            "%%MatrixMarket matrix coordinate pattern general\n3 3 3\n1 2\n1 3\n3 3\n");
  EXPECT_EQ(written("mtx", small_web()),
            "%%MatrixMarket matrix coordinate integer general\n3 3 3\n1 2 2\n1 3 1\n3 3 3\n");
}

TEST_F(ExportFormatTest, Metis) { EXPECT_EQ(written("metis", path_web()), "3 2\n2\n1 3\n2\n"); }

TEST_F(ExportFormatTest, MetisRefusesDirectedGraphsAndSelfLoopsAndSaysWhatToDo) {
  const auto message = [&](const Web& web) -> std::string {
    try {
      written("metis", web);
      return "";
    } catch (const ArgumentError& error) {
      return error.what();
    }
  };
  EXPECT_THAT(message(small_web()), HasSubstr("--symmetrise"));
  EXPECT_THAT(message(make_web(2, {{0, 1}, {1, 0}, {1, 1}})), HasSubstr("--drop-self-loops"));
  EXPECT_EQ(num_files(), 0U);
}

TEST_F(ExportFormatTest, Graphml) {
  EXPECT_EQ(written("graphml", make_named_web({{"a.example", "b.example", false, 2}})),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"
            "  <key id=\"name\" for=\"node\" attr.name=\"name\" attr.type=\"string\"/>\n"
            "  <key id=\"count\" for=\"edge\" attr.name=\"count\" attr.type=\"long\"/>\n"
            "  <key id=\"followed\" for=\"edge\" attr.name=\"followed\" attr.type=\"boolean\"/>\n"
            "  <graph edgedefault=\"directed\">\n"
            "    <node id=\"n0\"><data key=\"name\">a.example</data></node>\n"
            "    <node id=\"n1\"><data key=\"name\">b.example</data></node>\n"
            "    <edge source=\"n0\" target=\"n1\"><data key=\"count\">2</data>"
            "<data key=\"followed\">false</data></edge>\n"
            "  </graph>\n</graphml>\n");
  EXPECT_THAT(written("graphml", path_web()), HasSubstr("    <node id=\"n2\"/>\n"));
  EXPECT_THAT(written("graphml", path_web()),
              HasSubstr("    <data key=\"named\">false</data>\n    <node id=\"n0\"/>\n"));
}

TEST_F(ExportFormatTest, Gml) {
  EXPECT_EQ(written("gml", make_web(2, {{1, 0, true, 4}})),
            "graph [\n  directed 1\n  named 0\n  node [\n    id 0\n    label \"0\"\n  ]\n  node [\n    id 1\n    label "
            "\"1\"\n  ]\n"
            "  edge [\n    source 1\n    target 0\n    count 4\n    followed 1\n  ]\n]\n");
}

TEST_F(ExportFormatTest, MarkupEscapesWhateverANameHolds) {
  const Web web = make_web(1, {});
  const auto label = [&](const std::string& name) {
    const GraphExport named{
        .web = web, .name_of = [&](NodeId) { return name; }, .path = folder_ / "out", .overwrite = true};
    write_graph(export_format_named("gml"), named);
    const std::string text = read_file(folder_ / "out");
    const std::size_t begin = text.find("label \"") + 7;
    return text.substr(begin, text.find('"', begin) - begin);
  };
  EXPECT_EQ(label("a&b<c>\"d"), "a&amp;b&lt;c&gt;&quot;d");
  EXPECT_EQ(label("m\xc3\xbcnchen"), "m&#252;nchen");
  EXPECT_EQ(label("\xf0\x9f\x8c\x90"), "&#127760;");
  EXPECT_EQ(label("\xff\xc3"), "&#65533;&#65533;");              // no UTF-8
  EXPECT_EQ(label("\xc0\x80"), "&#65533;&#65533;");              // overlong
  EXPECT_EQ(label("\xed\xa0\x80"), "&#65533;&#65533;&#65533;");  // a surrogate
  EXPECT_EQ(label(std::string("a\x01\x7f", 3)), "a&#65533;&#127;");
}

TEST_F(ExportFormatTest, Pairs) {
  EXPECT_EQ(written("pairs32", small_web()), (bytes_of_numbers<std::uint32_t>({0, 1, 0, 2, 2, 2})));
  EXPECT_EQ(written("pairs64", small_web()), (bytes_of_numbers<std::uint64_t>({0, 1, 0, 2, 2, 2})));
}

TEST_F(ExportFormatTest, GapOfADirectedGraphHasBothDirections) {
  EXPECT_EQ(written("sg", small_web()), std::string(1, '\1') + bytes_of_numbers<std::int64_t>({3, 3, 0, 2, 2, 3}) +
                                            bytes_of_numbers<std::int32_t>({1, 2, 2}) +
                                            bytes_of_numbers<std::int64_t>({0, 0, 1, 3}) +
                                            bytes_of_numbers<std::int32_t>({0, 0, 2}));
}

TEST_F(ExportFormatTest, GapWeightsAreLinkCountsInBothDirections) {
  EXPECT_EQ(written("wsg", small_web()), std::string(1, '\1') + bytes_of_numbers<std::int64_t>({3, 3, 0, 2, 2, 3}) +
                                             bytes_of_numbers<std::int32_t>({1, 2, 2, 1, 2, 3}) +
                                             bytes_of_numbers<std::int64_t>({0, 0, 1, 3}) +
                                             bytes_of_numbers<std::int32_t>({0, 2, 0, 1, 2, 3}));
}

TEST_F(ExportFormatTest, GapOfASymmetricGraphIsUndirected) {
  EXPECT_EQ(written("sg", path_web()), std::string(1, '\0') + bytes_of_numbers<std::int64_t>({4, 3, 0, 1, 3, 4}) +
                                           bytes_of_numbers<std::int32_t>({1, 0, 2, 1}));
}

template <class Number>
Number number_at(const std::string& bytes, std::size_t at) {
  Number number{};
  std::memcpy(&number, bytes.substr(at, sizeof number).data(), sizeof number);
  return number;
}

/// The entries of an archive by its central directory, each checked against its CRC-32.
std::map<std::string, std::string> unzip(const std::string& zip) {
  std::map<std::string, std::string> entries;
  const std::size_t locator = zip.size() - 22 - 20;
  const auto end = number_at<std::uint64_t>(zip, locator + 8);
  const auto count = number_at<std::uint64_t>(zip, end + 32);
  std::size_t at = number_at<std::uint64_t>(zip, end + 48);
  for (std::uint64_t i = 0; i < count; ++i) {
    EXPECT_EQ(zip.substr(at, 4), "PK\1\2");
    const std::size_t name_size = number_at<std::uint16_t>(zip, at + 28);
    const std::string name = zip.substr(at + 46, name_size);
    const std::size_t extra = at + 46 + name_size + 4;
    const auto size = number_at<std::uint64_t>(zip, extra), packed = number_at<std::uint64_t>(zip, extra + 8);
    const std::size_t local = number_at<std::uint64_t>(zip, extra + 16);
    EXPECT_EQ(zip.substr(local, 4), "PK\3\4");
    const std::size_t data = local + 30 + name_size + number_at<std::uint16_t>(zip, local + 28);
    EXPECT_EQ(zip.substr(data + packed, 4), "PK\7\b");
    std::string plain(size, '\0');
    z_stream stream{};
    EXPECT_EQ(inflateInit2(&stream, -MAX_WBITS), Z_OK);
    std::string source = zip.substr(data, packed);
    stream.next_in = reinterpret_cast<Bytef*>(source.data());
    stream.avail_in = static_cast<uInt>(packed);
    stream.next_out = reinterpret_cast<Bytef*>(plain.data());
    stream.avail_out = static_cast<uInt>(size);
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    inflateEnd(&stream);
    EXPECT_EQ(crc32(0, reinterpret_cast<const Bytef*>(plain.data()), static_cast<uInt>(size)),
              number_at<std::uint32_t>(zip, at + 16));
    entries[name] = plain;
    at = extra + 24;
  }
  return entries;
}

/// The header's dictionary and the data of a .npy file.
std::pair<std::string, std::string> npy(const std::string& bytes) {
  EXPECT_EQ(bytes.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
  const std::size_t length = number_at<std::uint16_t>(bytes, 8);
  EXPECT_EQ((10 + length) % 64, 0U);
  const std::string header = bytes.substr(10, length);
  EXPECT_EQ(header.back(), '\n');
  return {header.substr(0, header.find('}') + 1), bytes.substr(10 + length)};
}

TEST_F(ExportFormatTest, ScipyIsACsrMatrixOfLinkCounts) {
  const auto entries = unzip(written("npz", small_web(), "out.npz"));
  const auto expect = [&](const char* name, const std::string& header, const std::string& data) {
    EXPECT_EQ(npy(entries.at(std::string(name) + ".npy")), std::pair(header, data)) << name;
  };
  EXPECT_EQ(entries.size(), 6U);
  expect("indices", "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }",
         bytes_of_numbers<std::int32_t>({1, 2, 2}));
  expect("indptr", "{'descr': '<i4', 'fortran_order': False, 'shape': (4,), }",
         bytes_of_numbers<std::int32_t>({0, 2, 2, 3}));
  expect("format", "{'descr': '|S3', 'fortran_order': False, 'shape': (), }", "csr");
  expect("shape", "{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }", bytes_of_numbers<std::int64_t>({3, 3}));
  expect("data", "{'descr': '<u4', 'fortran_order': False, 'shape': (3,), }",
         bytes_of_numbers<std::uint32_t>({2, 1, 3}));
  expect("followed", "{'descr': '|b1', 'fortran_order': False, 'shape': (3,), }", std::string("\1\0\1", 3));
}

TEST_F(ExportFormatTest, ScipyHoldsManyBlocks) {
  const Web web = random_web({.nodes = 20'000, .arcs = 100'000});
  const auto entries = unzip(written("npz", web, "out.npz"));
  const std::vector<std::uint32_t> expected = web.link_counts().to_vector();
  const std::string counts = npy(entries.at("data.npy")).second, indices = npy(entries.at("indices.npy")).second;
  EXPECT_EQ(counts, std::string(reinterpret_cast<const char*>(expected.data()), 4 * web.num_arcs()));
  const Graph graph = decode(web.successors());
  EXPECT_EQ(indices, std::string(reinterpret_cast<const char*>(graph.targets().data()), 4 * web.num_arcs()));
}

TEST(GraphFormats, AreToldByThePathsEnding) {
  const auto name = [](const char* path) {
    const ExportFormat* format = export_format_of(path);
    return format == nullptr ? "" : std::string(format->name);
  };
  EXPECT_EQ(name("a.tsv"), "links");
  EXPECT_EQ(name("a.txt.gz"), "snap");
  EXPECT_EQ(name("cc-main-vertices.txt.gz"), "common-crawl");
  EXPECT_EQ(name("dir.mtx/a"), "");
  EXPECT_EQ(name("a.mtx.zst"), "mtx");
  EXPECT_EQ(name("a.wsg"), "wsg");
  EXPECT_EQ(name("a.npz"), "npz");
  EXPECT_EQ(name("a.properties"), "bvgraph");
  EXPECT_EQ(name("a.csv"), "");
}

TEST(GraphFormats, AnUnknownNameIsAnsweredWithAllNames) {
  try {
    export_format_named("dot");
    FAIL();
  } catch (const ArgumentError& error) {
    EXPECT_THAT(error.what(), HasSubstr("links, arcs, snap"));
  }
}

}  // namespace
}  // namespace orbweb::test
