#include "loaders/open.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "graph/error.h"
#include "graph/memory.h"
#include "support/compress.h"
#include "support/data.h"
#include "support/memory_files.h"

namespace orbweb::test {
namespace {

using ::testing::HasSubstr;

TEST(BuildWeb, RecordsHowTheWebWasMade) {
  MemoryFileSystem files(std::size_t{1} << 20);
  files.add("0", "a.example\tb.example\nbroken\n");
  BuildOptions options;
  options.fold.level = FoldLevel::host;
  const BuildResult result = build_web({"0"}, options, {}, files);
  const Provenance& provenance = result.web.provenance();
  EXPECT_EQ(provenance.fold, FoldLevel::host);
  EXPECT_EQ(provenance.inputs, std::vector<std::string>{"0"});
  EXPECT_EQ(provenance.links_read, 1U);
  EXPECT_EQ(provenance.links_rejected, 1U);
  EXPECT_EQ(provenance.rejected_by_reason.at("a link without a target"), 1U);
  EXPECT_THAT(provenance.options.at("tool"), HasSubstr("orbweb "));
  EXPECT_THAT(provenance.built_at, ::testing::MatchesRegex("[0-9]+-..-..T..:..:..Z"));
}

TEST(BuildWeb, ListsTheFormatsWhereOneIsUnknown) {
  BuildOptions options;
  options.format = "warp";
  EXPECT_THROW(build_web({"x"}, options), ArgumentError);
  options.format = "links";
  EXPECT_THROW(build_web({"no-such-file"}, options), IoError);
}

TEST(PlanBuild, EstimatesFromASample) {
  const TemporaryFolder folder;
  std::string content;
  for (int i = 0; i < 400000; ++i) content += "site" + std::to_string(i % 9973) + ".example\tb.example\n";
  const auto plain = folder.write("links.tsv", content);
  const auto packed = folder.write("links.tsv.gz", compress(Compression::gzip, content));
  for (const auto& path : {plain, packed}) {
    const BuildPlan plan = plan_build({path}, {});
    EXPECT_TRUE(plan.has_names);
    EXPECT_EQ(plan.input_bytes, std::filesystem::file_size(path));
    EXPECT_NEAR(static_cast<double>(plan.estimated_links), 400000, 40000);
    EXPECT_GT(plan.estimated_memory, 32U * 400000);
    EXPECT_GT(plan.estimated_disk, 400000U);
  }
}

TEST(PlanBuild, IsExactForSmallNumberedInput) {
  const TemporaryFolder folder;
  const BuildPlan plan = plan_build({folder.write("links", "0 1\n1 2\n2 0\n")}, {});
  EXPECT_FALSE(plan.has_names);
  EXPECT_EQ(plan.estimated_lines, 3U);
  EXPECT_EQ(plan.estimated_links, 3U);
}

TEST(PlanBuild, CountsLinksByTheirCounts) {
  const TemporaryFolder folder;
  const BuildPlan plan = plan_build({folder.write("links", "0 1 5\n1 2\n2 0 10\n")}, {});
  EXPECT_EQ(plan.estimated_lines, 3U);
  EXPECT_EQ(plan.estimated_links, 16U);
}

TEST(PlanBuild, ComparesWithTheMachineUnlessALimitIsGiven) {
  const TemporaryFolder folder;
  const auto path = folder.write("links", "0 1\n1 2\n");
  const BuildPlan plan = plan_build({path}, {});
  EXPECT_EQ(plan.memory_limit, machine_memory());
  EXPECT_TRUE(plan.fits());
  BuildOptions options;
  options.memory_limit = plan.estimated_memory;
  EXPECT_TRUE(plan_build({path}, options).fits());
  options.memory_limit = plan.estimated_memory - 1;
  EXPECT_FALSE(plan_build({path}, options).fits());
  // A node number alone asks for a byte for each of four thousand million nodes while rows are written.
  const BuildPlan huge = plan_build({folder.write("huge", "0 4294967294\n")}, {});
  EXPECT_EQ(huge.fits(), huge.estimated_memory <= machine_memory());
  EXPECT_GT(huge.estimated_memory, std::uint64_t{4} << 30);
}

}  // namespace
}  // namespace orbweb::test
