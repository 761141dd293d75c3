// The manifest of a stored web: what the folder holds, how it was made, and the checksums that prove it. JSON, with its
// own checksum as the last member.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "graph/files.h"
#include "graph/stored_file.h"
#include "graph/web.h"

namespace orbweb {

inline constexpr const char* kManifestName = "manifest.json";
inline constexpr const char* kChecksumsName = "checksums";

// Files of every web; those of the rows belong to their encoding.
inline constexpr const char* kLinkCounts = "link_counts";
inline constexpr const char* kFollowed = "followed.roaring";
inline constexpr const char* kNameBlocks = "names.blocks";
inline constexpr const char* kNameIndex = "names.index";

struct Manifest {
  std::uint64_t num_nodes = 0;
  std::uint64_t num_arcs = 0;
  bool has_names = false;
  std::string encoding;  ///< of the rows: a name of encodings()
  std::string fingerprint;
  Provenance provenance;
  std::map<std::string, FileRecord> files;
};

/// The content of the file of checksums: for each file in the order of names, the XXH3-64 of its blocks.
std::string checksum_tables(const Manifest& manifest);

/// `tables` is checksum_tables(manifest), whose own hash the manifest keeps.
std::string manifest_to_text(const Manifest& manifest, std::span<const char> tables);

/// Reads WEB/manifest.json and WEB/checksums. A folder without one is a LoadError that says it is no web.
Manifest read_manifest(FileSystem& files, const std::filesystem::path& web);

/// Whether read_manifest() would succeed.
bool is_web(FileSystem& files, const std::filesystem::path& path);

}  // namespace orbweb
