// Every output format: read back by the loaders, compressed, replaced, and failed at every call.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <utility>

#include "exports/export_writing.h"
#include "graph/codecs/bvgraph_adjacency.h"
#include "graph/error.h"
#include "graph/store.h"
#include "graph/transform/transform.h"
#include "loaders/decompress.h"
#include "loaders/open.h"
#include "support/faulty_files.h"
#include "support/web_capture.h"

namespace orbweb::test {
namespace {

std::string plain(const std::filesystem::path& path) {
  DecompressedFile file(real_file_system(), path);
  std::string text, buffer(1 << 16, '\0');
  while (const std::size_t count = file.read(buffer)) text.append(buffer, 0, count);
  return text;
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
  ORBWEB_DATA_OR_SKIP(properties, "bvgraph/cnr-2000.properties");
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
                            : GetParam().name == "parquet"    ? "out.parquet"
                            : GetParam().name == "arrow"      ? "out.arrow"
                                                              : "out";
  /// Whether readers open one of several files, which may be missing for a moment while all are replaced.
  bool has_many_files() const { return file_ != "out"; }
};

TEST_P(EveryFormat, IsWrittenTheSameEveryTime) {
  EXPECT_EQ(written(std::string(GetParam().name), web_, file_), written(std::string(GetParam().name), web_, file_));
}

TEST_P(EveryFormat, TakesTheEmptyWeb) {
  if (GetParam().name.starts_with("pairs")) GTEST_SKIP() << "refuses graphs without arcs";
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
      EXPECT_TRUE(num_files() == 0 || read_file(folder_ / file_) == expected) << call;
    }
  }
}

/// A web that the format holds without loss: symmetric for METIS, one link per arc where no counts are kept.
Web lossless_web(std::string_view format) {
  constexpr std::uint64_t kNodes = 9'000;
  const Kept keeps = export_format_named(format).keeps;
  std::vector<TestArc> arcs =
      random_arcs({.nodes = kNodes, .arcs = 30'000, .nofollow_share = keeps.followed ? 0.2 : 0});
  for (NodeId node = 0; node < kNodes; ++node) arcs.push_back({node, (node + 1) % NodeId{kNodes}});
  if (format == "metis") {
    std::erase_if(arcs, [](const TestArc& arc) { return arc.source == arc.target; });
    const std::size_t half = arcs.size();
    for (std::size_t i = 0; i < half; ++i) arcs.push_back({arcs[i].target, arcs[i].source});
  }
  if (!keeps.link_counts) {
    std::set<std::pair<NodeId, NodeId>> seen;
    std::erase_if(arcs, [&](const TestArc& arc) { return !seen.emplace(arc.source, arc.target).second; });
    for (TestArc& arc : arcs) arc.count = 1;
  }
  const Web web = make_web(kNodes, arcs);
  if (format == "links" || format == "parquet") return with_names(web, FoldLevel::domain);
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

}  // namespace
}  // namespace orbweb::test
