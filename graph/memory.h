// How much memory a job may take.
#pragma once

#include <cstdint>
#include <filesystem>

namespace orbweb {

/// Bytes of memory that this process can have: the machine's, or its control groups' limit where that is lower.
std::uint64_t machine_memory();

/// The lowest memory limit, in bytes, of the control groups that `groups` (in the form of /proc/self/cgroup) names and
/// of all above them, up to the root of `hierarchies` (/sys/fs/cgroup); versions 1 and 2. The largest number where
/// there is no limit. A group that cannot be seen, as from inside a container, does not count.
/// https://docs.kernel.org/admin-guide/cgroup-v2.html
std::uint64_t control_group_memory(const std::filesystem::path& groups, const std::filesystem::path& hierarchies);

}  // namespace orbweb
