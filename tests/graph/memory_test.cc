#include "graph/memory.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "support/data.h"

namespace orbweb {
namespace {

constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

/// A made-up /sys/fs/cgroup, and what /proc/self/cgroup says of this process.
class ControlGroups : public ::testing::Test {
 protected:
  void limit(const std::string& file, const std::string& text) {
    const std::string path = "groups/" + file;
    std::filesystem::create_directories((folder_ / path).parent_path());
    folder_.write(path, text);
  }
  std::uint64_t memory_of(const std::string& groups) {
    return control_group_memory(folder_.write("cgroup", groups), folder_ / "groups");
  }

 private:
  test::TemporaryFolder folder_;
};

TEST_F(ControlGroups, WithoutAnyThereIsNoLimit) {
  EXPECT_EQ(memory_of(""), kNoLimit);
  EXPECT_EQ(memory_of("0::/user.slice\n"), kNoLimit);
  EXPECT_EQ(control_group_memory("no-such-file", "no-such-folder"), kNoLimit);
}

TEST_F(ControlGroups, TheLowestOnTheWayToTheRootCounts) {
  limit("a/memory.max", "3000\n");
  limit("a/b/memory.max", "max\n");
  limit("a/b/c/memory.max", "5000\n");
  limit("other/memory.max", "7\n");
  EXPECT_EQ(memory_of("0::/a/b/c\n"), 3000U);
  EXPECT_EQ(memory_of("0::/a/b\n"), 3000U);
  EXPECT_EQ(memory_of("0::/\n"), kNoLimit);
  limit("a/b/c/memory.max", "2000\n");
  EXPECT_EQ(memory_of("0::/a/b/c\n"), 2000U);
  limit("memory.max", "1000\n");
  EXPECT_EQ(memory_of("0::/a/b/c\n"), 1000U);
}

TEST_F(ControlGroups, TheRootCountsWhereTheGroupCannotBeSeen) {
  limit("memory.max", "1000\n");
  EXPECT_EQ(memory_of("0::/docker/0123\n"), 1000U);
  EXPECT_EQ(memory_of("0::/../../elsewhere\n"), 1000U);
  EXPECT_EQ(memory_of("nonsense\n:\n::\n0:\n"), 1000U);
}

TEST_F(ControlGroups, Version1HasItsOwnHierarchy) {
  limit("memory/a:b/memory.limit_in_bytes", "4000\n");
  limit("memory/memory.limit_in_bytes", "9223372036854771712\n");
  EXPECT_EQ(memory_of("12:cpu,cpuacct:/a:b\n5:hugetlb,memory:/a:b\n0::/a:b\n"), 4000U);
  EXPECT_EQ(memory_of("12:cpu,cpuacct:/a:b\n5:memory:/\n"), 9223372036854771712U);
}

TEST(MachineMemory, IsSomeButNotAll) {
  EXPECT_GT(machine_memory(), std::uint64_t{1} << 20);
  EXPECT_LT(machine_memory(), std::uint64_t{1} << 60);
}

}  // namespace
}  // namespace orbweb
