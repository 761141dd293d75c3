// How much memory a job may take.
#pragma once

#include <cstdint>

namespace orbweb {

/// Bytes of memory that this process can have: the machine's, or its control group's limit where that is lower.
std::uint64_t machine_memory();

}  // namespace orbweb
