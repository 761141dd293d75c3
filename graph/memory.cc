#include "graph/memory.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>
#include <string_view>

namespace orbweb {

namespace {

namespace fs = std::filesystem;

/// Of `group` below `root` and of all between them.
std::uint64_t lowest_limit(const fs::path& root, const fs::path& group, const char* limit_file) {
  std::uint64_t lowest = std::numeric_limits<std::uint64_t>::max();
  // A group outside of what this process may see begins with "/..".
  for (fs::path at = group.lexically_normal().relative_path();; at = at.parent_path()) {
    std::uint64_t limit = 0;
    // "max", which does not parse, is no limit.
    if (std::ifstream(root / at / limit_file) >> limit) lowest = std::min(lowest, limit);
    if (at.empty()) return lowest;
  }
}

bool names_memory(std::string_view controllers) {
  return (',' + std::string(controllers) + ',').find(",memory,") != std::string::npos;
}

}  // namespace

std::uint64_t control_group_memory(const fs::path& groups, const fs::path& hierarchies) {
  const auto limit_of = [&](const fs::path& group) { return lowest_limit(hierarchies, group, "memory.max"); };
  const auto limit_of_version_1 = [&](const fs::path& group) {
    return lowest_limit(hierarchies / "memory", group, "memory.limit_in_bytes");
  };
  std::uint64_t lowest = std::min(limit_of("/"), limit_of_version_1("/"));
  std::ifstream lines(groups);
  // "0::/group" is version 2, "9:cpu,memory:/group" version 1; a group's name may hold colons.
  for (std::string line; std::getline(lines, line);) {
    const std::size_t controllers = line.find(':') + 1;
    const std::size_t group = line.find(':', controllers) + 1;
    if (controllers == 0 || group == 0) continue;
    const std::string_view names = std::string_view(line).substr(controllers, group - 1 - controllers);
    if (names.empty()) lowest = std::min(lowest, limit_of(line.substr(group)));
    if (names_memory(names)) lowest = std::min(lowest, limit_of_version_1(line.substr(group)));
  }
  return lowest;
}

std::uint64_t machine_memory() {
  const std::uint64_t bytes =
      static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  return std::min(bytes, control_group_memory("/proc/self/cgroup", "/sys/fs/cgroup"));
}

}  // namespace orbweb
