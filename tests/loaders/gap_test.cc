#include "loaders/gap.h"

#include "loaders/graph_loading.h"
#include "support/graph_samples.h"

namespace orbweb::test {
namespace {

using ::testing::HasSubstr;

/// A directed .sg without its transpose.
std::string front_of(const std::vector<std::uint64_t>& header_and_offsets, const std::vector<std::uint64_t>& targets,
                     char directed = '\1') {
  return std::string(1, directed) + little_endian_bytes<std::uint64_t>(header_and_offsets) +
         little_endian_bytes<std::uint32_t>(targets);
}

std::string sample(const std::string& format) {
  for (const GraphSample& sample : graph_samples()) {
    if (sample.format == format) return sample.files[0].second;
  }
  return "";
}

TEST(Gap, ReadsADirectedGraphWithANodeAlone) {
  for (const std::size_t piece : {1U, 5U, 1U << 20}) {
    const Web web = build_graph("sg", sample("sg"), piece).web;
    EXPECT_EQ(web.num_nodes(), 4U);
    EXPECT_EQ(arcs_of(web), (Arcs{"0->1:1", "1->2:1", "2->0:1"}));
  }
}

TEST(Gap, WeightsAreLinkCounts) {
  EXPECT_EQ(arcs_of(build_graph("wsg", sample("wsg")).web), (Arcs{"0->1:5", "1->0:5", "1->2:7", "2->1:7"}));
  const std::string odd = std::string(1, '\0') + little_endian_bytes<std::uint64_t>({2, 2, 0, 2, 2}) +
                          little_endian_bytes<std::uint32_t>({0, 0, 1, 0xfffffffb});
  EXPECT_EQ(arcs_of(build_graph("wsg", odd).web), (Arcs{"0->1:1"})) << "0 is no arc, -5 no count";
}

TEST(Gap, ReadsMoreThanABlock) {
  const std::uint64_t n = 50000;
  std::vector<std::uint64_t> head = {n, n, 0}, targets;
  for (std::uint64_t i = 0; i < n; ++i) {
    head.push_back(i + 1);
    targets.push_back((i + 1) % n);
  }
  const Web web = build_graph("sg", front_of(head, targets, '\0'), 4099).web;
  EXPECT_EQ(web.num_nodes(), n);
  EXPECT_EQ(web.num_arcs(), n);
}

TEST(Gap, RefusesWhatContradictsItself) {
  EXPECT_THAT(refusal("sg", front_of({0, 0, 0}, {}, '\2')), HasSubstr("byte 0: expected 0 or 1"));
  EXPECT_THAT(refusal("sg", front_of({1, 2, 1, 1, 1}, {0}, '\0')), HasSubstr("byte 17: expected offset 0, found 1"));
  EXPECT_THAT(refusal("sg", front_of({2, 2, 0, 2, 1}, {0, 1}, '\0')), HasSubstr("byte 33"));
  EXPECT_THAT(refusal("sg", front_of({2, 2, 0, 1, 1}, {0, 1}, '\0')), HasSubstr("as last offset, found 1"));
  EXPECT_THAT(refusal("sg", front_of({2, 2, 0, 1, 9}, {0, 1}, '\0')), HasSubstr("an offset from 1 to 2, found 9"));
  EXPECT_THAT(refusal("sg", front_of({1, 2, 0, 1, 1}, {2}, '\0')), HasSubstr("a node below 2, found 2"));
  EXPECT_THAT(refusal("sg", front_of({1, 2, 0, 1, 1}, {1, 0}, '\0')), HasSubstr("the end of the file, found more"));
  EXPECT_THAT(refusal("sg", front_of({1, 2, 0, 1, 1}, {1})), HasSubstr("more bytes of the transpose"));
  EXPECT_THAT(refusal("sg", ""), HasSubstr("more bytes of the header"));
}

TEST(Gap, HeadersAreNotTrusted) {
  EXPECT_THAT(refusal("sg", front_of({1, 0xfffffff0, 0}, {})), HasSubstr("more bytes of offsets"));
  EXPECT_THAT(refusal("sg", front_of({1, std::uint64_t{1} << 60, 0}, {})), HasSubstr("byte 9"));
  EXPECT_THAT(refusal("sg", front_of({UINT64_MAX, 1, 0}, {})), HasSubstr("byte 1: expected a number of arcs"));
}

}  // namespace
}  // namespace orbweb::test
