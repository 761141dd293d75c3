// Proof that a stored web is intact and means what it should.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "graph/control.h"
#include "graph/files.h"

namespace orbweb {

/// One checked property of a stored web; `problem` is empty where it holds.
struct VerifyFinding {
  std::string check;
  std::string problem;
};

/// Every checksum, then every structural invariant: rows sorted, ids in range, predecessors really the transpose,
/// labels within arcs, names sorted and unique, fingerprint. Does not stop at the first problem, but structure is only
/// looked at where all files are intact. Throws only for a manifest that cannot be read.
std::vector<VerifyFinding> verify_web(const std::filesystem::path& path, const Control& control = {},
                                      FileSystem& files = real_file_system());

}  // namespace orbweb
