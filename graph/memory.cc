#include "graph/memory.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace orbweb {

std::uint64_t machine_memory() {
  std::uint64_t bytes =
      static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  // Version 2 and version 1 of control groups; without a limit the first holds "max", which does not parse.
  for (const char* limit_file : {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    std::uint64_t limit = 0;
    if (std::ifstream(limit_file) >> limit) bytes = std::min(bytes, limit);
  }
  return bytes;
}

}  // namespace orbweb
