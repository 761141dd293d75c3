// The manifest of a stored web: what the folder holds, how it was made, and the checksums that prove it. JSON, with its
// own checksum as the last member.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "graph/files.h"
#include "graph/web.h"

namespace orbweb {

inline constexpr const char* kManifestName = "manifest.json";

struct Manifest {
  struct File {
    std::uint64_t bytes = 0;
    std::string xxh3;  ///< XXH3-64 of the whole file
  };

  std::uint64_t num_nodes = 0;
  std::uint64_t num_arcs = 0;
  bool has_names = false;
  std::string fingerprint;
  Provenance provenance;
  std::map<std::string, File> files;
};

std::string manifest_to_text(const Manifest& manifest);

/// Throws LoadError naming `path` for text that is no manifest, is damaged in any bit, or is of a later format version.
Manifest manifest_from_text(std::string_view text, const std::string& path);

/// Reads WEB/manifest.json. A folder without one is a LoadError that says it is no web.
Manifest read_manifest(FileSystem& files, const std::filesystem::path& web);

}  // namespace orbweb
