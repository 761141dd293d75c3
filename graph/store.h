// A web on disk: a folder with a manifest and one file per part. docs/format.md describes it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "graph/control.h"
#include "graph/files.h"
#include "graph/stored_file.h"
#include "graph/web.h"
#include "graph/web_writer.h"

namespace orbweb {

/// Writes `web` into a new folder, whole or not at all: a temporary sibling is written, synced and renamed.
/// Throws CreateError where `path` exists or cannot be made, IoError where writing fails; both leave nothing behind.
void save_web(const Web& web, const std::filesystem::path& path, const SaveOptions& options = {},
              FileSystem& files = real_file_system());

struct OpenOptions {
  ReadMode mode = ReadMode::mapped;
};

/// Opens a web in milliseconds, whatever its size: the manifest and the sizes of its files are checked at once, each
/// block of a mapped file when it is first touched. So any later read may throw LoadError naming file and place.
/// In the mode `whole` every block is checked here.
Web open_web(const std::filesystem::path& path, const OpenOptions& options = {},
             FileSystem& files = real_file_system());

/// One file of a stored web.
struct StoredFile {
  std::string name;
  std::uint64_t bytes;
};
/// What the manifest lists, and the manifest itself. Throws LoadError.
std::vector<StoredFile> stored_files(const std::filesystem::path& path, FileSystem& files = real_file_system());

}  // namespace orbweb
