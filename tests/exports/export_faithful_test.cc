// What is written reads back as the same, or is refused: odd names, labels, numbers without names, no arcs at all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "exports/export_writing.h"
#include "exports/node_list.h"
#include "graph/error.h"
#include "loaders/node_set.h"
#include "loaders/open.h"

namespace orbweb::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class FaithfulExport : public ExportFormatTest {
 protected:
  /// The web that `build` makes of what was written.
  Web read_back(const std::string& format, const std::string& file = "out") const {
    BuildOptions options;
    options.format = format;
    options.fold.level = FoldLevel::host;
    std::vector<std::filesystem::path> inputs = {folder_ / file};
    if (format == "common-crawl") inputs.push_back(folder_ / "edges.txt");
    return build_web(inputs, options).web;
  }
  static std::string file_of(std::string_view format) {
    return format == "common-crawl" ? "vertices.txt" : format == "bvgraph" ? "out.properties" : "out";
  }
  /// Into the file names.tsv.
  void write_names(const Web& web) const {
    WholeFile file(folder_ / "names.tsv", OutputCompression::none, false, real_file_system());
    write_node_names(web.num_nodes(), names_of(web), file, {});
    file.publish();
  }
  /// The message with which writing is refused; nothing may be left then.
  std::string refusal(const std::string& format, const Web& web) const {
    try {
      written(format, web, file_of(format));
      ADD_FAILURE() << format << " was written";
      return "";
    } catch (const ArgumentError& error) {
      EXPECT_EQ(num_files(), 0U) << format;
      return error.what();
    }
  }
};

Web two_names(const std::string& source, const std::string& target) {
  return make_named_web({{source, target}}, FoldLevel::none);
}

TEST_F(FaithfulExport, NamesWithSpacesAroundThemComeBackFromMarkup) {
  const Web web = make_named_web({{" a", "b "}, {"#c", "  "}, {" d  ", "12"}}, FoldLevel::none);
  for (const char* format : {"graphml", "gml"}) {
    written(format, web);
    EXPECT_EQ(read_back(format).fingerprint(), web.fingerprint()) << format;
  }
}

TEST_F(FaithfulExport, ListsRefuseNamesThatTheyCannotHold) {
  for (const char* name : {" a.example", "a.example ", "#a.example", "12"}) {
    EXPECT_THAT(refusal("links", two_names(name, "b.example")), HasSubstr("graphml")) << name;
    EXPECT_THAT(refusal("links", two_names("b.example", name)), HasSubstr("graphml")) << name;
  }
  const Web web = two_names("#a.example", "b.example");
  EXPECT_THROW(write_names(web), ArgumentError);
  EXPECT_EQ(num_files(), 0U);
}

TEST_F(FaithfulExport, ListsOfNodesHoldNumbersAsNames) {
  const Web web = two_names("12", "b.example");
  write_names(web);
  EXPECT_THAT(read_node_order(folder_ / "names.tsv", web), ElementsAre(0, 1));
}

TEST_F(FaithfulExport, CommonCrawlHoldsHostsWithPortsAndAddresses) {
  const Web web = make_named_web(
      {{"www.example.com:8080", "192.0.2.1"}, {"[2001:db8::1]", "example.com"}, {"192.0.2.1:81", "[2001:db8::1]:82"}},
      FoldLevel::host);
  EXPECT_THAT(written("common-crawl", web, "vertices.txt"), HasSubstr("com.example.www:8080\n"));
  EXPECT_EQ(read_back("common-crawl", "vertices.txt").fingerprint(), web.fingerprint());
}

TEST_F(FaithfulExport, CommonCrawlRefusesPagesAndOddNamesAndSaysWhatToDo) {
  const Web pages = make_named_web({{"https://a.example/", "https://a.example/b"}}, FoldLevel::page);
  EXPECT_THAT(refusal("common-crawl", pages), HasSubstr("not pages; build with --fold host or domain"));
  for (const char* name : {"https://a.example/b", "a.example/b", "two words", "12", " a", "a.[b"}) {
    EXPECT_THAT(refusal("common-crawl", two_names(name, "b.example")), HasSubstr("--fold host")) << name;
  }
}

TEST_F(FaithfulExport, FollowedLabelsComeBackWhereTheFormatKeepsThem) {
  const Web named = make_named_web(
      {{"a.example", "b.example", false, 2}, {"b.example", "a.example", true, 3}, {"b.example", "b.example", false, 1}},
      FoldLevel::none);
  const Web numbered = make_web(3, {{0, 1, false, 2}, {1, 2, true, 3}, {2, 2, false, 1}});
  for (const ExportFormat& format : export_formats()) {
    if (!format.keeps.followed) continue;
    const std::string name(format.name);
    written(name, numbered);
    EXPECT_EQ(read_back(name).fingerprint(), numbered.fingerprint()) << name;
    if (!format.keeps.names || name == "links" || name == "parquet" || name == "arrow") continue;  // these are folded
    written(name, named);
    EXPECT_EQ(read_back(name).fingerprint(), named.fingerprint()) << name;
  }
}

TEST_F(FaithfulExport, NumbersComeBackAsNumbers) {
  const Web web = make_web(12, {{0, 1}, {1, 0, true, 5}, {10, 2, false}});
  for (const char* format : {"graphml", "gml"}) {
    written(format, web);
    const Web again = read_back(format);
    EXPECT_FALSE(again.has_names()) << format;
    EXPECT_EQ(again.fingerprint(), web.fingerprint()) << format;
    BuildOptions options;
    options.format = format;
    EXPECT_FALSE(plan_build({folder_ / "out"}, options).has_names) << format;
  }
}

TEST_F(FaithfulExport, AWebWithoutArcsComesBackOrIsRefused) {
  const Web numbered = make_web(3, {});
  const Web named = with_names(make_web(3, {}), FoldLevel::host);
  for (const ExportFormat& format : export_formats()) {
    const std::string name(format.name), file = file_of(name);
    if (name.starts_with("pairs")) {
      EXPECT_THAT(refusal(name, numbered), HasSubstr("none: its file would be empty"));
      continue;
    }
    const Web& web = name == "common-crawl" ? named : numbered;
    written(name, web, file);
    EXPECT_EQ(read_back(name, file).fingerprint(), web.fingerprint()) << name;
    std::filesystem::remove_all(folder_.path());
    std::filesystem::create_directory(folder_.path());
  }
}

TEST_F(FaithfulExport, AnEmptyListOfNamedLinksIsAnEmptyWeb) {
  written("links", make_named_web({}, FoldLevel::host));
  EXPECT_EQ(read_back("links").num_nodes(), 0U);
  EXPECT_TRUE(read_back("links").has_names());
}

TEST_F(FaithfulExport, GapRefusesWeightsOfMoreThan31Bits) {
  const Web most = make_web(2, {{0, 1, true, 0x7fffffff}});
  written("wsg", most);
  EXPECT_EQ(read_back("wsg").fingerprint(), most.fingerprint());
  std::filesystem::remove(folder_ / "out");
  EXPECT_THAT(refusal("wsg", make_web(2, {{0, 1, true, 0x80000000}})), HasSubstr("2147483648 links"));
}

TEST_F(FaithfulExport, SaysWhatAFormatLoses) {
  const Web web = small_web();
  const auto lost = [&](const char* format) { return lost_parts(export_format_named(format), graph_of(web, "out")); };
  EXPECT_THAT(lost("links"), ElementsAre());
  EXPECT_THAT(lost("npz"), ElementsAre("names"));
  EXPECT_THAT(lost("mtx"), ElementsAre("names", "which arcs are followed"));
  EXPECT_THAT(lost("common-crawl"), ElementsAre("link counts", "which arcs are followed"));
  EXPECT_THAT(lost_parts(export_format_named("bvgraph"), graph_of(path_web(), "out")), ElementsAre());
}

TEST_F(FaithfulExport, SizesAreEstimatedWithinAThird) {
  const Web named = with_names(random_web({.nodes = 3'000, .arcs = 30'000}), FoldLevel::host);
  std::uint64_t name_bytes = 0;
  for (NodeId node = 0; node < named.num_nodes(); ++node) name_bytes += named.display_name(node).size();
  for (const ExportFormat& format : export_formats()) {
    const std::string name(format.name);
    if (!format.is_compressible || name == "metis" || name == "common-crawl") continue;
    const double size = static_cast<double>(written(name, named).size());
    const auto guess = static_cast<double>(estimated_bytes(format, named.num_nodes(), named.num_arcs(), name_bytes));
    EXPECT_NEAR(guess / size, 1, 0.34) << name;
  }
}

}  // namespace
}  // namespace orbweb::test
