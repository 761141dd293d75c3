#include "exports/export_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <set>
#include <string>

#include "graph/codecs/bvgraph_adjacency.h"
#include "graph/error.h"
#include "graph/store.h"
#include "graph/transform/transform.h"
#include "loaders/decompress.h"
#include "loaders/open.h"
#include "support/data.h"
#include "support/faulty_files.h"
#include "support/random_graph.h"
#include "support/web_capture.h"

namespace orbweb::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

//   a.example --2 links--> b.example, --1 nofollow--> c.x.example; c.x.example --3--> itself
// Nodes in order: a.example, b.example, c.x.example.
Web small_web() {
  return make_named_web({{"a.example", "b.example", true, 2},
                         {"a.example", "c.x.example", false, 1},
                         {"c.x.example", "c.x.example", true, 3}},
                        FoldLevel::host);
}

/// 0 -- 1 -- 2, both ways, one link each.
Web path_web() { return make_web(3, {{0, 1}, {1, 0}, {1, 2}, {2, 1}}); }

class ExportFormatTest : public ::testing::Test {
 protected:
  const TemporaryFolder folder_;

  GraphExport graph_of(const Web& web, const std::string& file) const {
    return {.web = web, .name_of = names_of(web), .path = folder_ / file};
  }
  std::string written(const std::string& format, const Web& web, const std::string& file = "out") const {
    GraphExport graph = graph_of(web, file);
    graph.overwrite = true;
    write_graph(export_format_named(format), graph);
    return read_file(folder_ / file);
  }
  std::size_t num_files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder_.path()), {}));
  }
};

std::string plain(const std::filesystem::path& path) {
  DecompressedFile file(real_file_system(), path);
  std::string text, buffer(1 << 16, '\0');
  while (const std::size_t count = file.read(buffer)) text.append(buffer, 0, count);
  return text;
}

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
}

TEST_F(ExportFormatTest, Gml) {
  EXPECT_EQ(
      written("gml", make_web(2, {{1, 0, true, 4}})),
      "graph [\n  directed 1\n  node [\n    id 0\n    label \"0\"\n  ]\n  node [\n    id 1\n    label \"1\"\n  ]\n"
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

TEST_F(ExportFormatTest, HostileNamesComeBackFromMarkup) {
  const Web web = make_named_web({{"a<b>&\"'].example", "]]>.example"},
                                  {"&amp;.example", "m\xc3\xbcnchen.example"},
                                  {"<!--.example", "\xf0\x9f\x8c\x90.example"}},
                                 FoldLevel::none);
  for (const char* format : {"graphml", "gml"}) {
    BuildOptions options;
    options.format = format;
    written(format, web, "graph");
    EXPECT_EQ(build_web({folder_ / "graph"}, options).web.fingerprint(), web.fingerprint()) << format;
  }
}

void expect_same_rows(const Adjacency& found, const Adjacency& expected) {
  ASSERT_EQ(found.num_nodes(), expected.num_nodes());
  const Graph a = decode(found), b = decode(expected);
  EXPECT_TRUE(std::ranges::equal(a.offsets(), b.offsets()));
  EXPECT_TRUE(std::ranges::equal(a.targets(), b.targets()));
}

TEST_F(ExportFormatTest, BvGraphIsTheSameGraphWithAnyOptions) {
  const Web web = random_web({.nodes = 40'000, .arcs = 200'000});
  for (const bool dynamic : {false, true}) {
    for (const std::uint32_t window : {0U, 16U}) {
      GraphExport graph = graph_of(web, "graph.properties");
      graph.overwrite = true;
      graph.bvgraph = {.window = window, .max_reference_chain = kUnlimitedReferenceChain, .dynamic_selection = dynamic};
      write_graph(export_format_named("bvgraph"), graph);
      const BvGraphAdjacency read = open_bvgraph(real_file_system(), folder_ / "graph");
      EXPECT_EQ(read.properties().window, window);
      expect_same_rows(read, web.successors());
    }
  }
}

TEST_F(ExportFormatTest, BvGraphOfRealDataIsEqualAndAsSmall) {
  ORBWEB_DATA_OR_SKIP(properties, "webgraph/cnr-2000.properties");
  const BvGraphAdjacency original = open_bvgraph(real_file_system(), properties);
  const Web web = build_web({properties}, {}).web;
  save_web(web, folder_ / "cnr.web", {.overwrite = false, .encoding = "bvgraph"});
  const Web stored = open_web(folder_ / "cnr.web");
  written("bvgraph", stored, "again");
  const BvGraphAdjacency again = open_bvgraph(real_file_system(), folder_ / "again");
  expect_same_rows(again, original);
  std::filesystem::path graph = properties;
  graph.replace_extension(".graph");
  const auto ours = static_cast<double>(std::filesystem::file_size(folder_ / "again.graph"));
  EXPECT_LT(ours, 1.03 * static_cast<double>(std::filesystem::file_size(graph)));
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
  const std::string saturated = written("wsg", make_web(2, {{0, 1, true, 0xffffffff}, {1, 0}}));
  EXPECT_THAT(saturated, HasSubstr(bytes_of_numbers<std::int32_t>({1, 0x7fffffff})));
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

TEST_F(ExportFormatTest, LinksReadBackAreTheSameWeb) {
  WebCapture capture;  // a node without arcs has no line
  const Web whole = with_names(random_web({.nodes = 9'000, .arcs = 30'000}));
  std::vector<NodeId> linked;
  for (NodeId node = 0; node < whole.num_nodes(); ++node) {
    if (whole.successors().degree(node) + whole.predecessors().degree(node) > 0) linked.push_back(node);
  }
  transform(whole, {.nodes = linked}, capture, whole.provenance());
  const Web web = capture.take();
  BuildOptions options;
  options.fold.level = FoldLevel::domain;
  for (const char* file : {"links.tsv", "links.tsv.gz", "links.tsv.zst"}) {
    write_graph(*export_format_of(file), graph_of(web, file));
    EXPECT_EQ(build_web({folder_ / file}, options).web.fingerprint(), web.fingerprint()) << file;
  }
}

TEST_F(ExportFormatTest, NumberedLinksReadBackAreTheSameWeb) {
  std::vector<TestArc> arcs = random_arcs({.nodes = 9'000, .arcs = 30'000});
  arcs.push_back({8'999, 0});
  const Web web = make_web(9'000, arcs);
  written("links", web, "links.tsv");
  EXPECT_EQ(build_web({folder_ / "links.tsv"}, {}).web.fingerprint(), web.fingerprint());
}

TEST_F(ExportFormatTest, SnapReadBackHasTheSameArcs) {
  const Web web = make_web(5'000, {{0, 4'999}, {17, 3}, {3, 3}});
  written("snap", web, "graph.txt.gz");
  EXPECT_EQ(build_web({folder_ / "graph.txt.gz"}, {}).web.fingerprint(), web.fingerprint());
}

class EveryFormat : public ExportFormatTest, public ::testing::WithParamInterface<ExportFormat> {
 protected:
  /// A web that every format takes.
  const Web web_ = with_names(path_web(), FoldLevel::host);
  const std::string file_ = GetParam().name == "common-crawl" ? "vertices.txt"
                            : GetParam().name == "bvgraph"    ? "out.properties"
                                                              : "out";
  /// Whether readers open one of several files, which may be missing for a moment while all are replaced.
  bool has_many_files() const { return file_ != "out"; }
};

TEST_P(EveryFormat, IsWrittenTheSameEveryTime) {
  EXPECT_EQ(written(std::string(GetParam().name), web_, file_), written(std::string(GetParam().name), web_, file_));
}

TEST_P(EveryFormat, TakesTheEmptyWeb) {
  const Web empty = GetParam().name == "common-crawl" ? make_named_web({}) : make_web(0, {});
  EXPECT_NO_THROW(written(std::string(GetParam().name), empty, file_));
}

TEST_P(EveryFormat, IsCompressedWhereThePathSaysSo) {
  const std::string name(GetParam().name);
  if (!GetParam().is_compressible) {
    EXPECT_THROW(written(name, web_, file_ + ".gz"), ArgumentError);
    EXPECT_EQ(num_files(), 0U);
    return;
  }
  const std::string expected = written(name, web_, file_);
  for (const char* ending : {".gz", ".zst"}) {
    EXPECT_NE(written(name, web_, file_ + ending), expected);
    EXPECT_EQ(plain(folder_ / (file_ + ending)), expected);
  }
}

TEST_P(EveryFormat, ReplacesNothingUnlessToldTo) {
  folder_.write(file_, "precious");
  GraphExport graph = graph_of(web_, file_);
  EXPECT_THROW(write_graph(GetParam(), graph), CreateError);
  EXPECT_EQ(read_file(folder_ / file_), "precious");
  EXPECT_EQ(num_files(), 1U);
  graph.overwrite = true;
  write_graph(GetParam(), graph);
  EXPECT_NE(read_file(folder_ / file_), "precious");
}

/// Fails every single call to the file system in turn: the old file stays whole, or the new one is.
TEST_P(EveryFormat, LeavesTheOldOrTheNewFileWhateverFails) {
  const std::string expected = written(std::string(GetParam().name), web_, file_);
  const std::size_t files_when_whole = num_files();
  bool done = false;
  for (std::uint64_t call = 1; !done; ++call) {
    ASSERT_LT(call, 200U);
    std::filesystem::remove_all(folder_.path());
    std::filesystem::create_directory(folder_.path());
    folder_.write(file_, "old");
    FaultyFileSystem files({.fail_at = call, .error_number = ENOSPC});
    const GraphExport graph{.web = web_,
                            .name_of = names_of(web_),
                            .path = folder_ / file_,
                            .overwrite = true,
                            .memory_limit = 0,
                            .control = {},
                            .bvgraph = {},
                            .files = files};
    try {
      write_graph(GetParam(), graph);
      done = files.calls() < call;
    } catch (const Error&) {
      const bool is_missing = !std::filesystem::exists(folder_ / file_);
      const std::string left = is_missing ? "" : read_file(folder_ / file_);
      EXPECT_TRUE(left == "old" || left == expected || (is_missing && has_many_files())) << call;
      EXPECT_LE(num_files(), files_when_whole) << call;
    }
  }
  EXPECT_EQ(read_file(folder_ / file_), expected);
}

TEST_P(EveryFormat, LeavesNothingBehindWhateverFails) {
  const std::string expected = written(std::string(GetParam().name), web_, file_);
  bool done = false;
  for (std::uint64_t call = 1; !done; ++call) {
    ASSERT_LT(call, 200U);
    std::filesystem::remove_all(folder_.path());
    std::filesystem::create_directory(folder_.path());
    FaultyFileSystem files({.fail_at = call, .error_number = ENOSPC});
    const GraphExport graph{.web = web_,
                            .name_of = names_of(web_),
                            .path = folder_ / file_,
                            .overwrite = false,
                            .memory_limit = 0,
                            .control = {},
                            .bvgraph = {},
                            .files = files};
    try {
      write_graph(GetParam(), graph);
      done = files.calls() < call;
    } catch (const Error&) {
      // Where but the last sync failed, the file may stand, whole.
      if (num_files() > 0) EXPECT_EQ(read_file(folder_ / file_), expected) << call;
    }
  }
}

/// A web that the format holds without loss: symmetric for METIS, one link per arc where no counts are kept.
Web lossless_web(std::string_view format) {
  constexpr std::uint64_t kNodes = 9'000;
  const bool has_counts = format == "links" || format == "arcs" || format == "wsg" || format == "mtx" ||
                          format == "graphml" || format == "gml" || format == "npz";
  std::vector<TestArc> arcs = random_arcs({.nodes = kNodes, .arcs = 30'000, .nofollow_share = 0});
  for (NodeId node = 0; node < kNodes; ++node) arcs.push_back({node, (node + 1) % NodeId{kNodes}});
  if (format == "metis") {
    std::erase_if(arcs, [](const TestArc& arc) { return arc.source == arc.target; });
    const std::size_t half = arcs.size();
    for (std::size_t i = 0; i < half; ++i) arcs.push_back({arcs[i].target, arcs[i].source});
  }
  if (!has_counts) {
    std::set<std::pair<NodeId, NodeId>> seen;
    std::erase_if(arcs, [&](const TestArc& arc) { return !seen.emplace(arc.source, arc.target).second; });
    for (TestArc& arc : arcs) arc.count = 1;
  }
  const Web web = make_web(kNodes, arcs);
  if (format == "links") return with_names(web, FoldLevel::domain);
  if (format == "common-crawl") return with_names(web, FoldLevel::host);
  if (format == "graphml" || format == "gml") return with_names(web, FoldLevel::none);
  return web;
}

TEST_P(EveryFormat, BuildReadsBackWhatWasWritten) {
  const std::string name(GetParam().name);
  const Web web = lossless_web(name);
  BuildOptions options;
  options.format = name;
  options.fold.level = FoldLevel::domain;
  std::vector<std::filesystem::path> inputs = {folder_ / file_};
  if (name == "common-crawl") inputs.push_back(folder_ / "edges.txt");
  written(name, web, file_);
  EXPECT_EQ(build_web(inputs, options).web.fingerprint(), web.fingerprint());
}

INSTANTIATE_TEST_SUITE_P(Formats, EveryFormat, ::testing::ValuesIn(export_formats().begin(), export_formats().end()),
                         [](const auto& tested) {
                           std::string name(tested.param.name);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

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
