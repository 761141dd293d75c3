// A web's way to another: the same in memory as on disk, with the origins of its nodes.
#include "exports/convert.h"

#include <gmock/gmock.h>

#include "exports/export_writing.h"
#include "graph/error.h"
#include "graph/store.h"
#include "graph/transform/node_map.h"

namespace orbweb::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

ConvertSteps all_steps(const Web& web) {
  ConvertSteps steps;
  steps.nodes = nodes_under(web, "example");
  steps.drop_self_loops = true;
  steps.largest_component = true;
  steps.order = "indegree";
  steps.direction = ArcDirection::symmetrised;
  return steps;
}

TEST_F(ExportFormatTest, StepsInMemoryGiveTheWebThatTheyGiveOnDisk) {
  const Web web = small_web();
  ConvertOptions options;
  options.output = folder_ / "new.web";
  const Converted on_disk = convert(web, all_steps(web), options);
  const Transformed in_memory = transformed(web, all_steps(web), 0);
  EXPECT_EQ(in_memory.web.fingerprint(), on_disk.fingerprint);
  EXPECT_EQ(in_memory.web.provenance().options, open_web(options.output).provenance().options);
  EXPECT_EQ(on_disk.nodes, 3U);
  EXPECT_EQ(on_disk.arcs, 4U);
}

TEST_F(ExportFormatTest, OriginsAreNodesOfTheInputWhateverTheSteps) {
  const Web web = small_web();
  EXPECT_THAT(transformed(web, {}, 0).origins, ElementsAre(0, 1, 2));
  EXPECT_THAT(transformed(web, all_steps(web), 0).origins, ElementsAre(1, 2, 0));
  ConvertSteps steps;
  steps.nodes = IndexSet::from_members(std::vector<std::uint8_t>{0, 1, 1});
  steps.order = "my order";
  steps.own_order = [](const Web& chosen) {
    EXPECT_EQ(chosen.num_nodes(), 2U);
    return std::vector<NodeId>{1, 0};
  };
  const Transformed turned = transformed(web, steps, 0);
  EXPECT_THAT(turned.origins, ElementsAre(2, 1));
  EXPECT_EQ(turned.web.provenance().options.at("converted"), "chosen nodes, nodes by my order");
}

TEST_F(ExportFormatTest, AnOrderThatIsNoneIsRefusedWithTheList) {
  ConvertSteps steps;
  steps.order = "alphabet";
  try {
    transformed(small_web(), steps, 0);
    FAIL();
  } catch (const ArgumentError& error) {
    EXPECT_THAT(error.what(), HasSubstr("order: expected one of name, degree, indegree, outdegree, bfs, found"));
  }
}

TEST_F(ExportFormatTest, FormatsAreToldByEndings) {
  EXPECT_EQ(convert_format_of("a.web"), "web");
  EXPECT_EQ(convert_format_of("a"), "web");
  EXPECT_EQ(convert_format_of("a.mtx.gz"), "mtx");
  EXPECT_EQ(convert_format_of("a.docx"), "");
}

TEST_F(ExportFormatTest, AnOutputInTheWayIsRefusedBeforeTheWork) {
  ConvertOptions options;
  options.output = folder_ / "new.mtx";
  options.format = "mtx";
  convert(small_web(), {}, options);
  ConvertSteps steps;
  steps.own_order = [](const Web&) -> std::vector<NodeId> {
    ADD_FAILURE() << "the work began";
    return {};
  };
  EXPECT_THROW(convert(small_web(), steps, options), CreateError);
  options.overwrite = true;
  EXPECT_EQ(convert(small_web(), {}, options).arcs, 3U);
}

}  // namespace
}  // namespace orbweb::test
