#include "loaders/graph_format.h"

#include <algorithm>
#include <set>

#include "loaders/graph_loading.h"
#include "support/compress.h"
#include "support/graph_samples.h"

namespace orbweb::test {
namespace {

using ::testing::HasSubstr;

/// A sample's files in a folder of its own, built with a small memory limit.
class SampleFolder {
 public:
  explicit SampleFolder(const GraphSample& sample) {
    for (const auto& [name, content] : sample.files) paths_.push_back(folder_.write(name, content));
  }
  BuildResult build(const std::string& format) const {
    BuildOptions options;
    options.format = format;
    options.fold.level = FoldLevel::host;
    options.memory_limit = std::uint64_t{64} << 20;
    return build_web(paths_, options);
  }
  void rewrite(std::size_t file, std::string_view content) const {
    folder_.write(paths_[file].filename().string(), content);
  }
  const std::vector<std::filesystem::path>& paths() const { return paths_; }

 private:
  TemporaryFolder folder_;
  std::vector<std::filesystem::path> paths_;
};

TEST(GraphFormats, EachHasASampleOfItsOwn) {
  std::set<std::string> names, sampled;
  for (const GraphFormat& format : graph_formats()) names.emplace(format.name);
  for (const GraphSample& sample : graph_samples()) sampled.insert(sample.format);
  EXPECT_EQ(names, sampled);
  EXPECT_EQ(names.size(), graph_formats().size()) << "a name twice";
}

TEST(GraphFormats, SamplesBuildByNameAndByThemselves) {
  for (const GraphSample& sample : graph_samples()) {
    SCOPED_TRACE(sample.format);
    const SampleFolder folder(sample);
    const BuildResult named = folder.build(sample.format);
    EXPECT_EQ(named.web.num_nodes(), sample.nodes);
    EXPECT_EQ(named.web.num_arcs(), sample.arcs);
    EXPECT_GT(named.report.links, 0U);
    EXPECT_EQ(named.web.provenance().options.at("format"), sample.format);
    const BuildResult found = folder.build("auto");
    EXPECT_EQ(found.web.num_arcs(), sample.arcs);
    if (sample.told_by_name) {
      EXPECT_EQ(found.web.provenance().options.at("format"), sample.format);
    }
  }
}

/// As people of WebGraph name them: by the base name, or the largest file.
TEST(GraphFormats, ABvGraphIsKnownByAnyOfItsFilesAndByItsBaseName) {
  for (const GraphSample& sample : graph_samples()) {
    if (sample.format != "bvgraph") continue;
    const TemporaryFolder folder;
    for (const auto& [name, content] : sample.files) folder.write(name, content);
    for (const char* name : {"g", "g.graph", "g.offsets", "g.properties"}) {
      EXPECT_EQ(build_web({folder.path() / name}, {}).web.num_arcs(), sample.arcs) << name;
    }
    folder.write("alone.graph", "2 1\n2\n1\n");
    folder.write("alone.properties", "author=me\n");
    EXPECT_EQ(build_web({folder.path() / "alone.graph"}, {}).web.provenance().options.at("format"), "metis");
  }
}

TEST(GraphFormats, SamplesBuildCompressed) {
  for (GraphSample sample : graph_samples()) {
    if (sample.format == "npz" || sample.format == "bvgraph") continue;  // packed in themselves, and so are these:
    if (find_graph_format(sample.format)->in_columns) continue;
    SCOPED_TRACE(sample.format);
    for (auto& [name, content] : sample.files) {
      name += ".gz";
      content = compress(Compression::gzip, content);
    }
    const BuildResult result = SampleFolder(sample).build("auto");
    EXPECT_EQ(result.web.num_nodes(), sample.nodes);
    EXPECT_EQ(result.web.num_arcs(), sample.arcs);
  }
}

TEST(GraphFormats, PlansKnowTheirSizes) {
  for (const GraphSample& sample : graph_samples()) {
    SCOPED_TRACE(sample.format);
    BuildOptions options;
    options.format = sample.format;
    options.fold.level = FoldLevel::host;
    const BuildPlan plan = plan_build(SampleFolder(sample).paths(), options);
    EXPECT_EQ(plan.format, sample.format);
    EXPECT_GE(plan.estimated_links, 1U);
    EXPECT_GT(plan.input_bytes, 0U);
  }
}

TEST(GraphFormats, PlansTakeTheRestForMoreOfTheSame) {
  constexpr std::uint64_t kManyArcs = 2000000;
  std::string edges;
  for (std::uint64_t i = 0; i < kManyArcs; ++i) edges += "0\t1\n";
  const SampleFolder folder({"common-crawl", {{"v", "0\tcom.a\n1\tcom.b\n"}, {"e", edges}}, 0, 0, false});
  BuildOptions options;
  options.format = "common-crawl";
  const BuildPlan plan = plan_build(folder.paths(), options);
  EXPECT_NEAR(static_cast<double>(plan.estimated_links), kManyArcs, 0.2 * kManyArcs);
  EXPECT_FALSE(plan.folds);
}

/// Whatever is cut off or changed: a web or a typed error, and nothing else.
TEST(GraphFormats, HostileBytesMakeAWebOrATypedError) {
  for (const GraphSample& sample : graph_samples()) {
    SCOPED_TRACE(sample.format);
    const SampleFolder folder(sample);
    for (std::size_t file = 0; file < sample.files.size(); ++file) {
      const std::string& content = sample.files[file].second;
      const auto try_build = [&](const std::string& bytes) {
        folder.rewrite(file, bytes);
        try {
          folder.build(sample.format);
        } catch (const Error&) {
          return;
        }
      };
      const std::size_t step = 1 + content.size() / 200;
      for (std::size_t length = 0; length < content.size(); length += step) try_build(content.substr(0, length));
      constexpr std::string_view kChanges("\0009 \n\"\x7f\xff", 7);
      for (std::size_t at = 0; at < content.size(); ++at) {
        for (const std::size_t turn : {0U, 3U}) {
          std::string bytes = content;
          bytes[at] = kChanges[(at + turn) % kChanges.size()];
          try_build(bytes);
        }
      }
      folder.rewrite(file, content);
    }
  }
}

TEST(GraphFormats, TruncatedBinaryIsRefused) {
  for (const GraphSample& sample : graph_samples()) {
    const std::set<std::string> binary = {"sg", "wsg", "npz"};
    if (binary.count(sample.format) == 0) continue;
    SCOPED_TRACE(sample.format);
    const SampleFolder folder(sample);
    const std::string& content = sample.files[0].second;
    for (std::size_t length = 0; length < content.size(); ++length) {
      folder.rewrite(0, content.substr(0, length));
      EXPECT_THROW(folder.build(sample.format), LoadError) << length << " of " << content.size() << " bytes";
    }
    folder.rewrite(0, content);
    EXPECT_NO_THROW(folder.build(sample.format));
  }
}

std::string detected(const std::string& name, const std::string& content) {
  const TemporaryFolder folder;
  return std::string(detect_graph_format({folder.write(name, content)}, real_file_system()).name);
}

TEST(DetectGraphFormat, ExtensionsWinWhereTheContentFits) {
  EXPECT_EQ(detected("x.sg", ""), "sg");
  EXPECT_EQ(detected("x.mtx", "nonsense"), "mtx");
  EXPECT_EQ(detected("x.tsv", "%%MatrixMarket matrix\n"), "links");
  EXPECT_EQ(detected("x.graph", "3 2\n2 3\n1\n1\n"), "metis");
  EXPECT_EQ(detected("x.graph", "% comment\n3 2 001\n"), "metis");
  EXPECT_EQ(detected("x.graph", std::string("\x12\0\xff", 3)), "links") << "another program's .graph";
  EXPECT_EQ(detected("a-vertices.txt.gz", compress(Compression::gzip, "0\tcom.a\n")), "common-crawl");
}

TEST(DetectGraphFormat, ContentTellsWhereTheNameDoesNot) {
  EXPECT_EQ(detected("x", "%%matrixmarket matrix coordinate pattern general\n1 1 0\n"), "mtx");
  EXPECT_EQ(detected("x.gz", compress(Compression::gzip, "# a comment\ngraph\n[\n")), "gml");
  EXPECT_EQ(detected("x.xml", "<?xml version=\"1.0\"?>\n<graphml>"), "graphml");
  EXPECT_EQ(detected("x", "graph.example\tb.example\n"), "links");
  EXPECT_EQ(detected("x", ""), "links");
}

TEST(DetectGraphFormat, StreamsAreNotLookedAt) {
  EXPECT_EQ(detect_graph_format({"-"}, real_file_system()).name, "links");
  EXPECT_EQ(detect_graph_format({"/dev/null"}, real_file_system()).name, "links");
}

TEST(GraphFormats, UnknownNamesAreToldTheKnownOnes) {
  try {
    build_graph("warp", "");
    FAIL();
  } catch (const ArgumentError& error) {
    for (const GraphFormat& format : graph_formats()) EXPECT_THAT(error.what(), HasSubstr(std::string(format.name)));
  }
}

TEST(GraphFormats, OneFileFormatsRefuseMore) {
  BuildOptions options;
  options.format = "mtx";
  EXPECT_THROW(build_web({"a", "b"}, options), ArgumentError);
}

TEST(NumberedLinkLists, RefuseNames) {
  for (const char* format : {"arcs", "snap"}) {
    EXPECT_THAT(refusal(format, "a.com\tb.org\n"), HasSubstr("expected numbers as nodes"));
    EXPECT_EQ(arcs_of(build_graph(format, "# comment\n3\t1\n0\t2\n").web), (Arcs{"0->2:1", "3->1:1"}));
  }
}

// Figures of the SNAP page: 7,115 nodes and 103,689 arcs; the highest number is 8,297, so that many are numbered.
TEST(NumberedLinkLists, ReadsWikiVote) {
  ORBWEB_DATA_OR_SKIP(path, "links/wiki-Vote.txt");
  BuildOptions options;
  options.format = "snap";
  const BuildResult result = build_web({path}, options);
  EXPECT_EQ(result.web.num_arcs(), 103689U);
  EXPECT_EQ(result.report.links, 103689U);
}

}  // namespace
}  // namespace orbweb::test
