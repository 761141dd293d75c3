// A web on disk: a folder with a manifest and one file per array. This is the only place that knows the files;
// docs/format.md describes them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "graph/control.h"
#include "graph/files.h"
#include "graph/web.h"

namespace orbweb {

struct SaveOptions {
  bool overwrite = false;  ///< replace an existing web (never anything that is not a web)
};

/// Writes `web` into a new folder, whole or not at all: a temporary sibling is written, synced and renamed.
/// Throws CreateError where `path` exists or cannot be made, IoError where writing fails; both leave nothing behind.
void save_web(const Web& web, const std::filesystem::path& path, const SaveOptions& options = {},
              FileSystem& files = real_file_system());

/// Throws CreateError at once if save_web would refuse `path`: asked before a long build.
void check_can_save(const std::filesystem::path& path, const SaveOptions& options,
                    FileSystem& files = real_file_system());

/// Reads a web back. Every byte is checked against its file's checksum, the manifest against its own, and every
/// invariant that memory safety rests on. Throws LoadError naming the file.
Web open_web(const std::filesystem::path& path, const Control& control = {}, FileSystem& files = real_file_system());

/// One file of a stored web.
struct StoredFile {
  std::string name;
  std::uint64_t bytes;
};
/// What the manifest lists, and the manifest itself. Throws LoadError.
std::vector<StoredFile> stored_files(const std::filesystem::path& path, FileSystem& files = real_file_system());

}  // namespace orbweb
