// Errors that the file system and those who use it say alike.
#pragma once

#include <filesystem>

#include "graph/error.h"

namespace orbweb {

[[noreturn]] inline void throw_exists(const std::filesystem::path& path) {
  throw CreateError("cannot create " + path.string() + ": it exists");
}

}  // namespace orbweb
