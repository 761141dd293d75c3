#include "loaders/pairs.h"

#include "loaders/graph_loading.h"
#include "support/graph_samples.h"

namespace orbweb::test {
namespace {

using ::testing::HasSubstr;

TEST(Pairs, ReadsBothWidths) {
  const std::vector<std::uint64_t> numbers = {0, 3, 2, 1, 0, 3};
  const Arcs expected = {"0->3:2", "2->1:1"};
  for (const std::size_t piece : {1U, 3U, 7U, 1U << 20}) {
    EXPECT_EQ(arcs_of(build_graph("pairs32", little_endian_bytes<std::uint32_t>(numbers), piece).web), expected);
    EXPECT_EQ(arcs_of(build_graph("pairs64", little_endian_bytes<std::uint64_t>(numbers), piece).web), expected);
  }
}

TEST(Pairs, ReadsMoreThanABlock) {
  std::vector<std::uint64_t> numbers;
  for (std::uint64_t i = 0; i < 100000; ++i) numbers.insert(numbers.end(), {i, i + 1});
  EXPECT_EQ(build_graph("pairs32", little_endian_bytes<std::uint32_t>(numbers), 65537).web.num_arcs(), 100000U);
}

TEST(Pairs, RefusesWhatIsNoPair) {
  EXPECT_THAT(refusal("pairs32", std::string(11, '\0')), HasSubstr("graph: byte 8: expected a pair of 8 bytes"));
  EXPECT_THAT(refusal("pairs64", std::string(17, '\0')), HasSubstr("byte 16"));
  EXPECT_THAT(refusal("pairs32", ""), HasSubstr("no bytes at all"));
  EXPECT_THAT(refusal("pairs32", std::string(4, '\0') + std::string(4, '\xff')), HasSubstr("byte 4"));
  EXPECT_THAT(refusal("pairs64", little_endian_bytes<std::uint64_t>({std::uint64_t{1} << 32, 0})), HasSubstr("byte 0"));
}

}  // namespace
}  // namespace orbweb::test
