// Proof that a release is whole.
#pragma once

#include <filesystem>
#include <vector>

#include "graph/control.h"
#include "graph/files.h"
#include "graph/verify.h"

namespace orbweb {

/// The manifest's own checksum, size and SHA-256 of every file, no file that the manifest does not name, and facts of
/// tables that agree with the manifest. Does not stop at the first problem. Throws only where the manifest cannot be
/// read.
std::vector<VerifyFinding> verify_release(const std::filesystem::path& path, const Control& control = {},
                                          FileSystem& files = real_file_system());

}  // namespace orbweb
