// What a release says of itself: manifest.json in its folder, with the SHA-256 of every other file and, as its last
// member, its own checksum. docs/data-dictionary.md lists its members.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "graph/files.h"

namespace orbweb {

/// One table of scores, which may lie there in several formats.
struct ReleaseTable {
  std::string name;
  std::string algorithm;
  std::string definition;
  std::vector<std::string> files;
  int cold_iterations = 0;  ///< of the last release whose iteration did not begin at earlier scores; 0 = not known
  bool operator==(const ReleaseTable&) const = default;
};

struct ReleaseFile {
  std::uint64_t bytes = 0;
  std::string sha256;
  bool operator==(const ReleaseFile&) const = default;
};

struct ReleaseManifest {
  std::string job;
  std::string tool;        ///< "orbweb 1.2.3"
  std::string created_at;  ///< UTC, ISO 8601
  std::string run_id;
  std::string key;        ///< fingerprint of all that decides the scores: what is the same needs no new release
  std::string build_key;  ///< fingerprint of all that decides the web
  std::string web_fingerprint;
  std::string web_folder;  ///< relative to the folder of releases; it may be gone
  std::string fold;        ///< "domain" ...
  std::uint64_t nodes = 0;
  std::uint64_t arcs = 0;
  std::string previous;  ///< name of the release before; empty for the first
  std::vector<ReleaseTable> tables;
  std::map<std::string, ReleaseFile> files;
  bool operator==(const ReleaseManifest&) const = default;
};

std::string release_manifest_text(const ReleaseManifest& manifest);

/// Whether the folder has a manifest that says it is a release, intact or not.
bool is_release(FileSystem& files, const std::filesystem::path& folder);

/// Throws LoadError where the folder is no release or its manifest is damaged.
ReleaseManifest read_release_manifest(FileSystem& files, const std::filesystem::path& folder);

/// Size and SHA-256 of a file as it lies there.
ReleaseFile measure_file(FileSystem& files, const std::filesystem::path& path);

}  // namespace orbweb
