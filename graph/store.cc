#include "graph/store.h"

#include <fmt/format.h>

#include <functional>
#include <utility>

#include "graph/checksum.h"
#include "graph/error.h"
#include "graph/manifest.h"
#include "graph/web_reader.h"

namespace orbweb {

namespace {

namespace fs = std::filesystem;

/// Calls write(name, bytes) for every file of a web but the manifest.
void for_each_file(const Web& web, const std::function<void(const std::string&, std::span<const char>)>& write) {
  write(kSuccessorOffsets, bytes_of(web.successors().offsets()));
  write(kSuccessorTargets, bytes_of(web.successors().targets()));
  write(kPredecessorOffsets, bytes_of(web.predecessors().offsets()));
  write(kPredecessorTargets, bytes_of(web.predecessors().targets()));
  write(kLinkCounts, bytes_of(std::span<const std::uint32_t>(web.link_counts())));
  const std::string followed = web.followed().serialize();
  write(kFollowed, bytes_of(std::string_view(followed)));
  if (web.has_names()) {
    write(kNameOffsets, bytes_of(web.names().offsets()));
    write(kNameKeys, bytes_of(web.names().keys()));
  }
}

void write_file(FileSystem& files, const fs::path& path, std::span<const char> bytes) {
  const std::unique_ptr<OutputFile> file = files.create(path);
  file->write(bytes);
  file->sync();
  file->close();
}

void write_web_folder(FileSystem& files, const Web& web, const fs::path& folder) {
  Manifest manifest{web.num_nodes(), web.num_arcs(), web.has_names(), web.fingerprint(), web.provenance(), {}};
  for_each_file(web, [&](const std::string& name, std::span<const char> bytes) {
    write_file(files, folder / name, bytes);
    manifest.files[name] = {bytes.size(), xxh3_64(bytes)};
  });
  const std::string text = manifest_to_text(manifest);
  write_file(files, folder / kManifestName, bytes_of(std::string_view(text)));
  files.sync_directory(folder);
}

bool is_web(FileSystem& files, const fs::path& path) {
  try {
    read_manifest(files, path);
    return true;
  } catch (const Error&) {
    return false;
  }
}

void replace_web(FileSystem& files, const fs::path& temporary, const fs::path& path) {
  files.exchange(temporary, path);
  files.sync_directory(parent_folder(path));  // before the old web goes
  remove_quietly(files, temporary);
}

}  // namespace

void check_can_save(const fs::path& path, const SaveOptions& options, FileSystem& files) {
  if (files.exists(path)) {
    if (!options.overwrite) throw CreateError(fmt::format("cannot create {}: it exists", path.string()));
    if (!is_web(files, path)) throw CreateError(fmt::format("cannot replace {}: it is not a web", path.string()));
  }
  const fs::path probe = temporary_sibling(path);
  files.create_directory(probe);
  files.remove_all(probe);
}

void save_web(const Web& web, const fs::path& path, const SaveOptions& options, FileSystem& files) {
  check_can_save(path, options, files);
  const fs::path temporary = temporary_sibling(path);
  files.create_directory(temporary);
  try {
    write_web_folder(files, web, temporary);
    if (files.exists(path)) {
      replace_web(files, temporary, path);
    } else {
      files.rename(temporary, path);
    }
  } catch (...) {
    remove_quietly(files, temporary);
    throw;
  }
  files.sync_directory(parent_folder(path));
}

Web open_web(const fs::path& path, const Control& control, FileSystem& files) {
  return WebReader(files, path).web(control);
}

std::vector<StoredFile> stored_files(const fs::path& path, FileSystem& files) {
  std::vector<StoredFile> stored{{kManifestName, files.file_size(path / kManifestName)}};
  for (const auto& [name, file] : read_manifest(files, path).files) stored.push_back({name, file.bytes});
  return stored;
}

}  // namespace orbweb
